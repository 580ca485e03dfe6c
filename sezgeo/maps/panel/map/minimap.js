// The whole zone in a corner, with the window of the map in it; a click goes there.

import { find } from "../base/dom.js";
import { AREA, LINE, PIXEL_ZOOM, boxOf, unionOf } from "../base/shapes.js";
import { trace } from "./canvas.js";
import { ROAD_CLASSES } from "./symbology.js";

const [WIDE, HIGH, MARGIN] = [156, 112, 8];
const LINE_COLOURS = { roads: ROAD_CLASSES.motorway.casing, water_bodies: "#98c0dd" };
const MAIN_ROADS = ["motorway", "trunk"];

export function createMinimap({ L, map, model, locale }) {
  const canvas = find("sezgeo-minimap");
  const ratio = window.devicePixelRatio || 1;
  [canvas.width, canvas.height] = [WIDE * ratio, HIGH * ratio];
  const shapes = model.sites && model.sites.count ? model.sites.shapes : model.plots.shapes;
  const [west, north, east, south] = unionOf(
    Array.from({ length: shapes.count }, (_, feature) => boxOf(shapes, feature)),
  );
  canvas.hidden = !(west <= east);
  const scale = Math.min(
    (WIDE - 2 * MARGIN) / Math.max(1, east - west),
    (HIGH - 2 * MARGIN) / Math.max(1, south - north),
  );
  const left = ((west + east) / 2) * scale - WIDE / 2;
  const top = ((north + south) / 2) * scale - HIGH / 2;
  const frame = { scale, left, top };
  const ground = drawnGround();

  function drawnGround() {
    const still = document.createElement("canvas");
    [still.width, still.height] = [canvas.width, canvas.height];
    const ctx = still.getContext("2d");
    ctx.scale(ratio, ratio);
    ctx.lineWidth = 1;
    for (const layer of model.layers) {
      if (Object.hasOwn(LINE_COLOURS, layer.key)) drawLines(ctx, layer);
    }
    drawDots(ctx);
    return still;
  }

  function drawLines(ctx, { key, classes, shapes: lines }) {
    ctx.beginPath();
    for (let feature = 0; feature < lines.count; feature++) {
      const isMain = key !== "roads" || MAIN_ROADS.includes(classes[feature]);
      if (isMain && lines.kinds[feature] === LINE) trace(ctx, frame, lines, feature);
    }
    ctx.strokeStyle = LINE_COLOURS[key];
    ctx.stroke();
  }

  function drawDots(ctx) {
    ctx.fillStyle = "#31506b";
    for (let feature = 0; feature < Math.min(shapes.count, 2000); feature++) {
      if (shapes.kinds[feature] !== AREA) continue;
      const [w, n, e, s] = boxOf(shapes, feature);
      ctx.fillRect(((w + e) / 2) * scale - left - 2, ((n + s) / 2) * scale - top - 2, 4, 4);
    }
  }

  function draw() {
    const ctx = canvas.getContext("2d");
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, canvas.width, canvas.height);
    ctx.drawImage(ground, 0, 0);
    ctx.scale(ratio, ratio);
    const { min, max } = map.getPixelBounds();
    const shrunk = scale * 2 ** (PIXEL_ZOOM - map.getZoom());
    const [x, y] = [min.x * shrunk - left, min.y * shrunk - top];
    const [width, height] = [Math.max(5, (max.x - min.x) * shrunk), Math.max(5, (max.y - min.y) * shrunk)];
    ctx.fillStyle = "rgba(194, 65, 12, 0.14)";
    ctx.strokeStyle = "#c2410c";
    ctx.lineWidth = 1.5;
    ctx.fillRect(x, y, width, height);
    ctx.strokeRect(x, y, width, height);
  }

  canvas.addEventListener("click", (event) => {
    const { left: x, top: y } = canvas.getBoundingClientRect();
    const point = L.point((event.clientX - x + left) / scale, (event.clientY - y + top) / scale);
    map.panTo(map.unproject(point, PIXEL_ZOOM));
  });
  map.on("move zoomend resize", draw);
  return {
    draw() {
      canvas.setAttribute("aria-label", locale.say("minimap"));
      draw();
    },
  };
}
