import assert from "node:assert/strict";
import test from "node:test";

import { changedBounds, cleanBounds, outcomeWithin } from "../../sezgeo/maps/panel/model/bounds.js";
import { writeCsv } from "../../sezgeo/maps/panel/base/csv.js";
import { keptPlots, sortedPlots } from "../../sezgeo/maps/panel/model/filter.js";
import { createHistory } from "../../sezgeo/maps/panel/state/history.js";
import { weightsBy } from "../../sezgeo/maps/panel/model/weighting.js";
import { createSettings } from "../../sezgeo/maps/panel/state/settings.js";
import { createStore } from "../../sezgeo/maps/panel/base/store.js";

test("a limit excludes beyond its ends, keeps on them, and cannot judge the unknown", () => {
  const bounds = { at_least: 10, at_most: 20 };
  assert.deepEqual(
    [9.9, 10, 20, 20.1, NaN].map((value) => outcomeWithin(value, bounds)),
    [3, 0, 0, 3, 2],
  );
});

test("bounds that bound nothing are no bounds", () => {
  for (const none of [null, {}, { at_least: null }, { at_most: NaN }, { at_least: "1" }, { other: 1 }]) {
    assert.equal(cleanBounds(none), null);
  }
  assert.deepEqual(changedBounds({ a: { at_least: 1 }, b: { at_most: 2 } }, { a: null, c: { at_least: 0 } }), {
    b: { at_most: 2 },
    c: { at_least: 0 },
  });
});

test("no text in the table can become a formula", () => {
  const attacks = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\n=x"];
  const lines = writeCsv([attacks], "en").slice(1);
  for (const attack of attacks) assert.ok(lines.includes(`'${attack}`), JSON.stringify(attack));
});

test("a table is written as the language's spreadsheets read it", () => {
  const rows = [["а;b", 'say "hi"', -1.5, NaN, null, "c,d"]];
  assert.equal(writeCsv(rows, "ru"), '\ufeff"а;b";"say ""hi""";-1,5;;;c,d\r\n');
  assert.equal(writeCsv(rows, "en"), '\ufeffа;b,"say ""hi""",-1.5,,,"c,d"\r\n');
});

const plots = {
  site: ["a", "a", "b", "b"],
  status: ["free", "occupied", "free", "free"],
  folded: ["тст-1", "тст-2", "тст-3", "тст-4"],
};
const measures = [{ key: "power_mw", raw: [5, 12, NaN, 30] }];
const open = { query: "", site: "", status: "", offeredOnly: false, ranges: {} };
const keep = (asked) => [
  ...keptPlots({ plots, measures, scores: Float64Array.of(0.5, NaN, 0.7, 0.2) }, { ...open, ...asked }),
];

test("filters let through what fits all of them; an unknown measure fits no range", () => {
  assert.deepEqual(keep({}), [1, 1, 1, 1]);
  assert.deepEqual(keep({ site: "a" }), [1, 1, 0, 0]);
  assert.deepEqual(keep({ status: "free", site: "b" }), [0, 0, 1, 1]);
  assert.deepEqual(keep({ offeredOnly: true }), [1, 0, 1, 1]);
  assert.deepEqual(keep({ ranges: { power_mw: { at_least: 12 } } }), [0, 1, 0, 1]);
  assert.deepEqual(keep({ query: "ТСТ-3" }), [0, 0, 1, 0]);
});

test("the unknown comes last whichever way the list is sorted, and equals keep their rank", () => {
  const columns = { power_mw: [5, 12, NaN, 12], plot_id: ["Я", "А", "ё", ""] };
  const sorted = (sort) => sortedPlots([3, 2, 1, 0], sort, (name) => columns[name]);
  assert.deepEqual(sorted("power_mw"), [0, 3, 1, 2]);
  assert.deepEqual(sorted("-power_mw"), [3, 1, 0, 2]);
  assert.deepEqual(sorted("plot_id"), [1, 2, 0, 3]);
  assert.deepEqual(sorted("-rank"), [0, 1, 2, 3]);
  assert.deepEqual(sorted("nothing"), [3, 2, 1, 0]);
});

test("undo takes back one change, redo brings it again, a drag is one change", () => {
  const store = createStore({ weights: 0, other: 0 });
  const history = createHistory(store, ["weights"]);
  const seen = () => store.state.weights;
  store.set({ weights: 1 });
  history.drag("slider");
  for (const weights of [2, 3, 4]) store.set({ weights });
  history.drag(null);
  history.drag("slider");
  store.set({ weights: 5 });
  history.drag(null);
  store.set({ other: 1 });
  const back = [];
  for (let step = 0; step < 4; step++) {
    history.undo();
    back.push(seen());
  }
  assert.deepEqual(back, [4, 1, 0, 0]);
  history.redo();
  history.redo();
  assert.equal(seen(), 4);
  store.set({ weights: 9 });
  assert.deepEqual(history.can(), [true, false]);
  history.redo();
  assert.equal(seen(), 9);
});

test("weights by order are the rank order centroid, equals share", () => {
  assert.deepEqual(weightsBy("order", [5, 9, 1]), [27.78, 61.11, 11.11]);
  assert.deepEqual(weightsBy("order", [4, 4]), [50, 50]);
  assert.deepEqual(weightsBy("equal", [4, 1]), [1, 1]);
});

function shelf(text) {
  let kept = text;
  return {
    getItem: () => kept,
    setItem: (_, value) => {
      kept = value;
    },
    text: () => kept,
  };
}

test("settings are kept by name, and with no store at all while the page is open", () => {
  const place = shelf(null);
  const one = createSettings(() => place);
  one.save("  день ", "#p=a");
  one.save("__proto__", "#p=b");
  assert.equal(one.save("   ", "#p=c"), "");
  assert.deepEqual(createSettings(() => place).names(), ["день", "__proto__"]);
  const bare = createSettings(() => {
    throw new Error("denied");
  });
  bare.save("x", "#p=d");
  assert.equal(bare.read("x"), "#p=d");
  bare.remove("x");
  assert.equal(bare.read("x"), "");
  assert.equal(bare.read("constructor"), "");
});

test("a store that somebody else wrote to gives names and addresses or nothing", () => {
  for (const text of ["{", "[1]", '{"a":{"b":1}}', `{"${"x".repeat(99)}":"#p"}`, "null", '"x"']) {
    assert.deepEqual(createSettings(() => shelf(text)).names(), [], text);
  }
});
