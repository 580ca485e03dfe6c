// What lies under the pointer, in words.

import { h, refill, sized } from "../base/dom.js";
import { OUTCOMES } from "../model/outcomes.js";

export function createTooltip({ box, model, locale, choices }) {
  const { say, pick } = locale;

  function lines({ plot, site, layer, feature }) {
    if (plot >= 0) {
      const { ranks, scores, outcome: outcomes } = choices.standingNow();
      const outcome = OUTCOMES[outcomes[plot]];
      const standing = ranks[plot]
        ? `${say("score")} ${locale.score(scores[plot])} · № ${ranks[plot]}`
        : say("outcome_excluded");
      return [
        h("b", {}, model.plots.plot_id[plot]),
        h("span", {}, pick(model.plots.siteName[plot])),
        h("span", {}, standing),
        ranks[plot] && outcome !== "met" ? h("span", {}, say(`outcome_${outcome}`)) : null,
      ];
    }
    if (site >= 0) return [h("b", {}, model.sites.names[locale.language()][site]), h("span", {}, say("click_to_zoom"))];
    if (layer) return [h("b", {}, layer.names[locale.language()][feature]), h("span", {}, pick(layer.title))];
    return null;
  }

  return {
    show(point, target) {
      const content = lines(target);
      box.hidden = !content;
      if (!content) return;
      refill(box, content);
      const room = box.parentElement.clientWidth - box.offsetWidth - 8;
      sized(box, {
        left: `${Math.min(room, point.x + 14)}px`,
        top: `${Math.max(4, point.y - box.offsetHeight - 10)}px`,
      });
    },
    hide() {
      box.hidden = true;
    },
  };
}
