// How often each plot takes each rank over random weights and data: sezgeo.suitability.mcda.smaa.
// Source: Lahdelma and Salminen (2001), Operations Research 49(3).

const TIE = 1e-9;

// low, span: per criterion one Float64Array over the plots; a value is drawn evenly between.
// least, most: between what each weight is drawn, or nothing: evenly from all that sum to 1.
export function acceptability({ low, span, least, most, draws, seed, ranks }) {
  const count = low[0].length;
  const random = randomOf(seed);
  const unsure = span.map((widths) => Uint32Array.from(widths.keys()).filter((plot) => widths[plot] > 0));
  const counts = new Uint32Array(count * ranks);
  const [scores, rankSums] = [new Float64Array(count), new Float64Array(count)];
  for (let draw = 0; draw < draws; draw++) {
    const weights = drawnWeights(low.length, least, most, random);
    scores.fill(0);
    weights.forEach((weight, criterion) => {
      const column = low[criterion];
      for (let plot = 0; plot < count; plot++) scores[plot] += column[plot] * weight;
      const widths = span[criterion];
      for (const plot of unsure[criterion]) scores[plot] += widths[plot] * weight * random();
    });
    countRanks(scores, counts, rankSums, ranks);
  }
  return { counts, rankSums, count, ranks, draws };
}

// A rank is one more than the plots that score higher; equals share the better rank.
function countRanks(scores, counts, rankSums, ranks) {
  const sorted = scores.slice().sort();
  for (let plot = 0; plot < scores.length; plot++) {
    const bar = scores[plot] + TIE;
    let [from, to] = [0, sorted.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (sorted[middle] > bar) to = middle;
      else from = middle + 1;
    }
    const above = sorted.length - from;
    rankSums[plot] += above + 1;
    if (above < ranks) counts[plot * ranks + above]++;
  }
}

function drawnWeights(count, least, most, random) {
  const raw = Array.from({ length: count }, (_, criterion) =>
    least ? least[criterion] + (most[criterion] - least[criterion]) * random() : -Math.log(1 - random()),
  );
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return raw.map((weight) => (total > 0 ? weight / total : 1 / count));
}

// SFC32: small, quick, and the same on every machine.
function randomOf(seed) {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, seed | 0];
  const next = () => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let warm = 0; warm < 16; warm++) next();
  return next;
}
