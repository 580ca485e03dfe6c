// The weighted sum and the order, as sezgeo.suitability.ranking.ranking reckons them.

export function sharesOf(weights) {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (total > 0 ? weight / total : 0));
}

// columns: one Float64Array per criterion; an excluded plot has no score, whatever the weights.
// Criteria are added in their order and the sum held at 1, as Python does, to the same last bit.
export function weightedScores(columns, shares, excluded) {
  const scores = new Float64Array(excluded.length);
  columns.forEach((column, criterion) => {
    const share = shares[criterion];
    for (let plot = 0; plot < scores.length; plot++) scores[plot] += column[plot] * share;
  });
  for (let plot = 0; plot < scores.length; plot++) {
    scores[plot] = excluded[plot] ? NaN : Math.min(scores[plot], 1);
  }
  return scores;
}

// Scores equal to this many digits share a rank: below it lies only rounding.
const TIE_DIGITS = 12;

const TOP = 10 ** TIE_DIGITS;
const DIGIT_BITS = 10;
const DIGITS = 4;

// Best first; plots without a score come last. Equal scores, and those last ones, go by id, whose
// order is given in `places`. Counted digit by digit, from the order of the ids: of 100,000 plots
// a tenth of the time of sorting by comparison.
export function orderOf(scores, places) {
  let order = new Uint32Array(scores.length);
  places.forEach((place, plot) => {
    order[place] = plot;
  });
  const keys = Float64Array.from(scores, (score) => (Number.isNaN(score) ? TOP + 1 : TOP - wholeScore(score)));
  let sorted = new Uint32Array(scores.length);
  const starts = new Uint32Array((1 << DIGIT_BITS) + 1);
  for (let digit = 0; digit < DIGITS; digit++) {
    const unit = 2 ** (digit * DIGIT_BITS);
    const digitOf = (plot) => Math.floor(keys[plot] / unit) & ((1 << DIGIT_BITS) - 1);
    starts.fill(0);
    for (const plot of order) starts[digitOf(plot) + 1]++;
    for (let place = 1; place < starts.length; place++) starts[place] += starts[place - 1];
    for (const plot of order) sorted[starts[digitOf(plot)]++] = plot;
    [order, sorted] = [sorted, order];
  }
  return order;
}

// Ranks from 1; equal scores share the best rank of their run; 0 where there is no score.
export function ranksOf(scores, order) {
  const ranks = new Uint32Array(scores.length);
  let before = NaN;
  order.forEach((plot, place) => {
    if (Number.isNaN(scores[plot])) return;
    const whole = wholeScore(scores[plot]);
    ranks[plot] = whole === before ? ranks[order[place - 1]] : place + 1;
    before = whole;
  });
  return ranks;
}

// In steps of the last digit that counts, half to even, like numpy.
function wholeScore(score) {
  const scaled = score * TOP;
  const whole = Math.round(scaled);
  return whole - scaled === 0.5 && whole % 2 !== 0 ? whole - 1 : whole;
}

// What became of a rank; 0 stands for none.
export function rankChange(former, rank) {
  if (former === rank) return "same";
  if (!former) return "came";
  if (!rank) return "left";
  return former > rank ? "rose" : "fell";
}
