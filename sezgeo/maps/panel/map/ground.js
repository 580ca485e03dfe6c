// The backdrop: every layer but the plots, from the ground up. Areas and lines lie under the plots,
// signs and names above them.

import { AREA, LINE, POINT } from "../base/shapes.js";
import { eachPoint, isShown, middleOf, pixelsWide, trace } from "./canvas.js";
import { INK, ROAD_CLASSES, classOf, drawSymbol, SCORE_COLOURS, signOf, styleOf } from "./symbology.js";

export const PINS_BELOW_ZOOM = 12.5;
const PALE = "rgba(255, 255, 255, 0.92)";

export function drawGround(ctx, frame, layers, opacityOf = () => 1) {
  for (const layer of layers) {
    ctx.globalAlpha = opacityOf(layer);
    if (layer.key === "sites" || layer.key === "planned_sites") drawSites(ctx, frame, layer);
    else {
      drawAreas(ctx, frame, layer);
      drawLines(ctx, frame, layer);
    }
  }
  ctx.globalAlpha = 1;
}

function featuresOf(frame, layer, kind) {
  const features = [];
  for (let feature = 0; feature < layer.shapes.count; feature++) {
    if (layer.shapes.kinds[feature] === kind && isShown(frame, layer.shapes, feature, 20)) features.push(feature);
  }
  return features;
}

function drawAreas(ctx, frame, layer) {
  const style = styleOf(layer);
  ctx.fillStyle = style.fill || "rgba(120, 120, 120, 0.12)";
  for (const feature of featuresOf(frame, layer, AREA)) {
    ctx.beginPath();
    trace(ctx, frame, layer.shapes, feature);
    ctx.fill("evenodd");
    if (style.dash && style.line) stroke(ctx, style.line, style.width, style.dash);
  }
}

function drawSites(ctx, frame, layer) {
  const style = styleOf(layer);
  for (const feature of featuresOf(frame, layer, AREA)) {
    ctx.beginPath();
    trace(ctx, frame, layer.shapes, feature);
    ctx.fillStyle = style.fill;
    ctx.fill("evenodd");
    const dash = layer.schematic[feature] ? style.dash : [];
    stroke(ctx, style.line, frame.zoom < 11 ? 1 : style.width, dash);
  }
}

function stroke(ctx, colour, width, dash = []) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.setLineDash(dash);
  ctx.lineJoin = "round";
  ctx.lineCap = "butt";
  ctx.stroke();
  ctx.setLineDash([]);
}

function drawLines(ctx, frame, layer) {
  const lines = featuresOf(frame, layer, LINE);
  if (!lines.length) return;
  const style = styleOf(layer);
  const grown = style.width * Math.max(0.45, Math.min(2.2, 1 + (frame.zoom - 12) * 0.28));
  if (layer.key === "roads") drawRoads(ctx, frame, layer, lines, grown);
  else {
    ctx.beginPath();
    for (const feature of lines) trace(ctx, frame, layer.shapes, feature);
    const width = layer.key === "water_bodies" || style.sleepers ? grown : style.width;
    stroke(ctx, style.line, width, style.dash);
    if (style.sleepers && frame.zoom >= 10.5) {
      stroke(ctx, "#ffffff", Math.max(0.6, width - 1.2), [width * 3, width * 3]);
    }
  }
}

function drawRoads(ctx, frame, layer, lines, grown) {
  const byClass = Object.keys(ROAD_CLASSES).reverse();
  for (const part of ["casing", "line"]) {
    for (const name of byClass) {
      const road = ROAD_CLASSES[name];
      ctx.beginPath();
      for (const feature of lines) {
        if (layer.classes[feature] === name) trace(ctx, frame, layer.shapes, feature);
      }
      const width = grown * road.width;
      if (name === "street" && frame.zoom < 10.5) continue;
      stroke(ctx, road[part], part === "casing" ? width + 1.4 : width);
    }
  }
}

export function drawSigns(ctx, frame, layers, labels, opacityOf) {
  for (const layer of layers) {
    const style = styleOf(layer);
    if (frame.zoom < (style.from || 0)) continue;
    ctx.globalAlpha = opacityOf(layer);
    const size = Math.max(5.5, Math.min(9, 7 + (frame.zoom - 13) * 0.6));
    for (const feature of featuresOf(frame, layer, POINT)) {
      eachPoint(frame, layer.shapes, feature, (x, y) => {
        drawSymbol(ctx, signOf(layer, feature), x, y, size);
        if (!style.small) labels.reserve(x, y, size * 2, size * 2);
      });
    }
  }
  ctx.globalAlpha = 1;
}

// Names, most important first; a name that would lie on another one is left out.
const FACES = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';

export function createLabels(ctx) {
  const taken = [];
  const widthOf = (text, { size = 12, weight = 600 } = {}) => {
    ctx.font = `${weight} ${size}px ${FACES}`;
    return ctx.measureText(text).width;
  };
  return {
    widthOf,
    reserve(x, y, width, height) {
      taken.push([x - width / 2, y - height / 2, x + width / 2, y + height / 2]);
    },
    place(text, x, y, { size = 12, weight = 600, colour = INK, halo = PALE } = {}) {
      const width = widthOf(text, { size, weight });
      const left = x - width / 2;
      const box = [left - 4, y - size * 0.75, left + width + 4, y + size * 0.75];
      if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) {
        return false;
      }
      taken.push(box);
      ctx.textAlign = "left";
      ctx.textBaseline = "middle";
      ctx.lineJoin = "round";
      ctx.lineWidth = 3.5;
      ctx.strokeStyle = halo;
      ctx.strokeText(text, left, y);
      ctx.fillStyle = colour;
      ctx.fillText(text, left, y);
      return true;
    },
  };
}

// From afar a site is a pin in the colour of its best plot, with its name beside it.
// `isCovered` tells where a panel lies over the map: a name there would not be read.
export function drawPins(ctx, frame, sites, { names, best, labels, isCovered }) {
  const pins = featuresOf(frame, sites, AREA).map((feature) => [feature, ...middleOf(frame, sites.shapes, feature)]);
  for (const [feature, x, y] of pins) {
    drawPin(ctx, x, y, best.get(sites.keys[feature]));
    labels.reserve(x, y, 16, 16);
  }
  const style = { size: 12.5, colour: "#1d3b53" };
  for (const [feature, x, y] of pins) {
    const half = labels.widthOf(names[feature], style) / 2;
    [
      [x + 14 + half, y],
      [x - 14 - half, y],
      [x, y + 19],
      [x, y - 19],
      [x + 14 + half, y + 14],
      [x - 14 - half, y + 14],
    ].some(
      ([middle, height]) =>
        Math.abs(middle - frame.width / 2) + half < frame.width / 2 - frame.spare &&
        !isCovered(middle - frame.spare, height - frame.spareY, half) &&
        labels.place(names[feature], middle, height, style),
    );
  }
}

export function drawPin(ctx, x, y, score, radius = 8) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fillStyle = "#ffffff";
  ctx.shadowColor = "rgba(20, 40, 60, 0.35)";
  ctx.shadowBlur = 4;
  ctx.fill();
  ctx.shadowBlur = 0;
  ctx.beginPath();
  ctx.arc(x, y, radius * 0.7, 0, 2 * Math.PI);
  ctx.fillStyle = score === undefined ? "#d5d2cb" : SCORE_COLOURS[classOf(score)];
  ctx.fill();
  ctx.lineWidth = 1.2;
  ctx.strokeStyle = "#31506b";
  ctx.stroke();
}

export function drawSiteNames(ctx, frame, sites, names, labels) {
  for (const feature of featuresOf(frame, sites, AREA)) {
    const corner = feature * 4;
    const x = ((sites.shapes.boxes[corner] + sites.shapes.boxes[corner + 2]) / 2) * frame.scale - frame.left;
    const y = sites.shapes.boxes[corner + 1] * frame.scale - frame.top - 12;
    labels.place(names[feature], x, y, { size: 13.5, weight: 700, colour: "#1d3b53" });
  }
}

export function drawFeatureNames(ctx, frame, layer, names, labels) {
  const style = styleOf(layer);
  for (let feature = 0; feature < layer.shapes.count; feature++) {
    if (!isShown(frame, layer.shapes, feature)) continue;
    if (layer.shapes.kinds[feature] === POINT) {
      if (frame.zoom < (style.from || 0) + 1.5 || style.small) continue;
      eachPoint(frame, layer.shapes, feature, (x, y) => {
        labels.place(names[feature], x, y + 19, { size: 11, weight: 500, colour: "#46525f" });
      });
    } else if (
      layer.shapes.kinds[feature] === AREA &&
      pixelsWide(frame, layer.shapes, feature) > 9 * names[feature].length
    ) {
      const [x, y] = middleOf(frame, layer.shapes, feature);
      labels.place(names[feature], x, y, { size: 11, weight: 500, colour: "#6b6a64" });
    }
  }
}
