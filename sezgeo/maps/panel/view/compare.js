// Two to four plots side by side: score, facts, paired bars of parts, constraints, sources.

import { find, h, icon, refill, sized } from "../base/dom.js";
import { sourceLinks } from "../base/links.js";
import { OUTCOMES } from "../model/outcomes.js";
import { COMPARED_AT_MOST } from "../state/address.js";
import { GLYPHS, whisker } from "./list.js";

export function createCompare({ model, store, locale, choices }) {
  const { say, pick } = locale;
  const box = find("sezgeo-compare");
  let isOpen = false;

  const chosen = () =>
    store.state.compared.filter((id) => model.plots.place.has(id)).map((id) => model.plots.place.get(id));

  function toggle(id) {
    const { compared } = store.state;
    const next = compared.includes(id)
      ? compared.filter((other) => other !== id)
      : [...compared, id].slice(-COMPARED_AT_MOST);
    store.set({ compared: next });
  }

  // The tray under the list's head names the plots; the table lies over the map.
  function draw() {
    const plots = chosen();
    const tray = find("sezgeo-tray");
    tray.hidden = !plots.length;
    refill(
      tray,
      plots.map((plot) =>
        h(
          "span",
          { class: "chosen" },
          model.plots.plot_id[plot],
          h(
            "button",
            {
              type: "button",
              class: "round",
              "aria-label": `${say("compare_out")}: ${model.plots.plot_id[plot]}`,
              on: { click: () => toggle(model.plots.plot_id[plot]) },
            },
            icon("close"),
          ),
        ),
      ),
      h(
        "button",
        { type: "button", class: "quiet", id: "sezgeo-compare-open", disabled: plots.length < 2, on: { click: open } },
        say("compare"),
      ),
    );
    isOpen = isOpen && plots.length > 1;
    box.hidden = !isOpen;
    if (!isOpen) return;
    box.setAttribute("aria-label", say("compare_title"));
    refill(
      box,
      h(
        "header",
        {},
        h("h2", {}, say("compare_title")),
        h(
          "button",
          {
            type: "button",
            class: "round",
            id: "sezgeo-compare-close",
            "aria-label": say("compare_close"),
            title: say("compare_close"),
            on: { click: close },
          },
          icon("close"),
        ),
      ),
      h(
        "div",
        { class: "compare-room", tabindex: "0", role: "region", "aria-label": say("compare_title") },
        table(plots),
      ),
    );
  }

  function open() {
    isOpen = true;
    draw();
    find("sezgeo-compare-close").focus();
  }

  function close() {
    isOpen = false;
    draw();
    find("sezgeo-compare-open").focus();
  }

  function table(plots) {
    const line = (title, cells, attributes = {}) =>
      h(
        "tr",
        attributes,
        h("th", { scope: "row" }, title),
        cells.map((cell) => h("td", {}, cell)),
      );
    const section = (title) =>
      h("tr", { class: "part-head" }, h("th", { colspan: plots.length + 1, scope: "colgroup" }, title));
    const each = (tell) => plots.map(tell);
    const now = choices.standingNow();
    return h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("td", {}),
          each((plot) =>
            h("th", { scope: "col" }, model.plots.plot_id[plot], h("small", {}, pick(model.plots.siteName[plot]))),
          ),
        ),
      ),
      h(
        "tbody",
        {},
        line(
          say("rank"),
          each((plot) => (now.ranks[plot] ? String(now.ranks[plot]) : "—")),
        ),
        line(
          say("score"),
          each((plot) => [
            Number.isNaN(now.scores[plot]) ? "—" : locale.score(now.scores[plot]),
            whisker(now.scores[plot], now.low[plot], now.high[plot]),
          ]),
        ),
        line(
          say("first_place"),
          each((plot) => (store.state.robustness ? locale.percent(store.state.robustness.first[plot]) : "—")),
        ),
        line(
          say("known_share"),
          each((plot) => locale.percent(now.known[plot])),
        ),
        line(
          say("fact_area"),
          each((plot) => locale.quantity(model.plots.area_ha[plot], "area_ha")),
        ),
        section(say("parts_title")),
        parts(plots, now, line),
        section(say("constraints_title")),
        constraints(plots, now, line),
        section(say("sources_title")),
        line(
          say("outline"),
          each((plot) => [sourceLinks(model.plots.outline_source[plot]), ` ${model.plots.source_date[plot]}`]),
        ),
      ),
    );
  }

  function parts(plots, { shares }, line) {
    const { criteria } = choices.rankingNow();
    const widest = Math.max(...shares, 1e-9);
    const order = [...shares.keys()].sort((a, b) => shares[b] - shares[a] || a - b);
    return order.map((place) =>
      line(
        pick(criteria[place].title),
        plots.map((plot) => {
          const [raw, value] = [criteria[place].raw[plot], criteria[place].values[plot]];
          const isUnknown = Number.isNaN(raw);
          const bar = sized(h("span", { class: `part-bar${isUnknown ? " unknown" : ""}`, "aria-hidden": "true" }), {
            width: `${(shares[place] / widest) * 100}%`,
          });
          bar.append(sized(h("i", {}), { width: `${value * 100}%` }));
          return [
            `+${locale.score(value * shares[place])} `,
            h("small", {}, isUnknown ? say("unknown") : locale.quantity(raw, criteria[place].key)),
            bar,
          ];
        }),
      ),
    );
  }

  // Rules on which the plots agree in being met would only fill the table.
  function constraints(plots, now, line) {
    const rules = choices.rankingNow().verdicts.filter(({ outcome }) => plots.some((plot) => outcome[plot] !== 0));
    const cell = (code) =>
      h(
        "span",
        { class: OUTCOMES[code] },
        h("span", { class: `mark ${OUTCOMES[code]}`, "aria-hidden": "true" }, GLYPHS[OUTCOMES[code]]),
        ` ${say(`outcome_${OUTCOMES[code]}`)}`,
      );
    return [
      line(
        say("outcome"),
        plots.map((plot) => cell(now.outcome[plot])),
      ),
      rules.map(({ title, outcome }) =>
        line(
          pick(title),
          plots.map((plot) => cell(outcome[plot])),
        ),
      ),
    ];
  }

  return { draw, toggle, isOpen: () => isOpen, close };
}
