// What a scenario says of itself, above the list and on paper.

import { h, refill } from "../base/dom.js";

// Lines as the terminal prints them: four spaces stand before what belongs to the line above.
export function linesOf(words, locale) {
  return words.map((line) => h("p", { class: line.ru.startsWith("    ") ? "deeper" : "" }, locale.pick(line)));
}

export function createScenarioText({ box, model, locale, store }) {
  let isOpen = true;
  return {
    draw() {
      const { title, words } = model.scenarios[store.state.scenario];
      box.hidden = !words.length;
      const details = h(
        "details",
        {
          on: {
            toggle: () => {
              isOpen = details.open;
            },
          },
        },
        h("summary", {}, locale.pick(title)),
        h("div", { class: "filter-body" }, linesOf(words, locale)),
      );
      details.open = isOpen;
      refill(box, details);
    },
  };
}
