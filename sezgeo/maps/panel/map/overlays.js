// What is drawn beside the plots: buildings that fit, routes, plans. A mark of a plot is drawn while
// that plot is chosen, a mark of none always.

import { h } from "../base/dom.js";
import { AREA } from "../base/shapes.js";
import { isShown, middleOf, pixelsWide, trace } from "./canvas.js";

const PLANT = "#c2410c";
const ZONE = "#9f2d2d";
const MARKS = {
  land: { fill: "rgba(255, 255, 255, 0.55)", line: "#1f7a4d", width: 1.4, dash: [2, 3] },
  largest: { line: "#5b4a8a", width: 1.5, dash: [7, 4] },
  building: { fill: "#e9a15b", line: "#5d2106", width: 1.3, ink: "#3d1503", halo: "#e9a15b" },
  route: { line: "#5b4a8a", width: 3 },
  ring: { fill: "rgba(159, 45, 45, 0.06)", line: ZONE, width: 1.4, dash: [8, 5], ink: ZONE },
  plant: { fill: "rgba(194, 65, 12, 0.3)", line: PLANT, width: 3, ink: "#7c2406" },
};
export const ALWAYS = ["plant", "ring"];

export function overlaysOf({ model, store, locale }) {
  const languagePlace = () => (locale.language() === "ru" ? 0 : 1);
  const shown = () => model.overlays.filter(({ profile }) => !profile || profile === store.state.profile);
  const marksOf = (overlay, plot) =>
    overlay.kinds
      .map((kind, mark) => ({ kind, mark, label: overlay.labels[languagePlace()][mark], plot: overlay.plots[mark] }))
      .filter((mark) => mark.plot === plot);
  const chosen = () => (store.state.selected < 0 ? [""] : ["", model.plots.plot_id[store.state.selected]]);

  // What the card of a plot says of each overlay, with the marks that the map draws.
  function sectionsFor(plot) {
    const id = model.plots.plot_id[plot];
    return shown().map((overlay) => {
      const notes = overlay.notes[languagePlace()].filter((_, note) => overlay.noted[note] === id);
      const marks = marksOf(overlay, id);
      return notes.length || marks.length
        ? h(
            "section",
            { class: "marks" },
            h("h3", {}, locale.pick(overlay.title)),
            notes.map((note) => h("p", {}, note)),
            h(
              "ul",
              {},
              marks.map(({ kind, label }) => h("li", {}, swatchOf(kind), label)),
            ),
          )
        : null;
    });
  }

  const list = () =>
    shown().flatMap((overlay) =>
      chosen()
        .flatMap((plot) => marksOf(overlay, plot))
        .map((mark) => ({ ...mark, shapes: overlay.shapes })),
    );
  const inView = (frame) => list().filter(({ shapes, mark }) => isShown(frame, shapes, mark));

  // Names of marks come before all others: the reader asked for them.
  function drawNames(frame, labels) {
    for (const { kind, mark, label, shapes } of inView(frame)) {
      const { ink, halo } = styleOf(kind);
      if (!ink) continue;
      const [x, y] = middleOf(frame, shapes, mark);
      const wide = pixelsWide(frame, shapes, mark);
      const style = { size: 12, weight: 650, colour: ink, ...(halo ? { halo } : {}) };
      if (kind === "plant") {
        labels.place(label, x, y + (wide < 16 ? 22 : 0), style) || labels.place(label, x, y - 22, style);
      } else if (wide > labels.widthOf(label, style) * 1.1) {
        labels.place(label, x, kind === "ring" ? y - wide / 2 + 9 : y, style);
      }
    }
  }

  return {
    sectionsFor,
    list,
    drawNames,
    draw: (ctx, frame) => inView(frame).forEach((mark) => drawMark(ctx, frame, mark)),
  };
}

function styleOf(kind) {
  return Object.hasOwn(MARKS, kind) ? MARKS[kind] : MARKS.route;
}

function drawMark(ctx, frame, { kind, mark, shapes }) {
  const { fill, line, width, dash = [] } = styleOf(kind);
  ctx.beginPath();
  if (kind === "plant" && pixelsWide(frame, shapes, mark) < 16) {
    const [x, y] = middleOf(frame, shapes, mark);
    ctx.arc(x, y, 11, 0, 2 * Math.PI);
  } else trace(ctx, frame, shapes, mark);
  if (fill && shapes.kinds[mark] === AREA) {
    ctx.fillStyle = fill;
    ctx.fill("evenodd");
  }
  ctx.lineJoin = "round";
  ctx.setLineDash([]);
  if (kind === "plant" || kind === "route") {
    ctx.lineWidth = width + 3;
    ctx.strokeStyle = "#ffffff";
    ctx.stroke();
  }
  ctx.setLineDash(dash);
  ctx.lineWidth = width;
  ctx.strokeStyle = line;
  ctx.stroke();
  ctx.setLineDash([]);
}

export function swatchOf(kind) {
  const canvas = h("canvas", { class: "swatch", width: 52, height: 32, "aria-hidden": "true" });
  const ctx = canvas.getContext("2d");
  ctx.scale(2, 2);
  const { fill, line, width, dash = [] } = styleOf(kind);
  ctx.fillStyle = fill || "transparent";
  ctx.strokeStyle = line;
  ctx.lineWidth = width;
  ctx.setLineDash(dash);
  ctx.beginPath();
  if (kind === "route") {
    ctx.moveTo(2, 8);
    ctx.lineTo(24, 8);
  } else ctx.rect(2, 2.5, 22, 11);
  ctx.fill();
  ctx.stroke();
  return canvas;
}
