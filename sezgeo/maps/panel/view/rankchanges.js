// What a scenario does to the ranking: the best of both, and a line from rank to rank for each.

import { find, h, refill } from "../base/dom.js";
import { rankChange } from "../model/score.js";

const KINDS = { same: "same", came: "rose", rose: "rose", left: "fell", fell: "fell" };
const SVG = "http://www.w3.org/2000/svg";
const [BEST, ROW, LEFT, RIGHT, WIDE, TOP] = [10, 17, 96, 226, 322, 22];

export function createRankChanges({ model, store, locale, choices }) {
  const box = find("sezgeo-moves");
  let isOpen = false;

  function draw() {
    box.hidden = !model.isRankedAnew;
    if (box.hidden) return;
    const moved = best();
    const details = h(
      "details",
      {
        on: {
          toggle: () => {
            isOpen = details.open;
          },
        },
      },
      h("summary", {}, locale.say("moves")),
      chart(moved),
    );
    details.open = isOpen;
    refill(box, details);
  }

  // Plots among the best here or in the page's own scenario, with both ranks.
  function best() {
    const { ranks } = choices.standingNow();
    const here = model.plots.plot_id.map((id, plot) => [id, choices.formerRank(plot), ranks[plot]]);
    const gone = choices.formerOnly().map(([id, rank]) => [id, rank, 0]);
    const isBest = (rank) => rank > 0 && rank <= BEST;
    return [...here, ...gone]
      .filter(([, before, now]) => isBest(before) || isBest(now))
      .sort((a, b) => (a[2] || 1e9) - (b[2] || 1e9));
  }

  function chart(moved) {
    const rows = Math.max(1, ...moved.flatMap(([, before, now]) => [before, now]).filter((rank) => rank <= BEST));
    const height = TOP + (rows + 1) * ROW;
    const svg = shape("svg", {
      viewBox: `0 0 ${WIDE} ${height}`,
      role: "img",
      "aria-label": moved.map(sentence).join("; "),
    });
    const title = (place) =>
      model.scenarios[place].title ? locale.pick(model.scenarios[place].title) : locale.say("scenario_own");
    svg.append(
      text(title(0), LEFT - 4, 11, "end", "head"),
      text(title(store.state.scenario), RIGHT + 4, 11, "start", "head"),
    );
    // ranks beyond the best, and no rank at all, share the line below them
    const heightOf = (rank) => TOP + (rank && rank <= BEST ? rank - 0.5 : rows + 0.5) * ROW;
    for (const [id, before, now] of moved) {
      const kind = KINDS[rankChange(before, now)];
      svg.append(shape("line", { x1: LEFT, y1: heightOf(before), x2: RIGHT, y2: heightOf(now), class: kind }));
      if (before && before <= BEST) svg.append(text(`${id} · ${before}`, LEFT - 4, heightOf(before) + 4, "end", kind));
      if (now && now <= BEST) svg.append(text(`${now} · ${id}`, RIGHT + 4, heightOf(now) + 4, "start", kind));
    }
    return svg;
  }

  function sentence([id, before, now]) {
    return `${id}: ${before || "—"} → ${now || "—"}`;
  }

  return { draw };
}

function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

function text(content, x, y, anchor, kind) {
  const most = kind === "head" ? 14 : 18;
  const element = shape("text", { x, y, "text-anchor": anchor, class: kind });
  element.textContent = content.length > most ? `${content.slice(0, most - 1)}…` : content;
  return element;
}
