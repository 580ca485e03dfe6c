// The legend on the map: fixed score classes, patterns, and what a dashed line means.

import { h, refill } from "../base/dom.js";
import { drawPin } from "../map/ground.js";
import { ALWAYS, swatchOf } from "../map/overlays.js";
import { SCORE_COLOURS, SCORE_EDGES, createPatterns, dotsFor } from "../map/symbology.js";
import { swatch } from "./layertree.js";

export function createLegend({ box, model, store, locale }) {
  let isOpen = window.innerWidth > 720;

  function draw() {
    const details = h(
      "details",
      {
        on: {
          toggle: () => {
            isOpen = details.open;
          },
        },
      },
      h("summary", {}, locale.say("legend")),
      body(),
    );
    details.open = isOpen;
    refill(box, details);
  }

  function body() {
    return h(
      "div",
      { class: "legend-body" },
      h("p", {}, locale.say("legend_score")),
      h(
        "div",
        { class: "classes" },
        SCORE_COLOURS.map((colour, place) =>
          h("span", {}, sample(colour), h("small", {}, locale.number(SCORE_EDGES[place], place ? 1 : 0))),
        ),
        h("span", { class: "end" }, h("small", {}, "1")),
      ),
      h(
        "ul",
        {},
        h("li", {}, sample("excluded"), locale.say("legend_excluded")),
        h("li", {}, sample("unknown"), locale.say("legend_unknown")),
        h("li", {}, sample("dashed"), locale.say("legend_dashed")),
        h("li", {}, sample("pin"), locale.say("legend_pin")),
        model.overlays
          .flatMap(({ kinds }) => ALWAYS.filter((kind) => kinds.includes(kind)))
          .map((kind) =>
            h("li", {}, swatchOf(kind), kind === "ring" ? locale.say("legend_ring") : locale.say("legend_plant")),
          ),
        model.isRankedAnew
          ? h(
              "li",
              {},
              h(
                "b",
                { class: "arrows", "aria-hidden": "true" },
                h("span", { class: "rose" }, "▲"),
                h("span", { class: "fell" }, "▼"),
              ),
              locale.say("legend_moved"),
            )
          : null,
      ),
      h(
        "ul",
        { class: "only-print" },
        model.layers
          .filter((layer) => layer.count && !store.state.hidden.has(layer.key))
          .map((layer) => h("li", {}, swatch(layer), locale.pick(layer.title))),
      ),
    );
  }

  function sample(what) {
    const canvas = h("canvas", { width: 60, height: 32, "aria-hidden": "true" });
    const ctx = canvas.getContext("2d");
    const patterns = createPatterns(ctx, 2);
    ctx.scale(2, 2);
    if (what === "pin") {
      drawPin(ctx, 8, 8, 0.75, 6.5);
      drawPin(ctx, 22, 8, undefined, 6.5);
      return canvas;
    }
    const fills = { excluded: patterns.excluded, unknown: SCORE_COLOURS[2], dashed: "#fbfaf8" };
    ctx.fillStyle = fills[what] ?? what;
    ctx.fillRect(0, 0, 30, 16);
    if (what === "unknown") {
      ctx.fillStyle = dotsFor(patterns, 2);
      ctx.fillRect(0, 0, 30, 16);
    }
    ctx.strokeStyle = "rgba(38, 54, 71, 0.75)";
    if (what === "dashed") ctx.setLineDash([4, 3]);
    ctx.lineWidth = what === "dashed" ? 1.6 : 0.8;
    ctx.strokeRect(0.8, 0.8, 28.4, 14.4);
    return canvas;
  }

  return {
    draw,
    open(isWanted) {
      isOpen ||= isWanted;
      draw();
    },
  };
}
