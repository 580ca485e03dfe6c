// What follows from the reader's choices, reckoned once for each change of them.

import { changedBounds } from "./bounds.js";
import { keptPlots } from "./filter.js";
import { standing } from "./model.js";

const NONE = Object.freeze({});

export function createChoices(model, store) {
  const { state } = store;
  const own = (what) => state[what][state.profile] || NONE;
  const rankingIn = (rankings) => rankings.find((ranking) => ranking.key === state.profile) || rankings[0];
  const weightsOf = (ranking) => ranking.criteria.map(({ key, weight }) => own("weights")[key] ?? weight);
  const rankingNow = () => rankingIn(model.rankings);
  const weightsNow = () => weightsOf(rankingNow());
  const limitsNow = () => own("limits");
  const chosen = () => [model.plots, rankingNow(), own("weights"), limitsNow()];
  const standingNow = remembered(() => standing(model.plots, rankingNow(), weightsNow(), limitsNow()), chosen);
  const filters = () => [state.query, state.site, state.status, state.offeredOnly, state.ranges];
  const keptNow = remembered(
    () => keptPlots({ plots: model.plots, measures: rankingNow().measures, scores: standingNow().scores }, state),
    () => [standingNow(), ...filters()],
  );
  // Ranks of the page's own scenario under the same weights, for a plot of another; by id.
  const formerNow = remembered(
    () => {
      const [{ plots, rankings }] = model.scenarios;
      const ranking = rankingIn(rankings);
      const { ranks } = standing(plots, ranking, weightsOf(ranking), limitsNow());
      return { ids: plots.plot_id, ranks, rankOf: (id) => (plots.place.has(id) ? ranks[plots.place.get(id)] : 0) };
    },
    () => [...chosen(), state.scenario],
  );

  const forProfile = (what, changed) => store.set({ [what]: { ...state[what], [state.profile]: changed } });
  return {
    rankingNow,
    weightsNow,
    limitsNow,
    standingNow,
    keptNow,
    formerRank: (plot) => formerNow().rankOf(model.plots.plot_id[plot]),
    // ids and ranks of the page's own scenario for plots that the one shown does not have
    formerOnly: () =>
      formerNow()
        .ids.map((id, plot) => [id, formerNow().ranks[plot]])
        .filter(([id]) => !model.plots.place.has(id)),
    setWeights: (changes) => forProfile("weights", { ...own("weights"), ...changes }),
    setLimits: (changes) => forProfile("limits", changedBounds(limitsNow(), changes)),
    setRanges: (changes) => store.set({ ranges: changedBounds(state.ranges, changes) }),
    reset() {
      const without = (all) => Object.fromEntries(Object.entries(all).filter(([profile]) => profile !== state.profile));
      store.set({ weights: without(state.weights), limits: without(state.limits) });
    },
    measureTitle: (measure, locale) => (measure.title ? locale.pick(measure.title) : locale.say("fact_area")),
  };
}

function remembered(make, keysOf) {
  let [keys, made] = [null, null];
  return () => {
    const now = keysOf();
    if (!keys || now.some((key, place) => key !== keys[place])) [keys, made] = [now, make()];
    return made;
  };
}
