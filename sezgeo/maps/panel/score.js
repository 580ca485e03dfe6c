// The weighted sum and the order, as sezgeo.suitability.ranking reckons them.

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

// Best first; plots without a score come last. Equal scores, and those last ones, go by id, whose
// order is given in `places`.
export function orderOf(scores, places) {
  // no score is below 0, so that -1 puts a plot without one behind all others
  const rounded = scores.map((score) => (Number.isNaN(score) ? -1 : roundedScore(score)));
  return Uint32Array.from(scores.keys()).sort((a, b) => rounded[b] - rounded[a] || places[a] - places[b]);
}

// Ranks from 1; equal scores share the best rank of their run; 0 where there is no score.
export function ranksOf(scores, order) {
  const ranks = new Uint32Array(scores.length);
  order.forEach((plot, place) => {
    if (Number.isNaN(scores[plot])) return;
    const previous = order[place - 1];
    const tied = place > 0 && roundedScore(scores[previous]) === roundedScore(scores[plot]);
    ranks[plot] = tied ? ranks[previous] : place + 1;
  });
  return ranks;
}

// Half to even, like numpy.
function roundedScore(score) {
  const scaled = score * 10 ** TIE_DIGITS;
  const whole = Math.round(scaled);
  return (whole - scaled === 0.5 && whole % 2 !== 0 ? whole - 1 : whole) / 10 ** TIE_DIGITS;
}
