// Sliders: other weights, limits that no weight buys off, how firm the ranking is, named settings.

import { h, icon, refill } from "../base/dom.js";
import { sharesOf } from "../model/score.js";
import { METHODS, weightsBy } from "../model/weighting.js";
import { createBoundsInputs } from "./boundsinputs.js";

const STEP = 0.1;

export function createWeights({ box, store, locale, choices, history, settings, address }) {
  const { say } = locale;
  const { rankingNow, weightsNow, setWeights } = choices;
  const limits = createBoundsInputs({
    name: "limit",
    locale,
    measuresNow: () => rankingNow().measures,
    boundsNow: choices.limitsNow,
    change: choices.setLimits,
    titleOf: (measure) => choices.measureTitle(measure, locale),
    addLabel: () => say("limit_add"),
  });
  const rows = [];
  const steps = h("div", { class: "steps" });

  function draw() {
    const ranking = rankingNow();
    const weights = weightsNow();
    rows.length = 0;
    refill(
      box,
      steps,
      h("h2", {}, say("limits_title")),
      h("p", { class: "hint" }, say("limits_hint")),
      limits.box,
      h("h2", {}, say("tab_weights")),
      h("p", { class: "hint" }, say("weights_hint")),
      method(ranking),
      h(
        "ul",
        { class: "weights" },
        ranking.criteria.map((criterion, place) => line(criterion, weights[place])),
      ),
      h("h2", {}, say("robust_title")),
      h("p", { class: "hint" }, say("robust_hint")),
      mode(),
      h("h2", {}, say("settings_title")),
      h("p", { class: "hint" }, say("settings_hint")),
      kept(),
    );
    update();
  }

  function drawSteps() {
    const [canUndo, canRedo] = history.can();
    const button = (key, can, click) =>
      h("button", { type: "button", class: "quiet", id: `sezgeo-${key}`, disabled: !can, on: { click } }, say(key));
    const focused = document.activeElement && document.activeElement.id;
    refill(
      steps,
      button("undo", canUndo, history.undo),
      button("redo", canRedo, history.redo),
      button("weights_reset", true, choices.reset),
    );
    if (["sezgeo-undo", "sezgeo-redo", "sezgeo-weights_reset"].includes(focused)) {
      document.getElementById(focused).focus();
    }
  }

  function method({ criteria }) {
    const select = h(
      "select",
      { id: "sezgeo-method", "aria-label": say("method") },
      h("option", { value: "" }, say("method")),
      METHODS.map((name) => h("option", { value: name }, say(`method_${name}`))),
    );
    select.addEventListener("change", () => {
      const weights = weightsBy(
        select.value,
        criteria.map(({ weight }) => weight),
      );
      if (select.value) setWeights(Object.fromEntries(criteria.map(({ key }, place) => [key, weights[place]])));
      select.value = "";
    });
    return select;
  }

  function line(criterion, weight) {
    const share = h("output", {});
    const id = `sezgeo-weight-${criterion.key}`;
    const input = h("input", {
      type: "range",
      min: 0,
      max: Math.max(10, Math.ceil(criterion.weight * 2), Math.ceil(weight)),
      step: STEP,
      id,
      on: {
        input: () => {
          history.drag(id);
          setWeights({ [criterion.key]: Number(input.value) });
        },
        change: () => history.drag(null),
      },
    });
    input.value = weight;
    rows.push({ criterion, input, share });
    const why = criterion.why ? locale.pick(criterion.why) : "";
    return h(
      "li",
      {},
      h("label", { for: id }, locale.pick(criterion.title)),
      share,
      input,
      h(
        "small",
        {},
        say("weight_base", { weight: locale.number(criterion.weight) }),
        criterion.source || why ? ` · ${criterion.source || why}` : "",
      ),
    );
  }

  function mode() {
    const select = h(
      "select",
      { id: "sezgeo-mode", "aria-label": say("robust_title") },
      ["near", "any"].map((name) => h("option", { value: name }, say(`robust_${name}`))),
    );
    select.value = store.state.mode;
    select.addEventListener("change", () => store.set({ mode: select.value }));
    return select;
  }

  function kept() {
    const name = h("input", {
      type: "text",
      id: "sezgeo-setting",
      maxlength: 60,
      "aria-label": say("settings_name"),
      placeholder: say("settings_name"),
      autocomplete: "off",
    });
    const save = (event) => {
      event.preventDefault();
      if (!settings.save(name.value, address.setting())) return;
      draw();
      document.getElementById("sezgeo-setting").focus();
    };
    return h(
      "div",
      { class: "kept" },
      h("form", { on: { submit: save } }, name, h("button", { type: "submit", class: "quiet" }, say("settings_save"))),
      h(
        "ul",
        {},
        settings.names().map((setting) =>
          h(
            "li",
            {},
            h(
              "button",
              { type: "button", class: "link", on: { click: () => address.apply(settings.read(setting)) } },
              setting,
            ),
            h(
              "button",
              {
                type: "button",
                class: "round",
                "aria-label": `${say("remove")}: ${setting}`,
                on: { click: () => forget(setting) },
              },
              icon("close"),
            ),
          ),
        ),
      ),
    );
  }

  function forget(name) {
    settings.remove(name);
    draw();
    document.getElementById("sezgeo-setting").focus();
  }

  // While a slider is being dragged its element must stay: only numbers change.
  function update() {
    const weights = weightsNow();
    const shares = sharesOf(weights);
    rows.forEach(({ input, share }, place) => {
      input.max = Math.max(Number(input.max), weights[place]);
      if (Number(input.value) !== weights[place]) input.value = weights[place];
      share.textContent = locale.percent(shares[place]);
    });
    limits.draw();
    drawSteps();
  }

  return { draw, update };
}
