import assert from "node:assert/strict";
import test from "node:test";

import { readHash, writeHash } from "../../sezgeo/maps/panel/state/hash.js";
import { piecesOf } from "../../sezgeo/maps/panel/base/links.js";
import { fill, quantity } from "../../sezgeo/maps/panel/base/number.js";
import { fold, haystack, matches } from "../../sezgeo/maps/panel/model/search.js";

test("search knows neither case nor ё", () => {
  const hay = haystack("ALB-014", "77:09:0001001:17", "Зелёный Бор");
  for (const query of ["зелен", "ЗЕЛЁНЫЙ бор", "alb-014", "бор ALB", "0001001:17", " "]) {
    assert.ok(matches(hay, query), query);
  }
  assert.ok(!matches(hay, "рудн"));
  assert.equal(fold("  Ё\u00a0ж "), "е ж");
});

test("slots are filled once, and only those that are known", () => {
  assert.equal(fill("{a} {b} {c}", { a: "{b}", b: 2 }), "{b} 2 {c}");
  assert.equal(fill("{constructor}{toString}", {}), "{constructor}{toString}");
});

test("a quantity is written with the unit its name ends with", () => {
  const units = { m2: { ru: "м²", en: "m²" }, m: { ru: "м", en: "m" }, share: { ru: "%", en: "%" } };
  assert.equal(quantity(420.4, "distance_to_rail_m", units, "ru"), "420\u00a0м");
  assert.equal(quantity(0.615, "compactness_share", units, "en"), "62\u00a0%");
  assert.equal(quantity(NaN, "area_m2", units, "en"), "—");
});

test("the address keeps the state and gives it back", () => {
  const state = {
    profile: "battery & co",
    weights: { "battery & co": { distance_to_rail_m: 2.5 }, "a~b": { area_ha: 1, power_mw: 0 } },
    limits: { "battery & co": { power_mw: { at_least: 10 }, "x:y": { at_least: -1.5, at_most: 3000 } } },
    ranges: { area_ha: { at_most: 0.25 } },
    query: "ёж & 1=2",
    site: "miet",
    status: "free",
    offeredOnly: true,
    sort: "-area_ha",
    tab: "weights",
    plot: "77:09:0001001:17",
    compared: ["A,1", "B"],
    hidden: ["green", "gas"],
    opacity: { green: 0.35 },
    scenario: 2,
    language: "en",
    view: [12.25, 55.71234, 37.5],
  };
  assert.deepEqual(readHash(writeHash(state)), state);
});

test("what is as it was from the start is not written", () => {
  const start = {
    profile: "a",
    weights: { a: {} },
    limits: {},
    ranges: {},
    query: "",
    sort: "rank",
    tab: "list",
    compared: [],
    scenario: null,
  };
  assert.equal(writeHash(start), "#p=a");
});

test("an address that somebody else wrote can say nothing out of range", () => {
  const read = readHash(
    "#w=p~a:-1,b:1e9,c:x,d:,e:5&at=99/0/0&lang=fr&off=%E0%A4%A&plot=%3Cimg%3E&__proto__=x" +
      "&l=p~a:..,b:x..,c:..7&f=__proto__:1..2&op=a:3,b:0.5&w=__proto__~a:1&sc=-1&constructor=1",
  );
  assert.deepEqual(Object.entries(read.weights), [
    ["p", { e: 5 }],
    ["__proto__", { a: 1 }],
  ]);
  assert.deepEqual(read.limits, { p: { c: { at_most: 7 } } });
  assert.deepEqual(Object.entries(read.ranges), [["__proto__", { at_least: 1, at_most: 2 }]]);
  assert.deepEqual(read.opacity, { b: 0.5 });
  assert.equal(read.scenario, null);
  assert.equal(read.view, undefined);
  assert.equal(read.language, undefined);
  assert.deepEqual(read.hidden, []);
  assert.equal(read.plot, "<img>");
  assert.equal({}.a, undefined);
});

test("only web addresses become links", () => {
  const pieces = piecesOf("javascript:alert(1); https://www.example.org/a?b=1 ; data:text/html,x; СП 18.13330");
  assert.deepEqual(
    pieces.map(({ href }) => href),
    [undefined, "https://www.example.org/a?b=1", undefined, undefined],
  );
  assert.equal(pieces[1].text, "example.org");
});
