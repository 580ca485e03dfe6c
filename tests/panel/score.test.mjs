import assert from "node:assert/strict";
import test from "node:test";

import { orderOf, rankChange, ranksOf, sharesOf, weightedScores } from "../../sezgeo/maps/panel/model/score.js";

test("shares sum to one, and are zero where all weights are", () => {
  assert.deepEqual(sharesOf([1, 3]), [0.25, 0.75]);
  assert.deepEqual(sharesOf([0, 0]), [0, 0]);
});

test("no weight rescues an excluded plot", () => {
  const scores = weightedScores([Float64Array.of(1, 1)], [1], [true, false]);
  assert.deepEqual([...scores], [NaN, 1]);
});

test("ties share the best rank and go by id; plots without a score come last", () => {
  const scores = Float64Array.of(0.5, NaN, 0.9, 0.5 + 1e-14, NaN);
  const order = orderOf(scores, Uint32Array.of(3, 1, 4, 2, 0));
  assert.deepEqual([...order], [2, 3, 0, 4, 1]);
  assert.deepEqual([...ranksOf(scores, order)], [2, 0, 1, 2, 0]);
});

test("a rank rises to the smaller number; none is no rank", () => {
  const changes = [
    [3, 3],
    [0, 0],
    [5, 2],
    [2, 5],
    [0, 4],
    [4, 0],
  ].map(([former, rank]) => rankChange(former, rank));
  assert.deepEqual(changes, ["same", "same", "rose", "fell", "came", "left"]);
});
