// The ranked list, the map's accessible twin. Only the rows in view exist, so ten thousand plots
// are as quick as ten.

import { h, refill, sized } from "../base/dom.js";
import { isWithin } from "../model/bounds.js";
import { sortedPlots } from "../model/filter.js";
import { EXCLUDED, OUTCOMES } from "../model/outcomes.js";
import { rankChange } from "../model/score.js";
import { SCORE_COLOURS, classOf } from "../map/symbology.js";

const ROW_PX = 54;
const SPARE_ROWS = 6;
export const GLYPHS = { met: "●", conditional: "◐", unknown: "?", excluded: "✕" };

export function createList({ box, model, store, locale, choices }) {
  const { standingNow, rankingNow, keptNow, limitsNow, formerRank, measureTitle } = choices;
  const rows = h("div", { class: "rows" });
  const list = h("div", { class: "list", role: "listbox", tabindex: "0", id: "sezgeo-list" }, rows);
  const empty = h("p", { class: "nothing", hidden: true });
  const heads = h("div", { class: "heads", "aria-hidden": "true" });
  refill(box, heads, h("div", { class: "list-room" }, list, empty));
  let shown = [];

  function filter() {
    const kept = keptNow();
    shown = sortedPlots(Array.from(standingNow().order.filter((plot) => kept[plot])), store.state.sort, columnOf);
    refill(
      heads,
      ["rank", "plot", "first_place", "score"].map((key) => h("span", {}, locale.say(key))),
    );
    list.setAttribute("aria-label", locale.say("list_label"));
    empty.textContent = locale.say("nothing_found");
    empty.hidden = shown.length > 0;
    draw();
  }

  function columnOf(name) {
    if (name === "site") return model.plots.siteName.map(locale.pick);
    if (name === "plot_id") return model.plots.plot_id;
    if (name === "low") return standingNow().low;
    if (name === "acceptability") return store.state.robustness && store.state.robustness.first;
    const measure = measureNamed(name);
    return measure && measure.raw;
  }

  const measureNamed = (name) => rankingNow().measures.find(({ key }) => key === name);

  function draw() {
    sized(rows, { height: `${shown.length * ROW_PX}px` });
    const from = Math.max(0, Math.floor(list.scrollTop / ROW_PX) - SPARE_ROWS);
    const to = Math.min(shown.length, from + Math.ceil((list.clientHeight || 600) / ROW_PX) + 2 * SPARE_ROWS);
    refill(
      rows,
      shown.slice(from, to).map((plot, offset) => row(plot, from + offset)),
    );
    const active = store.state.hovered >= 0 ? store.state.hovered : store.state.selected;
    if (active >= 0) list.setAttribute("aria-activedescendant", `sezgeo-row-${active}`);
    else list.removeAttribute("aria-activedescendant");
  }

  function row(plot, place) {
    const { ranks, scores, low, high, outcome: outcomes } = standingNow();
    const outcome = OUTCOMES[outcomes[plot]];
    const { selected, hovered } = store.state;
    const element = h(
      "div",
      {
        class: `row ${outcome}${plot === selected ? " selected" : ""}${plot === hovered ? " hovered" : ""}`,
        role: "option",
        id: `sezgeo-row-${plot}`,
        "aria-selected": plot === selected,
        "aria-setsize": shown.length,
        "aria-posinset": place + 1,
        "data-plot": plot,
      },
      h("span", { class: "rank" }, ranks[plot] ? String(ranks[plot]) : "—", moved(plot, ranks[plot])),
      h(
        "span",
        { class: "who" },
        h("b", {}, model.plots.plot_id[plot]),
        h("small", {}, locale.pick(model.plots.siteName[plot]), sortedBy(plot)),
      ),
      h("small", { class: "chance" }, chance(plot)),
      Number.isNaN(scores[plot])
        ? h("small", { class: "worth" }, reason(plot))
        : h(
            "span",
            { class: "worth" },
            h("span", { class: "score" }, locale.score(scores[plot])),
            whisker(scores[plot], low[plot], high[plot]),
          ),
      h(
        "span",
        {
          class: `mark ${outcome}`,
          title: locale.say(`outcome_${outcome}`),
          "aria-label": locale.say(`outcome_${outcome}`),
          role: "img",
        },
        GLYPHS[outcome],
      ),
    );
    return sized(element, { top: `${place * ROW_PX}px` });
  }

  // How the rank differs from that of the page's own scenario.
  function moved(plot, rank) {
    if (!store.state.scenario) return null;
    const former = formerRank(plot);
    const change = rankChange(former, rank);
    if (change === "same") return null;
    const steps = Math.abs(former - rank);
    const text = { came: "+", left: "−", rose: `▲${steps}`, fell: `▼${steps}` }[change];
    return h("small", { class: change, title: locale.say(`moved_${change}`, { rank: former || "—" }) }, text);
  }

  // What the list is sorted by stands in the row.
  function sortedBy(plot) {
    const name = store.state.sort.replace(/^-/, "");
    const measure = measureNamed(name);
    return measure ? ` · ${locale.quantity(measure.raw[plot], name)}` : null;
  }

  function chance(plot) {
    const { robustness } = store.state;
    return robustness && !Number.isNaN(robustness.first[plot]) ? locale.percent(robustness.first[plot]) : "";
  }

  function reason(plot) {
    const rule = rankingNow().verdicts.find((verdict) => verdict.outcome[plot] === EXCLUDED);
    if (rule) return locale.pick(rule.title);
    const limit = rankingNow().measures.find(
      ({ key, raw }) =>
        Object.hasOwn(limitsNow(), key) && !Number.isNaN(raw[plot]) && !isWithin(raw[plot], limitsNow()[key]),
    );
    return limit ? locale.say("limit_of", { what: measureTitle(limit, locale) }) : "";
  }

  function plotOf(event) {
    const element = event.target.closest("[data-plot]");
    return element ? Number(element.dataset.plot) : -1;
  }

  function step(event) {
    const active = store.state.hovered >= 0 ? store.state.hovered : store.state.selected;
    const here = shown.indexOf(active);
    const page = Math.max(1, Math.floor(list.clientHeight / ROW_PX) - 1);
    const moves = {
      ArrowDown: here + 1,
      ArrowUp: here - 1,
      Home: 0,
      End: shown.length - 1,
      PageDown: here + page,
      PageUp: here - page,
    };
    if (event.key in moves && shown.length) {
      event.preventDefault();
      const place = Math.max(0, Math.min(shown.length - 1, moves[event.key]));
      store.set({ hovered: shown[place] });
      show(place);
    } else if ((event.key === "Enter" || event.key === " ") && active >= 0) {
      event.preventDefault();
      store.set({ selected: active, hovered: -1 });
    }
  }

  function show(place) {
    const top = place * ROW_PX;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + ROW_PX > list.scrollTop + list.clientHeight) list.scrollTop = top + ROW_PX - list.clientHeight;
  }

  list.addEventListener("scroll", draw, { passive: true });
  list.addEventListener("click", (event) => {
    if (plotOf(event) >= 0) store.set({ selected: plotOf(event), hovered: -1 });
  });
  list.addEventListener("mouseover", (event) => store.set({ hovered: plotOf(event) }));
  list.addEventListener("mouseleave", () => store.set({ hovered: -1 }));
  list.addEventListener("keydown", step);
  window.addEventListener("resize", draw);

  return {
    filter,
    draw,
    shown: () => shown,
    reveal(plot) {
      const place = shown.indexOf(plot);
      if (place >= 0) show(place);
      draw();
    },
  };
}

// A bar from 0 to 1 with the interval that the unknown leaves open.
export function whisker(score, low, high) {
  const bar = h("span", { class: "bar", "aria-hidden": "true" });
  if (Number.isNaN(score)) return bar;
  const fill = sized(h("i", { class: "fill" }), {
    width: `${score * 100}%`,
    background: SCORE_COLOURS[classOf(score)],
  });
  const span = sized(h("i", { class: "span" }), { left: `${low * 100}%`, width: `${Math.max(0, high - low) * 100}%` });
  bar.append(fill, span);
  return bar;
}
