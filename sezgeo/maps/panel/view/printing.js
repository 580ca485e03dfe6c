// What only paper needs: the head of the ranking as a table, and everything folded out.

import { find, h, refill } from "../base/dom.js";
import { OUTCOMES } from "../model/outcomes.js";
import { linesOf } from "./scenariotext.js";

const PRINTED_ROWS = 25;

export function createPrinting({ map, model, store, locale, choices, parts }) {
  function draw() {
    const { say, pick } = locale;
    const ranking = choices.rankingNow();
    const { order, ranks, scores, low, high, outcome } = choices.standingNow();
    find("sezgeo-printed").textContent = say("printed", {
      date: new Date().toLocaleDateString(locale.language()),
      profile: pick(ranking.title),
    });
    const titles = ["rank", "plot", "site", "score", "interval_short", "outcome"].map((key) => h("th", {}, say(key)));
    const rows = Array.from(order.slice(0, PRINTED_ROWS))
      .filter((plot) => ranks[plot])
      .map((plot) =>
        h(
          "tr",
          {},
          h("td", {}, String(ranks[plot])),
          h("td", {}, model.plots.plot_id[plot]),
          h("td", {}, pick(model.plots.siteName[plot])),
          h("td", {}, locale.score(scores[plot])),
          h("td", {}, `${locale.score(low[plot])} – ${locale.score(high[plot])}`),
          h("td", {}, say(`outcome_${OUTCOMES[outcome[plot]]}`)),
        ),
      );
    const { title, words } = model.scenarios[store.state.scenario];
    const scenario = words.length ? [h("h2", {}, pick(title)), linesOf(words, locale)] : null;
    refill(
      find("sezgeo-print-list"),
      scenario,
      h("h2", {}, pick(ranking.title)),
      h("p", {}, pick(ranking.summary)),
      h("table", {}, h("thead", {}, h("tr", {}, titles)), h("tbody", {}, rows)),
    );
    resize(true);
  }

  // The map takes the sheet's size before the browser lays out the paper, and its own one after.
  function resize(isPrinting) {
    parts.forEach((part) => part.open(isPrinting));
    document.body.classList.toggle("printing", isPrinting);
    map.invalidateSize({ animate: false });
  }

  // Paper of a named page; a browser that knows none prints on what its dialog says.
  function print(paper) {
    document.body.classList.toggle("paper-a3", paper === "A3");
    window.print();
  }

  for (const button of document.querySelectorAll("[data-paper]")) {
    button.addEventListener("click", () => print(button.dataset.paper));
  }
  window.addEventListener("beforeprint", draw);
  window.addEventListener("afterprint", () => resize(false));
}
