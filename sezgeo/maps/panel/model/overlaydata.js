// What is drawn beside the plots, as it came: marks with their plots, kinds and labels in both languages.

import { unpackShapes } from "../base/shapes.js";

export function unpackOverlay(packed, pool) {
  const inBoth = (columns) => [pool.words(columns.ru), pool.words(columns.en)];
  const marks = { plots: pool.words(packed.plots), kinds: pool.words(packed.kinds), labels: inBoth(packed.labels) };
  return {
    ...packed,
    ...marks,
    shapes: unpackShapes(pool, packed.shapes),
    noted: pool.words(packed.noted),
    notes: inBoth(packed.notes),
  };
}
