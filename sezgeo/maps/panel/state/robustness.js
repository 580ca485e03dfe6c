// How firm the ranking is: SMAA in a worker, so that sliders never wait for it.

import { find } from "../base/dom.js";

const DRAWS = 10000;
const CELLS = 6e6;
const LEAST_DRAWS = 200;
const ALL_RANKS = 1000;
const FEW_RANKS = 20;
const NEAR = 0.5;
const PAUSE_MS = 300;

export function createRobustness({ store, rankingNow, standingNow, weightsNow }) {
  const waiting = new Map();
  let [worker, timer, last, isRunning, choice] = [null, 0, 0, false, 0];

  function start() {
    const code = new Blob([find("sezgeo-worker").textContent], { type: "text/javascript" });
    worker = new Worker(URL.createObjectURL(code));
    worker.onmessage = ({ data: { id, found } }) => {
      const [resolve, job] = waiting.get(id);
      waiting.delete(id);
      resolve({ ...found, places: job.places });
    };
    // a browser that forbids workers leaves the page without these numbers, and whole otherwise
    worker.onerror = (error) => {
      error.preventDefault();
      for (const [resolve] of waiting.values()) resolve(null);
      waiting.clear();
    };
  }

  // Plots that are excluded take no rank. Each value is drawn between its least and its greatest.
  function jobOf({ mode = store.state.mode, draws, seed = 1 } = {}) {
    const { scores } = standingNow();
    const places = [...scores.keys()].filter((plot) => !Number.isNaN(scores[plot]));
    const { criteria } = rankingNow();
    const column = (values) => Float64Array.from(places, (plot) => values[plot]);
    const weights = weightsNow();
    return {
      places,
      seed,
      low: criteria.map(({ least }) => column(least)),
      span: criteria.map(({ least, most }) => Float64Array.from(places, (plot) => most[plot] - least[plot])),
      least: mode === "near" ? weights.map((weight) => weight * (1 - NEAR)) : null,
      most: mode === "near" ? weights.map((weight) => weight * (1 + NEAR)) : null,
      draws: draws || Math.max(LEAST_DRAWS, Math.min(DRAWS, Math.floor(CELLS / Math.max(1, places.length)))),
      ranks: Math.min(places.length, places.length <= ALL_RANKS ? places.length : FEW_RANKS),
    };
  }

  function count(options) {
    const job = jobOf(options);
    if (!job.places.length) return Promise.resolve(null);
    try {
      if (!worker) start();
    } catch {
      return Promise.resolve(null);
    }
    last += 1;
    const id = last;
    return new Promise((resolve) => {
      waiting.set(id, [resolve, job]);
      worker.postMessage({ id, job });
    });
  }

  // One run at a time; what was chosen meanwhile is counted after it.
  async function run() {
    if (isRunning) return;
    isRunning = true;
    const [asked, plots] = [choice, standingNow().scores.length];
    const result = await count();
    isRunning = false;
    if (asked === choice) store.set({ robustness: result && robustnessOf(result, plots) });
    else run();
  }

  return {
    count,
    schedule() {
      choice += 1;
      clearTimeout(timer);
      if (store.state.robustness) store.set({ robustness: null });
      timer = setTimeout(run, PAUSE_MS);
    },
  };
}

// Per plot: shares of the draws by rank, first place, mean rank.
export function robustnessOf({ counts, rankSums, ranks, draws, places }, plots) {
  const first = new Float64Array(plots).fill(NaN);
  const mean = new Float64Array(plots).fill(NaN);
  const byRank = new Map();
  places.forEach((plot, place) => {
    first[plot] = counts[place * ranks] / draws;
    mean[plot] = rankSums[place] / draws;
    byRank.set(
      plot,
      Array.from(counts.subarray(place * ranks, (place + 1) * ranks), (times) => times / draws),
    );
  });
  return { first, mean, byRank, draws };
}
