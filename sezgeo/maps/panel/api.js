// `window.sezgeo`: for people who script the page, and for tests. Documented in docs/how-to/page.md.

import { partsOf } from "./model/model.js";
import { OUTCOMES } from "./model/outcomes.js";

export function apiOf({ model, store, choices, history, robustness, locale, overlays }, { filters, list, pointer }) {
  const { rankingNow, standingNow } = choices;
  const known = (name, names, what) => {
    if (!names.includes(name)) throw new RangeError(`no ${what} ${name}; there is: ${names.join(", ")}`);
  };
  const checkBounds = (limits) => {
    for (const [name, bounds] of Object.entries(limits)) {
      known(
        name,
        rankingNow().measures.map(({ key }) => key),
        "measure",
      );
      for (const [end, value] of Object.entries(bounds || {})) {
        known(end, ["at_least", "at_most"], "bound");
        if (value !== null && !Number.isFinite(value)) throw new RangeError(`${end} of ${name}: ${value}`);
      }
    }
  };
  return Object.freeze({
    profiles: () => model.rankings.map(({ key, title }) => ({ key, title })),
    setProfile(name) {
      known(
        name,
        model.rankings.map(({ key }) => key),
        "profile",
      );
      store.set({ profile: name });
    },
    setWeights(weights) {
      for (const [name, weight] of Object.entries(weights)) {
        known(
          name,
          rankingNow().criteria.map(({ key }) => key),
          "criterion",
        );
        if (!(weight >= 0 && Number.isFinite(weight))) throw new RangeError(`weight of ${name}: ${weight}`);
      }
      choices.setWeights(weights);
    },
    setLimits(limits) {
      checkBounds(limits);
      choices.setLimits(limits);
    },
    setFilters(ranges) {
      checkBounds(ranges);
      choices.setRanges(ranges);
    },
    reset: choices.reset,
    undo: history.undo,
    redo: history.redo,
    ranking: () => rows(model, rankingNow(), standingNow()),
    shown: () => list.shown().map((plot) => model.plots.plot_id[plot]),
    csv: filters.table,
    async smaa(options = {}) {
      const result = await robustness.count(options);
      return result
        ? result.places.map((plot, place) => ({
            plot_id: model.plots.plot_id[plot],
            mean_rank: result.rankSums[place] / result.draws,
            acceptability: Array.from(
              result.counts.subarray(place * result.ranks, (place + 1) * result.ranks),
              (times) => times / result.draws,
            ),
          }))
        : [];
    },
    scenarios: () => model.scenarios.map(({ title }) => (title ? locale.pick(title) : locale.say("scenario_own"))),
    setScenario(place) {
      known(place, [...model.scenarios.keys()], "scenario");
      store.set({ scenario: place });
    },
    compare(ids) {
      for (const id of ids) known(id, model.plots.plot_id, "plot");
      store.set({ compared: ids.slice(0, 4) });
    },
    measured: pointer.measured,
    marks: () => overlays.list().map(({ kind, label, plot }) => ({ kind, label, plot_id: plot || null })),
    select(id) {
      if (id !== null) known(id, model.plots.plot_id, "plot");
      store.set({ selected: id === null ? -1 : model.plots.place.get(id) });
    },
    setLanguage(language) {
      known(language, ["ru", "en"], "language");
      store.set({ language });
    },
  });
}

function rows({ plots }, ranking, { order, ranks, scores, low, high, shares, known, outcome }) {
  return Array.from(order, (plot) => {
    const isScored = !Number.isNaN(scores[plot]);
    const parts = partsOf(ranking, shares, plot);
    return {
      plot_id: plots.plot_id[plot],
      rank: ranks[plot] || null,
      score: isScored ? scores[plot] : null,
      low: isScored ? low[plot] : null,
      high: isScored ? high[plot] : null,
      known_share: known[plot],
      outcome: OUTCOMES[outcome[plot]],
      parts: Object.fromEntries(ranking.criteria.map(({ key }, place) => [key, parts[place]])),
    };
  });
}
