// The page's data, unpacked once, and what follows from the weights in force.

import { haystack } from "./search.js";
import { orderOf, ranksOf, sharesOf, weightedScores } from "./score.js";
import { gridOf, unpackShapes } from "./shapes.js";

export const OUTCOMES = ["met", "conditional", "unknown", "excluded"];
export const UNKNOWN = 2;
export const EXCLUDED = 3;

export function unpackModel(data, pool) {
  const layers = data.layers.map((layer) => unpackLayer(layer, pool));
  const sites = layers.find((layer) => layer.key === "sites") || null;
  const plots = unpackPlots(data.plots, pool, sites);
  return { ...data, layers, sites, plots, rankings: data.rankings.map((one) => unpackRanking(one, pool)) };
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

function unpackPlots(packed, pool, sites) {
  const plots = { ...packed, shapes: unpackShapes(pool, packed.shapes) };
  for (const name of packed.words) plots[name] = pool.words(packed[name]);
  for (const name of packed.numbers) plots[name] = pool.numbers(packed[name]);
  plots.grid = gridOf(plots.shapes);
  plots.place = new Map(plots.plot_id.map((id, plot) => [id, plot]));
  plots.byId = placesOf(plots.plot_id);
  const siteAt = new Map(sites ? sites.keys.map((key, place) => [key, place]) : []);
  plots.siteName = plots.site.map((key) => {
    const place = siteAt.get(key);
    return place === undefined ? { ru: key, en: key } : { ru: sites.names.ru[place], en: sites.names.en[place] };
  });
  plots.folded = plots.plot_id.map((id, plot) => haystack(
    id, plots.cad_num[plot], plots.site[plot], plots.siteName[plot].ru, plots.siteName[plot].en,
    plots.occupant[plot],
  ));
  return plots;
}

// The place of each id in the order of code points, which is Python's order of texts.
function placesOf(ids) {
  const sorted = ids.map((id, plot) => [Array.from(id, (sign) => sign.codePointAt(0)), plot]);
  sorted.sort(([a], [b]) => {
    const differs = a.findIndex((sign, at) => sign !== b[at]);
    if (differs < 0) return a.length - b.length;
    return differs >= b.length ? 1 : a[differs] - b[differs];
  });
  const places = new Uint32Array(ids.length);
  sorted.forEach(([, plot], place) => { places[plot] = place; });
  return places;
}

function inBoth(pool, columns) {
  return { ru: pool.words(columns.ru), en: pool.words(columns.en) };
}

function unpackRanking(ranking, pool) {
  const criteria = ranking.criteria.map((criterion) => {
    const [values, below, above, raw] = ["values", "below", "above", "raw"].map((name) => pool.numbers(criterion[name]));
    return {
      ...criterion,
      values,
      least: values.map((value, plot) => Math.max(0, value - below[plot])),
      most: values.map((value, plot) => Math.min(1, value + above[plot])),
      raw,
      known: raw.map((one) => (Number.isNaN(one) ? 0 : 1)),
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
  return { ...ranking, criteria, verdicts, outcome, excluded: outcome.map((one) => one === EXCLUDED) };
}

// Everything that depends on the weights: scores, intervals, order, ranks, the known share.
export function standing(model, ranking, weights) {
  const shares = sharesOf(weights);
  const columns = (name) => ranking.criteria.map((criterion) => criterion[name]);
  const scores = weightedScores(columns("values"), shares, ranking.excluded);
  const order = orderOf(scores, model.plots.byId);
  return {
    shares,
    scores,
    order,
    ranks: ranksOf(scores, order),
    low: weightedScores(columns("least"), shares, ranking.excluded),
    high: weightedScores(columns("most"), shares, ranking.excluded),
    known: weightedScores(columns("known"), shares, new Uint8Array(scores.length)),
    offered: order.reduce((sum, plot) => sum + (Number.isNaN(scores[plot]) ? 0 : 1), 0),
  };
}

export function partsOf(ranking, shares, plot) {
  return ranking.criteria.map((criterion, place) => criterion.values[plot] * shares[place]);
}
