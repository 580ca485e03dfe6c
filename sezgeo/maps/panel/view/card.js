// The plot's card: what its score is made of, what the rules say, what nobody knows, and whence.

import { h, icon, refill, sized } from "../base/dom.js";
import { sourceLinks } from "../base/links.js";
import { fill } from "../base/number.js";
import { outcomeWithin } from "../model/bounds.js";
import { partsOf } from "../model/model.js";
import { OUTCOMES } from "../model/outcomes.js";
import { GLYPHS, whisker } from "./list.js";

export function createCard({ box, model, store, locale, choices, compare, overlays }) {
  const { say, pick } = locale;
  const { standingNow, rankingNow, limitsNow, formerRank, measureTitle } = choices;

  function draw() {
    const plot = store.state.selected;
    const { plots } = model;
    box.hidden = plot < 0;
    document.body.classList.toggle("with-card", plot >= 0);
    if (plot < 0) {
      refill(box);
      return;
    }
    const top = box.dataset.plot === String(plot) ? box.scrollTop : 0;
    box.dataset.plot = String(plot);
    box.setAttribute("aria-label", `${say("plot")} ${plots.plot_id[plot]}`);
    refill(
      box,
      head(plot),
      facts(plot),
      overlays.sectionsFor(plot),
      firmness(plot),
      parts(plot),
      constraints(plot),
      unknowns(plot),
      sources(plot),
    );
    box.scrollTop = top;
  }

  function head(plot) {
    const { ranks, scores, low, high, offered, known } = standingNow();
    const { plots } = model;
    const outcome = OUTCOMES[standingNow().outcome[plot]];
    const isScored = !Number.isNaN(scores[plot]);
    return h(
      "header",
      { class: "card-head" },
      h(
        "div",
        { class: "card-title" },
        h("div", {}, h("h2", {}, plots.plot_id[plot]), h("p", {}, pick(plots.siteName[plot]))),
        h(
          "button",
          {
            class: "round",
            type: "button",
            "aria-label": say("close"),
            title: say("close"),
            on: { click: () => store.set({ selected: -1 }) },
          },
          icon("close"),
        ),
      ),
      h("p", { class: `chip ${outcome}` }, `${GLYPHS[outcome]} ${say(`outcome_${outcome}`)}`),
      isScored
        ? h(
            "div",
            { class: "headline" },
            h("div", {}, h("strong", {}, locale.score(scores[plot])), h("small", {}, say("score"))),
            h(
              "div",
              {},
              h("strong", {}, String(ranks[plot])),
              h("small", {}, say("rank_of", { count: locale.number(offered) })),
            ),
            h("div", {}, h("strong", {}, locale.percent(known[plot])), h("small", {}, say("known_share"))),
          )
        : h("p", { class: "out" }, say("not_scored")),
      isScored ? whisker(scores[plot], low[plot], high[plot]) : null,
      isScored
        ? h(
            "p",
            { class: "interval" },
            say("interval", { low: locale.score(low[plot]), high: locale.score(high[plot]) }),
          )
        : null,
      former(plot, ranks[plot]),
      h(
        "button",
        {
          type: "button",
          class: "quiet",
          id: "sezgeo-compare-this",
          "aria-pressed": String(store.state.compared.includes(plots.plot_id[plot])),
          on: { click: () => compare.toggle(plots.plot_id[plot]) },
        },
        say(store.state.compared.includes(plots.plot_id[plot]) ? "compare_out" : "compare_in"),
      ),
    );
  }

  function former(plot, rank) {
    if (!model.isRankedAnew) return null;
    return h(
      "p",
      { class: "interval" },
      say("former_rank", { before: formerRank(plot) || "—", now: rank || "—", title: say("scenario_own") }),
    );
  }

  // In how many of the draws the plot took which rank.
  function firmness(plot) {
    const { robustness } = store.state;
    const shares = robustness && robustness.byRank.get(plot);
    if (!shares) return null;
    const most = Math.max(...shares, 0.01);
    const shown = shares.slice(0, 10);
    const rest = 1 - shown.reduce((sum, share) => sum + share, 0);
    return h(
      "section",
      { class: "firmness" },
      h("h3", {}, say("robust_title")),
      h(
        "p",
        {},
        say("robust_plot", { first: locale.percent(shares[0]), mean: locale.number(robustness.mean[plot], 1) }),
      ),
      h(
        "ol",
        { "aria-label": say("robust_bars") },
        shown.map((share) => shareBar(share, most)),
        rest > 0.005 ? h("li", { class: "rest" }, `… ${locale.percent(rest)}`) : null,
      ),
      h(
        "p",
        { class: "hint" },
        say(`robust_${store.state.mode}`),
        ` · ${say("robust_draws", { count: locale.number(robustness.draws) })}`,
      ),
    );
  }

  function shareBar(share, most) {
    return h(
      "li",
      { title: locale.percent(share) },
      h("span", { class: "seen-by-readers" }, locale.percent(share)),
      sized(h("i", { "aria-hidden": "true" }), { height: `${Math.max(1, (share / most) * 34)}px` }),
    );
  }

  function facts(plot) {
    const { plots } = model;
    const { status, cad_num: cad, occupant, block, use_type: use, updated, note, note_en: english } = plots;
    const lines = [
      ["area", locale.quantity(plots.area_ha[plot], "area_ha")],
      ["status", status[plot] ? say(`status_${status[plot]}`) : ""],
      ["cad_num", cad[plot]],
      ["block", block[plot]],
      ["occupant", occupant[plot]],
      ["use_type", use[plot]],
      ["updated", updated[plot]],
    ].filter(([, text]) => text);
    return h(
      "section",
      {},
      h(
        "dl",
        { class: "facts" },
        lines.map(([key, text]) => [h("dt", {}, say(`fact_${key}`)), h("dd", {}, text)]),
      ),
      passport(plot),
      note[plot] ? h("p", { class: "remark" }, pick({ ru: note[plot], en: english[plot] || note[plot] })) : null,
      plots.illustrative[plot] ? h("p", { class: "notice" }, say("illustrative_notice")) : null,
    );
  }

  // Files that lay beside the page when it was written.
  function passport(plot) {
    // as the writer of passports names them: signs that no file name holds become dashes
    const [profile, id] = [store.state.profile, model.plots.plot_id[plot]].map((word) =>
      word.replace(/[^\p{L}\p{N}_.-]/gu, "-"),
    );
    const start = `passport_${profile}_${id}.`;
    const links = model.passports.filter((name) => name.startsWith(start) && !name.slice(start.length).includes("."));
    return links.length
      ? h(
          "p",
          { class: "remark" },
          say("passport"),
          ": ",
          links.map((name, place) => [
            place ? ", " : null,
            h(
              "a",
              { href: `passports/${encodeURIComponent(name)}`, target: "_blank", rel: "noopener noreferrer" },
              name.slice(start.length),
            ),
          ]),
        )
      : null;
  }

  function parts(plot) {
    const ranking = rankingNow();
    const { shares, scores } = standingNow();
    const values = partsOf(ranking, shares, plot);
    const widest = Math.max(...shares, 1e-9);
    const order = [...shares.keys()].sort((a, b) => shares[b] - shares[a] || a - b);
    return h(
      "section",
      { class: "parts" },
      h("h3", {}, say("parts_title")),
      h("p", { class: "hint" }, say("parts_hint")),
      h(
        "ul",
        {},
        order.map((place) => part(ranking.criteria[place], plot, shares[place], values[place], widest)),
      ),
      Number.isNaN(scores[plot])
        ? h("p", { class: "hint" }, say("parts_excluded"))
        : h(
            "p",
            { class: "sum" },
            h("span", {}, say("sum")),
            h("b", {}, locale.score(values.reduce((sum, value) => sum + value, 0))),
          ),
    );
  }

  function part(criterion, plot, share, value, widest) {
    const raw = criterion.raw[plot];
    const isUnknown = Number.isNaN(raw);
    const to = pick(criterion.evidence)[plot];
    const bar = sized(h("span", { class: `part-bar${isUnknown ? " unknown" : ""}`, "aria-hidden": "true" }), {
      width: `${(share / widest) * 100}%`,
    });
    bar.append(sized(h("i", {}), { width: `${share > 0 ? (value / share) * 100 : 0}%` }));
    return h(
      "li",
      { title: criterion.why ? pick(criterion.why) : "" },
      h(
        "span",
        { class: "part-name" },
        pick(criterion.title),
        h(
          "small",
          {},
          isUnknown ? say("unknown") : locale.quantity(raw, criterion.key),
          !isUnknown && to ? ` · ${to}` : "",
        ),
      ),
      h("span", { class: "part-sum", "data-part": value }, `+${locale.score(value)}`),
      bar,
    );
  }

  function constraints(plot) {
    const { verdicts, measures } = rankingNow();
    const limits = limitsNow();
    const bounded = measures.filter(({ key }) => Object.hasOwn(limits, key));
    if (!verdicts.length && !bounded.length) return null;
    const [met, conditional, unknown, excluded] = OUTCOMES.map((_, code) => [
      ...bounded
        .filter(({ key, raw }) => outcomeWithin(raw[plot], limits[key]) === code)
        .map((measure) => limit(measure, plot)),
      ...verdicts.filter((verdict) => verdict.outcome[plot] === code).map((verdict) => constraint(verdict, plot)),
    ]);
    const decisive = [...excluded, ...conditional];
    return h(
      "section",
      { class: "constraints" },
      h("h3", {}, say("constraints_title")),
      decisive.length ? h("ul", {}, decisive) : null,
      folded("unknown_count", unknown),
      folded("met_count", met),
    );
  }

  function folded(key, lines) {
    return lines.length
      ? h("details", {}, h("summary", {}, say(key, { count: lines.length })), h("ul", {}, lines))
      : null;
  }

  // A limit that the reader set.
  function limit(measure, plot) {
    const { key, raw } = measure;
    const { at_least: least, at_most: most } = limitsNow()[key];
    const asked = [
      least === undefined ? "" : say("limit_least", { value: locale.quantity(least, key) }),
      most === undefined ? "" : say("limit_most", { value: locale.quantity(most, key) }),
    ]
      .filter(Boolean)
      .join(", ");
    const measured = Number.isNaN(raw[plot]) ? say("unknown") : locale.quantity(raw[plot], key);
    return ruling(
      OUTCOMES[outcomeWithin(raw[plot], limitsNow()[key])],
      measureTitle(measure, locale),
      `${measured}; ${asked}`,
      [say("limit_own")],
    );
  }

  function ruling(outcome, title, statement, basis, consent = "") {
    return h(
      "li",
      { class: outcome },
      h("span", { class: `mark ${outcome}`, role: "img", "aria-label": say(`outcome_${outcome}`) }, GLYPHS[outcome]),
      h(
        "div",
        {},
        h("b", {}, title),
        h("p", {}, statement),
        consent ? h("p", { class: "consent" }, say("consent", { who: consent })) : null,
        basis.length ? h("small", {}, basis.join(" · ")) : null,
      ),
    );
  }

  function constraint(verdict, plot) {
    const outcome = OUTCOMES[verdict.outcome[plot]];
    const law = [pick(verdict.document), verdict.clause].filter(Boolean).join(", ");
    const basis = [
      law,
      verdict.layer ? say("checked_against", { layer: layerTitle(verdict.layer), date: verdict.as_of || "—" }) : "",
      verdict.confidence ? say(`confidence_${verdict.confidence}`) : "",
    ].filter(Boolean);
    return ruling(
      outcome,
      pick(verdict.title),
      sentence(verdict, outcome, plot),
      basis,
      outcome === "conditional" ? pick(verdict.consent) : "",
    );
  }

  function sentence(verdict, outcome, plot) {
    const valueOf = (name) => verdict[name][plot];
    const [measured, accuracy, low, high] = ["measured", "accuracy", "low", "high"].map((name) =>
      locale.number(valueOf(name)),
    );
    return fill(pick(verdict.cases[valueOf("case")] || verdict.sentences[outcome]), {
      measured,
      error: valueOf("accuracy") > 0 ? ` ± ${accuracy}` : "",
      low,
      high,
      range: [...new Set([low, high])].join("–"),
      share: locale.percent(valueOf("share_left")),
      feature: pick(verdict.feature)[plot] || "—",
      unit: verdict.unit,
    });
  }

  function unknowns(plot) {
    const ranking = rankingNow();
    const missing = ranking.criteria.filter((criterion) => Number.isNaN(criterion.raw[plot]));
    if (!missing.length) return null;
    return h(
      "section",
      { class: "unknowns" },
      h("h3", {}, say("unknowns_title")),
      h("p", { class: "hint" }, say("unknowns_hint")),
      h(
        "ul",
        { class: "plain" },
        missing.map((criterion) => h("li", {}, pick(criterion.title))),
      ),
    );
  }

  function layerTitle(key) {
    const layer = key === "plots" ? model.plots : model.layers.find((candidate) => candidate.key === key);
    return layer ? pick(layer.title) : key;
  }

  function sources(plot) {
    const used = new Map();
    for (const { origins } of rankingNow().criteria) {
      for (const origin of origins) used.set(origin.layer, origin);
    }
    const { plots } = model;
    const accuracy = plots.accuracy_m[plot];
    const own = [
      plots.source_date[plot],
      Number.isNaN(accuracy) ? "" : say("accuracy", { metres: locale.number(accuracy) }),
      plots.confidence[plot] ? say(`confidence_${plots.confidence[plot]}`) : "",
    ].filter(Boolean);
    return h(
      "section",
      { class: "sources" },
      h("h3", {}, say("sources_title")),
      h(
        "ul",
        { class: "plain" },
        h(
          "li",
          {},
          h("b", {}, say("outline")),
          " — ",
          sourceLinks(plots.outline_source[plot]),
          own.map((note) => ` · ${note}`),
        ),
        [...used.values()].map((origin) =>
          h(
            "li",
            {},
            h("b", {}, layerTitle(origin.layer)),
            ` — ${[origin.source, origin.as_of, origin.version].filter(Boolean).join(" · ")}`,
          ),
        ),
      ),
    );
  }

  return { draw };
}
