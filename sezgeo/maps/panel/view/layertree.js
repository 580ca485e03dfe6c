// The tree of layers: groups, checkboxes and the sign of each layer; a layer without data says so.

import { h, refill } from "../base/dom.js";
import { AREA, LINE, POINT } from "../base/shapes.js";
import { ROAD_CLASSES, drawSymbol, styleOf } from "../map/symbology.js";

const GROUPS = ["zone", "utilities", "transport", "surroundings", "constraints"];
const OUTLINE = [
  [3, 3],
  [23, 3],
  [23, 13],
  [3, 13],
  [3, 3],
];
const WAVE = [
  [2, 11],
  [10, 6],
  [16, 9],
  [24, 5],
];

export function createLayerTree({ box, model, store, locale }) {
  function draw() {
    const everything = [model.plots, ...model.layers];
    refill(
      box,
      GROUPS.map((group) => {
        const layers = everything.filter((layer) => layer.group === group);
        if (!layers.length) return null;
        return h("fieldset", {}, h("legend", {}, locale.say(`group_${group}`)), layers.map(row));
      }),
      model.basemap ? tiles() : null,
    );
  }

  function row(layer) {
    const isEmpty = layer.count === 0;
    const input = h("input", {
      type: "checkbox",
      disabled: isEmpty,
      "data-layer": layer.key,
      on: { change: () => toggle(layer.key, input.checked) },
    });
    input.checked = !isEmpty && !store.state.hidden.has(layer.key);
    const note = locale.pick(layer.note);
    return h(
      "div",
      { class: isEmpty ? "layer empty" : "layer", title: note },
      h(
        "label",
        {},
        input,
        swatch(layer),
        h("span", {}, locale.pick(layer.title)),
        h("small", {}, isEmpty ? locale.say("no_data") : locale.number(layer.count)),
      ),
      isEmpty ? null : opacity(layer),
    );
  }

  function tiles() {
    const input = h("input", {
      type: "checkbox",
      "data-layer": "basemap",
      on: { change: () => toggle("basemap", input.checked) },
    });
    input.checked = !store.state.hidden.has("basemap");
    return h(
      "div",
      { class: "layer" },
      h("label", {}, input, h("span", {}, locale.say("basemap"), h("small", {}, ` ${model.basemap.attribution}`))),
    );
  }

  function opacity(layer) {
    const range = h("input", {
      type: "range",
      min: 0.1,
      max: 1,
      step: 0.05,
      class: "opacity",
      title: locale.say("opacity"),
      "aria-label": `${locale.say("opacity")}: ${locale.pick(layer.title)}`,
      on: { input: () => store.set({ opacity: { ...store.state.opacity, [layer.key]: Number(range.value) } }) },
    });
    range.value = store.state.opacity[layer.key] ?? 1;
    return range;
  }

  function toggle(key, isShown) {
    const hidden = new Set(store.state.hidden);
    if (isShown) hidden.delete(key);
    else hidden.add(key);
    store.set({ hidden });
  }

  return { draw };
}

export function swatch(layer) {
  const canvas = h("canvas", { class: "swatch", width: 52, height: 32, "aria-hidden": "true" });
  const ctx = canvas.getContext("2d");
  ctx.scale(2, 2);
  if (layer.key === "plots") drawPlotSwatch(ctx);
  else drawSwatch(ctx, layer, styleOf(layer));
  return canvas;
}

function drawPlotSwatch(ctx) {
  ["#c7e9b4", "#41b6c4", "#225ea8"].forEach((colour, place) => {
    ctx.fillStyle = colour;
    ctx.fillRect(2 + place * 7.5, 3, 7.5, 10);
  });
}

function drawSwatch(ctx, layer, style) {
  const kinds = new Set(layer.shapes.kinds);
  if (kinds.has(AREA) || (!kinds.size && style.fill)) drawAreaSwatch(ctx, layer, style);
  if (kinds.has(LINE) || (!kinds.size && !style.fill && style.line)) drawLineSwatch(ctx, layer, style);
  if (kinds.has(POINT)) drawSymbol(ctx, style, 13, 8, 6);
}

function drawAreaSwatch(ctx, layer, style) {
  ctx.fillStyle = style.fill;
  ctx.fillRect(3, 3, 20, 10);
  if (style.dash || layer.key === "sites") drawLine(ctx, style.line, style.width, style.dash, OUTLINE);
}

function drawLineSwatch(ctx, layer, style) {
  if (layer.key === "roads") {
    drawLine(ctx, ROAD_CLASSES.motorway.casing, 5, [], WAVE);
    drawLine(ctx, ROAD_CLASSES.motorway.line, 3.4, [], WAVE);
  } else drawLine(ctx, style.line, style.width, style.dash, WAVE);
  if (style.sleepers) drawLine(ctx, "#ffffff", style.width - 1, [5, 5], WAVE);
}

function drawLine(ctx, colour, width, dash, points) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.setLineDash(dash || []);
  ctx.beginPath();
  points.forEach(([x, y], place) => (place ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  ctx.stroke();
  ctx.setLineDash([]);
}
