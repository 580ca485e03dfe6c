// Geometry as typed arrays of world pixels: decoding, boxes, and what lies under a point.

export const PIXEL_ZOOM = 20;
export const POINT = 0;
export const LINE = 1;
export const AREA = 2;

// Feature f owns paths pathAt[f]..pathAt[f+1], path p owns vertices vertexAt[p]..vertexAt[p+1].
export function unpackShapes(pool, packed) {
  const shapes = {
    count: packed.count,
    kinds: pool.numbers(packed.kinds),
    pathAt: starts(pool.numbers(packed.paths)),
    vertexAt: starts(pool.numbers(packed.sizes)),
    x: running(pool.numbers(packed.x)),
    y: running(pool.numbers(packed.y)),
  };
  shapes.boxes = boxesOf(shapes);
  return shapes;
}

function starts(sizes) {
  const offsets = new Uint32Array(sizes.length + 1);
  for (let place = 0; place < sizes.length; place++) offsets[place + 1] = offsets[place] + sizes[place];
  return offsets;
}

function running(steps) {
  const sums = new Int32Array(steps.length);
  let sum = 0;
  for (let place = 0; place < steps.length; place++) {
    sum += steps[place];
    sums[place] = sum;
  }
  return sums;
}

function boxesOf(shapes) {
  const boxes = new Int32Array(shapes.count * 4);
  for (let feature = 0; feature < shapes.count; feature++) {
    const [from, to] = verticesOf(shapes, feature);
    let [west, north, east, south] = [2 ** 31 - 1, 2 ** 31 - 1, -1, -1];
    for (let vertex = from; vertex < to; vertex++) {
      west = Math.min(west, shapes.x[vertex]);
      east = Math.max(east, shapes.x[vertex]);
      north = Math.min(north, shapes.y[vertex]);
      south = Math.max(south, shapes.y[vertex]);
    }
    boxes.set([west, north, east, south], feature * 4);
  }
  return boxes;
}

export function verticesOf(shapes, feature) {
  return [shapes.vertexAt[shapes.pathAt[feature]], shapes.vertexAt[shapes.pathAt[feature + 1]]];
}

export function boxOf(shapes, feature) {
  return shapes.boxes.subarray(feature * 4, feature * 4 + 4);
}

export function unionOf(boxes) {
  const union = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [west, north, east, south] of boxes) {
    if (west > east) continue;
    union[0] = Math.min(union[0], west);
    union[1] = Math.min(union[1], north);
    union[2] = Math.max(union[2], east);
    union[3] = Math.max(union[3], south);
  }
  return union;
}

export function isNearBox(shapes, feature, x, y, reach) {
  const [west, north, east, south] = boxOf(shapes, feature);
  return x >= west - reach && x <= east + reach && y >= north - reach && y <= south + reach;
}

// Even-odd, so that holes are outside and parts are inside.
export function contains(shapes, feature, x, y) {
  let inside = false;
  for (let path = shapes.pathAt[feature]; path < shapes.pathAt[feature + 1]; path++) {
    const [from, to] = [shapes.vertexAt[path], shapes.vertexAt[path + 1]];
    for (let here = from, before = to - 1; here < to; before = here++) {
      const [x1, y1, x2, y2] = [shapes.x[here], shapes.y[here], shapes.x[before], shapes.y[before]];
      if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
    }
  }
  return inside;
}

// A grid of buckets over the boxes of all features: who lies under a point, and who in a window.
export function gridOf(shapes) {
  const [west, north, east, south] = unionOf(
    Array.from({ length: shapes.count }, (_, feature) => boxOf(shapes, feature)),
  );
  const side = Math.max(1, Math.ceil(Math.sqrt(shapes.count)));
  const [width, height] = [Math.max(1, (east - west) / side), Math.max(1, (south - north) / side)];
  const column = (x) => Math.min(side - 1, Math.max(0, Math.floor((x - west) / width)));
  const row = (y) => Math.min(side - 1, Math.max(0, Math.floor((y - north) / height)));
  const buckets = new Map();
  for (let feature = 0; feature < shapes.count; feature++) {
    const box = boxOf(shapes, feature);
    for (let r = row(box[1]); r <= row(box[3]); r++) {
      for (let c = column(box[0]); c <= column(box[2]); c++) {
        const bucket = r * side + c;
        if (!buckets.has(bucket)) buckets.set(bucket, []);
        buckets.get(bucket).push(feature);
      }
    }
  }
  const at = (x, y) => {
    if (x < west || x > east || y < north || y > south) return -1;
    const containing = (buckets.get(row(y) * side + column(x)) || []).filter((feature) =>
      contains(shapes, feature, x, y),
    );
    return containing.length ? containing[containing.length - 1] : -1;
  };
  return { at };
}
