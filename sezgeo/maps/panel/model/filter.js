// Which plots the list keeps, and in which order it shows them.

import { isWithin } from "./bounds.js";
import { matches } from "./search.js";

// 1 for each plot that everything chosen lets through.
export function keptPlots({ plots, measures, scores }, { query, site, status, offeredOnly, ranges }) {
  const bounded = measures.filter(({ key }) => Object.hasOwn(ranges, key));
  const isAsked = query.trim() !== "";
  if (!isAsked && !site && !status && !offeredOnly && !bounded.length) return new Uint8Array(scores.length).fill(1);
  return Uint8Array.from(scores, (score, plot) =>
    Number(
      (!site || plots.site[plot] === site) &&
        (!status || plots.status[plot] === status) &&
        (!offeredOnly || !Number.isNaN(score)) &&
        bounded.every(({ key, raw }) => isWithin(raw[plot], ranges[key])) &&
        (!isAsked || matches(plots.folded[plot], query)),
    ),
  );
}

export const SORTS = ["rank", "plot_id", "site", "acceptability", "low"];

// A sort is named by what it goes by, with a minus where it is turned round. What is unknown comes
// last either way, and equals keep the order of the ranking.
export function sortedPlots(order, sort, columnOf) {
  const isTurned = sort.startsWith("-");
  const name = isTurned ? sort.slice(1) : sort;
  if (name === "rank") return isTurned ? order.slice().reverse() : order;
  const column = columnOf(name);
  if (!column) return order;
  const sign = isTurned ? -1 : 1;
  const isUnknown = (cell) => cell === undefined || cell === "" || Number.isNaN(cell);
  return order
    .map((plot, place) => [plot, place])
    .sort(([a, aPlace], [b, bPlace]) => {
      const [aCell, bCell] = [column[a], column[b]];
      if (isUnknown(aCell) || isUnknown(bCell)) return isUnknown(aCell) - isUnknown(bCell) || aPlace - bPlace;
      const differ = typeof aCell === "string" ? aCell.localeCompare(bCell, "ru") : aCell - bCell;
      return sign * differ || aPlace - bPlace;
    })
    .map(([plot]) => plot);
}
