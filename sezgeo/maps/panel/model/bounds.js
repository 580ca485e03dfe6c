// "At least" and "at most" of a measure: as a limit they exclude, as a filter they hide.

import { EXCLUDED, MET, UNKNOWN } from "./outcomes.js";

// What cannot be a bound is left out; nothing is left of bounds that bound nothing.
export function cleanBounds(given) {
  const ends = ["at_least", "at_most"]
    .map((end) => [end, given ? given[end] : null])
    .filter(([, value]) => typeof value === "number" && Number.isFinite(value));
  return ends.length ? Object.fromEntries(ends) : null;
}

export function isWithin(value, { at_least: least = -Infinity, at_most: most = Infinity }) {
  return value >= least && value <= most;
}

// An unknown measure is unknown to the limit too, and never an exclusion.
export function outcomeWithin(value, bounds) {
  if (Number.isNaN(value)) return UNKNOWN;
  return isWithin(value, bounds) ? MET : EXCLUDED;
}

// {name: bounds} with changes applied: null takes the bounds of a measure away.
export function changedBounds(old, changes) {
  const all = { ...old, ...changes };
  return Object.fromEntries(
    Object.entries(all)
      .map(([name, given]) => [name, cleanBounds(given)])
      .filter(([, kept]) => kept),
  );
}
