// Our own canvas layers on Leaflet: one canvas a pane, redrawn from typed arrays.

import { AREA, PIXEL_ZOOM, POINT } from "../base/shapes.js";

// How much more than the window is drawn on each side, so that a drag shows no edge.
const SPARE = 0.2;

export function createCanvasLayer(L, map, { pane, zIndex, draw }) {
  map.createPane(pane).style.zIndex = zIndex;
  map.getPane(pane).style.pointerEvents = "none";
  const Layer = L.Renderer.extend({
    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.dataset.pane = pane;
      this._ctx = this._container.getContext("2d");
    },
    _destroyContainer() {
      this._container.remove();
    },
    _updatePaths() {},
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const ratio = window.devicePixelRatio || 1;
      const size = this._bounds.getSize();
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._container.width = Math.round(size.x * ratio);
      this._container.height = Math.round(size.y * ratio);
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._container.style.width = `${size.x}px`;
      this._container.style.height = `${size.y}px`;
      this._paint();
    },
    redraw() {
      if (!this._bounds) return;
      this._ctx.clearRect(0, 0, this._container.width, this._container.height);
      this._paint();
    },
    // A canvas of a new size is clear. On paper Chromium replays what was drawn, and a cleared
    // rectangle there hides the canvases below it.
    _paint() {
      const ratio = window.devicePixelRatio || 1;
      const frame = frameOf(this._map, this._bounds, ratio);
      this._ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      draw(this._ctx, frame);
    },
  });
  return new Layer({ pane, padding: SPARE }).addTo(map);
}

// How world pixels fall on the canvas, and which of them it shows.
function frameOf(map, bounds, ratio) {
  const zoom = map.getZoom();
  const scale = 2 ** (zoom - PIXEL_ZOOM);
  const origin = map.getPixelOrigin().add(bounds.min);
  const size = bounds.getSize();
  return {
    zoom,
    scale,
    ratio,
    spare: (size.x * SPARE) / (1 + 2 * SPARE),
    spareY: (size.y * SPARE) / (1 + 2 * SPARE),
    left: origin.x,
    top: origin.y,
    width: size.x,
    height: size.y,
    window: [origin.x / scale, origin.y / scale, (origin.x + size.x) / scale, (origin.y + size.y) / scale],
  };
}

export function isShown(frame, shapes, feature, margin = 0) {
  const [west, north, east, south] = frame.window;
  const [boxes, corner, wide] = [shapes.boxes, feature * 4, margin / frame.scale];
  return (
    boxes[corner] <= east + wide &&
    boxes[corner + 2] >= west - wide &&
    boxes[corner + 1] <= south + wide &&
    boxes[corner + 3] >= north - wide
  );
}

export function pixelsWide(frame, shapes, feature) {
  const corner = feature * 4;
  return (
    frame.scale *
    Math.max(shapes.boxes[corner + 2] - shapes.boxes[corner], shapes.boxes[corner + 3] - shapes.boxes[corner + 1])
  );
}

export function middleOf(frame, shapes, feature) {
  const corner = feature * 4;
  return [
    ((shapes.boxes[corner] + shapes.boxes[corner + 2]) / 2) * frame.scale - frame.left,
    ((shapes.boxes[corner + 1] + shapes.boxes[corner + 3]) / 2) * frame.scale - frame.top,
  ];
}

// Add a feature to the current path. Too small for its form to be seen, it becomes a box; vertices
// closer than half a pixel to the last drawn one are left out. In a path of thousands of features
// Chromium's closePath takes a hundred times longer than a line back to the start.
export function trace(ctx, frame, shapes, feature, { isOneOfMany = false } = {}) {
  const { scale, left, top } = frame;
  const corner = feature * 4;
  const isArea = shapes.kinds[feature] === AREA;
  if (isArea && pixelsWide(frame, shapes, feature) < 2) {
    const size = Math.max(1.2, pixelsWide(frame, shapes, feature));
    ctx.rect(shapes.boxes[corner] * scale - left, shapes.boxes[corner + 1] * scale - top, size, size);
    return;
  }
  for (let path = shapes.pathAt[feature]; path < shapes.pathAt[feature + 1]; path++) {
    const [firstX, firstY] = tracePath(ctx, frame, shapes, path);
    if (isArea && isOneOfMany) ctx.lineTo(firstX, firstY);
    else if (isArea) ctx.closePath();
  }
}

// Add one path, still open, and return where it starts.
function tracePath(ctx, { scale, left, top }, shapes, path) {
  const [from, to] = [shapes.vertexAt[path], shapes.vertexAt[path + 1]];
  const first = [shapes.x[from] * scale - left, shapes.y[from] * scale - top];
  let [lastX, lastY] = first;
  ctx.moveTo(lastX, lastY);
  for (let vertex = from + 1; vertex < to; vertex++) {
    const [x, y] = [shapes.x[vertex] * scale - left, shapes.y[vertex] * scale - top];
    if (vertex < to - 1 && Math.abs(x - lastX) + Math.abs(y - lastY) < 0.5) continue;
    ctx.lineTo(x, y);
    [lastX, lastY] = [x, y];
  }
  return first;
}

export function eachPoint(frame, shapes, feature, visit) {
  if (shapes.kinds[feature] !== POINT) return;
  const [from, to] = [shapes.pathAt[feature], shapes.pathAt[feature + 1]];
  for (let path = from; path < to; path++) {
    const vertex = shapes.vertexAt[path];
    visit(shapes.x[vertex] * frame.scale - frame.left, shapes.y[vertex] * frame.scale - frame.top);
  }
}
