import assert from "node:assert/strict";
import test from "node:test";

import { boxOf, contains, gridOf, isNearBox, unpackShapes } from "../../sezgeo/maps/panel/base/shapes.js";

// A pool whose columns are their own places.
const pool = { numbers: (column) => Float64Array.from(column) };
const steps = (values) => values.map((value, at) => value - (at ? values[at - 1] : 0));

// A square with a hole, and a triangle beside it.
const shapes = unpackShapes(pool, {
  count: 2,
  kinds: [2, 2],
  paths: [2, 1],
  sizes: [4, 4, 3],
  x: steps([0, 10, 10, 0, 4, 6, 6, 4, 20, 30, 20]),
  y: steps([0, 0, 10, 10, 4, 4, 6, 6, 0, 0, 10]),
});

test("boxes hold their features", () => {
  assert.deepEqual([...boxOf(shapes, 0)], [0, 0, 10, 10]);
  assert.deepEqual([...boxOf(shapes, 1)], [20, 0, 30, 10]);
});

test("a box is near up to the reach, its edge included", () => {
  assert.ok(isNearBox(shapes, 0, 12, 5, 2));
  assert.ok(!isNearBox(shapes, 0, 12.1, 5, 2));
  assert.ok(isNearBox(shapes, 0, 5, -2, 2));
  assert.ok(!isNearBox(shapes, 0, 5, -2.1, 2));
});

test("a hole is outside", () => {
  assert.ok(contains(shapes, 0, 2, 2));
  assert.ok(!contains(shapes, 0, 5, 5));
});

test("the grid finds what a walk over all features finds", () => {
  const grid = gridOf(shapes);
  for (let x = -1; x < 32; x += 0.7) {
    for (let y = -1; y < 12; y += 0.7) {
      const found = [0, 1].filter((feature) => contains(shapes, feature, x, y)).pop() ?? -1;
      assert.equal(grid.at(x, y), found, `${x} ${y}`);
    }
  }
});

test("a grid of nothing finds nothing", () => {
  const none = unpackShapes(pool, { count: 0, kinds: [], paths: [], sizes: [], x: [], y: [] });
  assert.equal(gridOf(none).at(0, 0), -1);
});
