// The page's data, unpacked once, and what follows from the weights in force.

import { gridOf, unpackShapes } from "../base/shapes.js";
import { outcomeWithin } from "./bounds.js";
import { EXCLUDED } from "./outcomes.js";
import { unpackOverlay } from "./overlaydata.js";
import { orderOf, ranksOf, sharesOf, weightedScores } from "./score.js";
import { haystack } from "./search.js";

// `plots` and `rankings` are those of the scenario shown; the first scenario is the page's own.
export function unpackModel(data, pool) {
  const layers = data.layers.map((layer) => unpackLayer(layer, pool));
  const sites = layers.find((layer) => layer.key === "sites") || null;
  const names = namesOf([layers.find((layer) => layer.key === "planned_sites"), sites]);
  const own = unpackScenario({ ...data, title: null, words: [] }, pool, names);
  const others = data.scenarios.map((scenario) => unpackScenario(scenario, pool, names, own));
  const model = { ...data, layers, sites, scenarios: [own, ...others] };
  model.show = (place) => {
    const { plots, rankings, overlays } = model.scenarios[place];
    // a plan ranks nothing anew: nothing can have moved
    return Object.assign(model, { plots, rankings, overlays, isRankedAnew: rankings !== own.rankings });
  };
  return model.show(0);
}

function unpackScenario({ title, words, plots: packed, rankings, overlays }, pool, names, own) {
  const plots = packed ? unpackPlots(packed, pool, names) : own.plots;
  return {
    title,
    words,
    plots,
    rankings: rankings.length
      ? rankings.map((packedRanking) => unpackRanking(packedRanking, pool, plots))
      : own.rankings,
    overlays: overlays.map((overlay) => unpackOverlay(overlay, pool)),
  };
}

function unpackLayer(layer, pool) {
  const names = { ru: pool.words(layer.names.ru), en: pool.words(layer.names.en) };
  return {
    ...layer,
    keys: pool.words(layer.keys),
    names,
    classes: pool.words(layer.classes),
    schematic: pool.numbers(layer.schematic),
    shapes: unpackShapes(pool, layer.shapes),
  };
}

// What people call each site; a plot may lie on a planned one.
function namesOf(layers) {
  return new Map(
    layers
      .filter(Boolean)
      .flatMap(({ keys, names }) => keys.map((key, place) => [key, { ru: names.ru[place], en: names.en[place] }])),
  );
}

function unpackPlots(packed, pool, names) {
  const plots = { ...packed, shapes: unpackShapes(pool, packed.shapes) };
  for (const name of packed.words) plots[name] = pool.words(packed[name]);
  for (const name of packed.numbers) plots[name] = pool.numbers(packed[name]);
  plots.grid = gridOf(plots.shapes);
  plots.place = new Map(plots.plot_id.map((id, plot) => [id, plot]));
  plots.byId = placesOf(plots.plot_id);
  plots.siteName = plots.site.map((key) => names.get(key) || { ru: key, en: key });
  plots.folded = plots.plot_id.map((id, plot) =>
    haystack(
      id,
      plots.cad_num[plot],
      plots.site[plot],
      plots.siteName[plot].ru,
      plots.siteName[plot].en,
      plots.occupant[plot],
    ),
  );
  return plots;
}

// The place of each id in the order of code points, which is Python's order of texts.
function placesOf(ids) {
  const sorted = ids.map((id, plot) => [Array.from(id, (sign) => sign.codePointAt(0)), plot]);
  sorted.sort(([a], [b]) => {
    const differs = a.findIndex((sign, place) => sign !== b[place]);
    if (differs < 0) return a.length - b.length;
    return differs >= b.length ? 1 : a[differs] - b[differs];
  });
  const places = new Uint32Array(ids.length);
  sorted.forEach(([, plot], place) => {
    places[plot] = place;
  });
  return places;
}

function inBoth(pool, columns) {
  return { ru: pool.words(columns.ru), en: pool.words(columns.en) };
}

function unpackRanking(ranking, pool, plots) {
  const criteria = ranking.criteria.map((criterion) => {
    const [values, below, above, raw] = ["values", "below", "above", "raw"].map((name) =>
      pool.numbers(criterion[name]),
    );
    return {
      ...criterion,
      values,
      least: values.map((value, plot) => Math.max(0, value - below[plot])),
      most: values.map((value, plot) => Math.min(1, value + above[plot])),
      raw,
      known: raw.map((value) => (Number.isNaN(value) ? 0 : 1)),
      evidence: inBoth(pool, criterion.evidence),
    };
  });
  const verdicts = ranking.verdicts.map((verdict) => ({
    ...verdict,
    outcome: pool.numbers(verdict.outcome),
    measured: pool.numbers(verdict.measured),
    low: pool.numbers(verdict.low),
    high: pool.numbers(verdict.high),
    share_left: pool.numbers(verdict.share_left),
    accuracy: pool.numbers(verdict.accuracy),
    feature: inBoth(pool, verdict.feature),
    case: pool.words(verdict.case),
  }));
  const outcome = pool.numbers(ranking.outcome);
  return { ...ranking, criteria, verdicts, outcome, measures: measuresOf(criteria, verdicts, plots) };
}

// What can be bounded, filtered and sorted by: criteria, what the profile's limits measure, the area.
function measuresOf(criteria, verdicts, plots) {
  const limits = verdicts.filter(({ rule, clause }) => rule.startsWith("limit_") && clause.startsWith("limits."));
  const all = [
    ...criteria,
    ...limits.map(({ clause, title, measured }) => ({ key: clause.slice(7), title, raw: measured })),
    { key: "area_ha", title: null, raw: plots.area_ha },
  ];
  return all.filter(({ key }, place) => all.findIndex((measure) => measure.key === key) === place);
}

// Everything that depends on weights and limits: outcomes, scores, intervals, order, ranks.
export function standing(plots, ranking, weights, limits = {}) {
  const shares = sharesOf(weights);
  const outcome = limited(ranking, limits);
  const excluded = outcome.map((code) => code === EXCLUDED);
  const columns = (name) => ranking.criteria.map((criterion) => criterion[name]);
  const scores = weightedScores(columns("values"), shares, excluded);
  const order = orderOf(scores, plots.byId);
  return {
    shares,
    outcome,
    scores,
    order,
    ranks: ranksOf(scores, order),
    low: weightedScores(columns("least"), shares, excluded),
    high: weightedScores(columns("most"), shares, excluded),
    known: weightedScores(columns("known"), shares, new Uint8Array(scores.length)),
    offered: order.reduce((sum, plot) => sum + (Number.isNaN(scores[plot]) ? 0 : 1), 0),
  };
}

// A limit set in the page is a rule like any other: the worst outcome decides.
function limited(ranking, limits) {
  const bounded = ranking.measures.filter(({ key }) => Object.hasOwn(limits, key));
  if (!bounded.length) return ranking.outcome;
  return ranking.outcome.map((worst, plot) =>
    bounded.reduce((now, { key, raw }) => Math.max(now, outcomeWithin(raw[plot], limits[key])), worst),
  );
}

export function partsOf(ranking, shares, plot) {
  return ranking.criteria.map((criterion, place) => criterion.values[plot] * shares[place]);
}
