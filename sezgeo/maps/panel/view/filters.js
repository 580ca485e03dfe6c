// Above the list: what it is filtered and sorted by, and the table as a file.

import { writeCsv } from "../base/csv.js";
import { find, h, refill } from "../base/dom.js";
import { SORTS } from "../model/filter.js";
import { partsOf } from "../model/model.js";
import { OUTCOMES } from "../model/outcomes.js";
import { createBoundsInputs } from "./boundsinputs.js";

export function createFilters({ model, store, locale, choices, listNow }) {
  const { say, pick } = locale;
  const { rankingNow } = choices;
  const titleOf = (measure) => choices.measureTitle(measure, locale);
  const ranges = createBoundsInputs({
    name: "range",
    locale,
    measuresNow: () => rankingNow().measures,
    boundsNow: () => store.state.ranges,
    change: choices.setRanges,
    titleOf,
    addLabel: () => say("filter_add"),
  });
  let isOpen = false;

  function draw() {
    const { status, site, sort } = store.state;
    const count = Number(status !== "") + Number(site !== "") + Object.keys(store.state.ranges).length;
    const details = h(
      "details",
      {
        on: {
          toggle: () => {
            isOpen = details.open;
          },
        },
      },
      h("summary", {}, say("filter"), count ? ` · ${locale.number(count)}` : ""),
      h(
        "div",
        { class: "filter-body" },
        choice("status", statuses(), status),
        choice("site", sites(), site),
        ranges.box,
        h(
          "button",
          {
            type: "button",
            class: "quiet",
            disabled: !count && !store.state.query && !store.state.offeredOnly,
            on: { click: lift },
          },
          say("filter_lift"),
        ),
      ),
    );
    details.open = isOpen || count > 0;
    ranges.draw();
    refill(
      find("sezgeo-filters"),
      details,
      h(
        "div",
        { class: "sort" },
        sorts(sort),
        h(
          "button",
          {
            type: "button",
            class: "round",
            id: "sezgeo-turn",
            "aria-label": say("sort_turn"),
            title: say("sort_turn"),
            "aria-pressed": String(sort.startsWith("-")),
            on: { click: turn },
          },
          sort.startsWith("-") ? "↑" : "↓",
        ),
        h(
          "button",
          { type: "button", class: "quiet", id: "sezgeo-csv", title: say("csv_hint"), on: { click: download } },
          say("csv"),
        ),
      ),
    );
  }

  function choice(key, options, value) {
    const select = h(
      "select",
      { id: `sezgeo-filter-${key}`, "aria-label": say(key), on: { change: () => store.set({ [key]: select.value }) } },
      h("option", { value: "" }, say(`all_${key}`)),
      options.map(([option, text]) => h("option", { value: option }, text)),
    );
    select.value = value;
    return select;
  }

  function statuses() {
    return [...new Set(model.plots.status)]
      .filter(Boolean)
      .map((status) => [status, model.words[`status_${status}`] ? say(`status_${status}`) : status]);
  }

  function sites() {
    const named = new Map(model.plots.site.map((key, plot) => [key, pick(model.plots.siteName[plot])]));
    return [...named].filter(([key]) => key);
  }

  function sorts(sort) {
    const select = h(
      "select",
      { id: "sezgeo-sort", "aria-label": say("sort") },
      SORTS.map((key) => h("option", { value: key }, say(`sort_${key}`))),
      rankingNow().measures.map((measure) => h("option", { value: measure.key }, titleOf(measure))),
    );
    select.value = sort.replace(/^-/, "");
    select.addEventListener("change", () => store.set({ sort: select.value }));
    return select;
  }

  function turn() {
    const { sort } = store.state;
    store.set({ sort: sort.startsWith("-") ? sort.slice(1) : `-${sort}` });
    find("sezgeo-turn").focus();
  }

  function lift() {
    store.set({ status: "", site: "", ranges: {}, query: "", offeredOnly: false });
    find("sezgeo-search").focus();
  }

  function table() {
    const { ranks, scores, low, high, known, outcome, shares } = choices.standingNow();
    const { criteria, measures } = rankingNow();
    const { plots } = model;
    const first = store.state.robustness ? store.state.robustness.first : [];
    const withUnit = (measure) => [titleOf(measure), locale.unit(measure.key)].filter(Boolean).join(", ");
    const heads = [
      say("rank"),
      say("plot"),
      say("site"),
      say("fact_status"),
      say("fact_cad_num"),
      say("outcome"),
      say("score"),
      say("csv_low"),
      say("csv_high"),
      say("known_share"),
      say("first_place"),
      ...measures.map(withUnit),
      ...criteria.map((criterion) => `${say("csv_part")}: ${pick(criterion.title)}`),
    ];
    const rows = listNow().map((plot) => [
      ranks[plot] || "",
      plots.plot_id[plot],
      pick(plots.siteName[plot]),
      plots.status[plot] && model.words[`status_${plots.status[plot]}`]
        ? say(`status_${plots.status[plot]}`)
        : plots.status[plot],
      plots.cad_num[plot],
      say(`outcome_${OUTCOMES[outcome[plot]]}`),
      scores[plot],
      low[plot],
      high[plot],
      known[plot],
      first[plot],
      ...measures.map(({ key, raw }) => (key.endsWith("_share") ? raw[plot] * 100 : raw[plot])),
      ...(Number.isNaN(scores[plot]) ? criteria.map(() => "") : partsOf(rankingNow(), shares, plot)),
    ]);
    return writeCsv([heads, ...rows], locale.language());
  }

  function download() {
    const href = URL.createObjectURL(new Blob([table()], { type: "text/csv" }));
    const name = store.state.profile.replace(/[^\p{L}\p{N}_-]+/gu, "_");
    h("a", { href, download: `sezgeo_${name}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 1000);
  }

  return { draw, table };
}
