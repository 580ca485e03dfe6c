// Under the map: whose data every shown layer is, of what date, under which licence.

import { h, refill } from "../base/dom.js";
import { sourceLinks } from "../base/links.js";

export function createFooter({ box, model, store, locale }) {
  const { say, pick } = locale;
  let isOpen = false;

  function draw() {
    const shown = [model.plots, ...model.layers].filter((layer) => layer.count && !store.state.hidden.has(layer.key));
    const newest =
      shown
        .map((layer) => layer.as_of)
        .sort()
        .pop() || "—";
    const details = h(
      "details",
      {
        on: {
          toggle: () => {
            isOpen = details.open;
          },
        },
      },
      h("summary", {}, say("footer", { count: shown.length, date: newest })),
      h(
        "div",
        { class: "footer-table", tabindex: "0", role: "region", "aria-label": say("sources_title") },
        table(shown),
      ),
    );
    details.open = isOpen;
    refill(box, details);
  }

  function table(shown) {
    const titles = ["layer", "date", "licence", "source", "note"].map((key) =>
      h("th", { scope: "col" }, say(`column_${key}`)),
    );
    return h(
      "table",
      {},
      h("thead", {}, h("tr", {}, titles)),
      h(
        "tbody",
        {},
        shown.map((layer) =>
          h(
            "tr",
            {},
            h("th", { scope: "row" }, pick(layer.title)),
            h("td", { class: "date" }, layer.as_of),
            h("td", {}, layer.licence),
            h("td", {}, sourceLinks(layer.sources.join("; ") || layer.source)),
            h("td", {}, pick(layer.note)),
          ),
        ),
      ),
    );
  }

  return {
    draw,
    open(isWanted) {
      isOpen = isWanted;
      draw();
    },
  };
}
