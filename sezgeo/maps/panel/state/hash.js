// The state of the page in its address, so that a link or a saved page shows the same again.
// Whatever stands there was written by anybody: unknown names and numbers out of range are dropped.

import { cleanBounds } from "../model/bounds.js";

const TOP_WEIGHT = 1000;

const encode = (text) => encodeURIComponent(text).replace(/~/g, "%7E");

const WRITTEN = [
  ["profile", "p", encode],
  ["weights", "w", (all) => perProfile(all, (weight) => weight)],
  ["limits", "l", (all) => perProfile(all, writeBounds)],
  ["ranges", "f", (all) => pairs(all, writeBounds)],
  ["query", "q", encode],
  ["site", "site", encode],
  ["status", "status", encode],
  ["offeredOnly", "only", (is) => (is ? "1" : "")],
  ["sort", "sort", (sort) => (sort === "rank" ? "" : encode(sort))],
  ["tab", "tab", (tab) => (tab === "list" ? "" : encode(tab))],
  ["plot", "plot", encode],
  ["compared", "cmp", (ids) => ids.map(encode).join(",")],
  ["hidden", "off", (keys) => keys.map(encode).join(",")],
  ["opacity", "op", (all) => pairs(all, (share) => share)],
  ["scenario", "sc", String],
  ["language", "lang", String],
  ["view", "at", (view) => view.map((number) => Number(number.toFixed(5))).join("/")],
];

export function writeHash(state) {
  const words = WRITTEN.flatMap(([name, key, write]) => {
    const text = state[name] === undefined || state[name] === null ? "" : write(state[name]);
    return [text]
      .flat()
      .filter(Boolean)
      .map((part) => `${key}=${part}`);
  });
  return `#${words.join("&")}`;
}

function perProfile(all, write) {
  return Object.entries(all).map(([profile, named]) => {
    const text = pairs(named, write);
    return text && `${encode(profile)}~${text}`;
  });
}

function pairs(named, write) {
  return Object.entries(named)
    .map(([name, value]) => `${encode(name)}:${write(value)}`)
    .join(",");
}

function writeBounds({ at_least: least, at_most: most }) {
  return `${least ?? ""}..${most ?? ""}`;
}

const READ = {
  p: (text) => ["profile", decode(text)],
  q: (text) => ["query", decode(text)],
  site: (text) => ["site", decode(text)],
  status: (text) => ["status", decode(text)],
  only: (text) => ["offeredOnly", text === "1"],
  sort: (text) => ["sort", decode(text)],
  tab: (text) => ["tab", decode(text)],
  plot: (text) => ["plot", decode(text)],
  cmp: (text) => ["compared", text.split(",").map(decode).filter(Boolean)],
  off: (text) => ["hidden", text.split(",").map(decode).filter(Boolean)],
  op: (text) => ["opacity", readPairs(text, (part) => numberIn(part, 1))],
  f: (text) => ["ranges", readPairs(text, readBounds)],
  sc: (text) => ["scenario", numberIn(text, 99)],
  lang: (text) => ["language", text === "ru" || text === "en" ? text : undefined],
  at: (text) => ["view", viewOf(text)],
};

export function readHash(hash) {
  const read = { weights: {}, limits: {} };
  for (const word of hash.replace(/^#/, "").split("&")) {
    const [key, ...rest] = word.split("=");
    const text = rest.join("=");
    if (key === "w") read.weights = { ...read.weights, ...ofProfile(text, (part) => numberIn(part, TOP_WEIGHT)) };
    else if (key === "l") read.limits = { ...read.limits, ...ofProfile(text, readBounds) };
    else if (Object.hasOwn(READ, key)) {
      const [name, value] = READ[key](text);
      read[name] = value;
    }
  }
  return read;
}

function ofProfile(text, read) {
  const [profile, named = ""] = text.split("~");
  return Object.fromEntries([[decode(profile), readPairs(named, read)]]);
}

function readPairs(text, read) {
  return Object.fromEntries(
    text
      .split(",")
      .map((word) => {
        const [name, ...rest] = word.split(":");
        return [decode(name), read(rest.join(":"))];
      })
      .filter(([name, value]) => name && value !== null),
  );
}

function readBounds(text) {
  const [least, most] = text.split("..").map((end) => (end === "" ? null : Number(end)));
  return cleanBounds({ at_least: least, at_most: most });
}

function numberIn(text, most) {
  const number = Number(text);
  return text.trim() !== "" && number >= 0 && number <= most ? number : null;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

function viewOf(text) {
  const view = text.split("/").map(Number);
  const [zoom, south, west] = view;
  const fits = view.length === 3 && zoom >= 0 && zoom <= 22 && Math.abs(south) <= 85 && Math.abs(west) <= 180;
  return fits ? view : undefined;
}
