// What a scenario says of itself, above the list and on paper.

import { h, refill } from "../base/dom.js";

// Lines as the terminal prints them: four spaces stand before what belongs to the line above.
export function linesOf(words, speech) {
  return words.map((line) => h("p", { class: line.ru.startsWith("    ") ? "deeper" : "" }, speech.pick(line)));
}

export function createWords({ box, model, speech, store }) {
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
        h("summary", {}, speech.pick(title)),
        h("div", { class: "filter-body" }, linesOf(words, speech)),
      );
      details.open = isOpen;
      refill(box, details);
    },
  };
}
