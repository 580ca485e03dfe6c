// Sliders: other weights, the same exclusions.

import { h, refill } from "./dom.js";
import { sharesOf } from "./score.js";

const STEP = 0.1;

export function createWeights({ box, store, speech, rankingNow, weightsNow, setWeights }) {
  const rows = [];

  function draw() {
    const ranking = rankingNow();
    const weights = weightsNow();
    const most = Math.max(10, ...ranking.criteria.map((criterion) => Math.ceil(criterion.weight * 2)));
    rows.length = 0;
    refill(box,
      h("p", { class: "hint" }, speech.say("weights_hint")),
      h("button", { type: "button", class: "quiet", on: { click: () => setWeights({}, { reset: true }) } }, speech.say("weights_reset")),
      h("ul", { class: "weights" }, ranking.criteria.map((criterion, place) => line(criterion, weights[place], most))));
    update();
  }

  function line(criterion, weight, most) {
    const share = h("output", {});
    const id = `sezgeo-weight-${criterion.key}`;
    const input = h("input", {
      type: "range", min: 0, max: most, step: STEP, id,
      on: { input: () => setWeights({ [criterion.key]: Number(input.value) }) },
    });
    input.value = weight;
    rows.push({ criterion, input, share });
    const why = criterion.why ? speech.pick(criterion.why) : "";
    return h("li", {},
      h("label", { for: id }, speech.pick(criterion.title)), share, input,
      h("small", {}, speech.say("weight_base", { weight: speech.number(criterion.weight) }), criterion.source || why ? ` · ${criterion.source || why}` : ""));
  }

  // While a slider is being dragged its element must stay: only numbers change.
  function update() {
    const weights = weightsNow();
    const shares = sharesOf(weights);
    rows.forEach(({ input, share }, place) => {
      if (Number(input.value) !== weights[place]) input.value = weights[place];
      share.textContent = speech.percent(shares[place]);
    });
  }

  return { draw, update };
}
