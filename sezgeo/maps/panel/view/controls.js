// The page's fixed controls: title, profile, language, tabs, sites, search, the phone's handle.

import { find, h, icon, refill } from "../base/dom.js";
import { EXCLUDED } from "../model/outcomes.js";
import { TABS } from "../state/address.js";

export function createControls({ model, store, locale, choices, L, map, view }) {
  const { say, pick } = locale;
  const { standingNow, rankingNow } = choices;
  const scale = scaleIn(L, locale).addTo(map);

  function drawWords() {
    document.documentElement.lang = locale.language();
    document.title = pick(model.title);
    find("sezgeo-title").textContent = pick(model.title);
    find("sezgeo-subtitle").textContent = say("subtitle");
    for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
    named("sezgeo-search", "search").placeholder = say("search");
    named("sezgeo-sites", "zoom_to_site");
    find("sezgeo-search").value = store.state.query;
    find("sezgeo-offered").checked = store.state.offeredOnly;
    named("sezgeo-languages", "language");
    named("sezgeo-panel", "panel");
    named("sezgeo-tools", "tools");
    named("sezgeo-legend", "legend");
    named("sezgeo-tabs", "panel");
    for (const button of document.querySelectorAll("[data-paper]")) {
      button.setAttribute("aria-label", `${say("print")} ${button.dataset.paper}`);
    }
    refill(find("sezgeo-print"), icon("print"));
    refill(named("sezgeo-measure", "measure"), icon("measure")).title = say("measure");
    drawScenarios();
    refill(named("sezgeo-handle", "handle"), icon("chevron"));
    for (const button of find("sezgeo-languages").children) {
      button.setAttribute("aria-pressed", String(button.dataset.language === locale.language()));
    }
    drawZoomButtons();
    drawProfiles();
    drawSites();
  }

  function named(id, key) {
    const element = find(id);
    element.setAttribute("aria-label", say(key));
    return element;
  }

  function drawZoomButtons() {
    for (const [name, key] of [
      ["in", "zoom_in"],
      ["out", "zoom_out"],
    ]) {
      const button = map.getContainer().querySelector(`.leaflet-control-zoom-${name}`);
      button.title = say(key);
      button.setAttribute("aria-label", say(key));
    }
    map.getContainer().setAttribute("aria-label", say("map_label"));
    scale.refresh();
  }

  function drawProfiles() {
    refill(
      find("sezgeo-profiles"),
      model.rankings.map((ranking) => h("option", { value: ranking.key }, pick(ranking.title))),
    );
    find("sezgeo-profiles").value = store.state.profile;
    find("sezgeo-summary").textContent = pick(rankingNow().summary);
  }

  function drawScenarios() {
    const select = named("sezgeo-scenarios", "scenario");
    select.hidden = model.scenarios.length < 2;
    refill(
      select,
      model.scenarios.map(({ title }, place) =>
        h("option", { value: place }, title ? pick(title) : say("scenario_own")),
      ),
    );
    select.value = store.state.scenario;
  }

  function drawMeasure() {
    find("sezgeo-measure").setAttribute("aria-pressed", String(store.state.isMeasuring));
  }

  function drawSites() {
    const keys = model.sites ? model.sites.keys : [];
    refill(
      find("sezgeo-sites"),
      h("option", { value: "" }, say("all_sites")),
      keys.map((key, place) => h("option", { value: key }, model.sites.names[locale.language()][place])),
    );
    find("sezgeo-sites").value = store.state.site;
  }

  function drawCounts() {
    const { offered, scores } = standingNow();
    find("sezgeo-counts").textContent = say("counts", {
      offered: locale.number(offered),
      count: locale.number(scores.length),
    });
    find("sezgeo-none").hidden = offered > 0;
    if (!offered) {
      refill(
        find("sezgeo-none"),
        h("b", {}, say("none_offered")),
        h("p", {}, say("none_reasons")),
        h("ul", {}, reasons()),
      );
    }
  }

  // Which rules exclude most plots: the answer to "why is there nothing for us".
  function reasons() {
    const counted = rankingNow().verdicts.map((verdict) => [
      verdict,
      verdict.outcome.reduce((sum, code) => sum + (code === EXCLUDED), 0),
    ]);
    return counted
      .filter(([, count]) => count)
      .sort((a, b) => b[1] - a[1])
      .slice(0, 4)
      .map(([verdict, count]) => h("li", {}, h("span", {}, pick(verdict.title)), h("span", {}, locale.number(count))));
  }

  function drawTabs() {
    for (const tab of TABS) {
      const isOpen = store.state.tab === tab;
      const button = find(`sezgeo-tab-${tab}`);
      button.setAttribute("aria-selected", String(isOpen));
      button.tabIndex = isOpen ? 0 : -1;
      find(`sezgeo-pane-${tab}`).hidden = !isOpen;
    }
  }

  function stepTabs(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const tab = TABS[(TABS.indexOf(store.state.tab) + step + TABS.length) % TABS.length];
    store.set({ tab });
    find(`sezgeo-tab-${tab}`).focus();
  }

  function wire() {
    find("sezgeo-profiles").addEventListener("change", (event) => store.set({ profile: event.target.value }));
    find("sezgeo-search").addEventListener("input", (event) => store.set({ query: event.target.value }));
    find("sezgeo-offered").addEventListener("change", (event) => store.set({ offeredOnly: event.target.checked }));
    find("sezgeo-measure").addEventListener("click", () => store.set({ isMeasuring: !store.state.isMeasuring }));
    find("sezgeo-scenarios").addEventListener("change", (event) => store.set({ scenario: Number(event.target.value) }));
    find("sezgeo-handle").addEventListener("click", () => document.body.classList.toggle("panel-open"));
    find("sezgeo-tabs").addEventListener("keydown", stepTabs);
    for (const tab of TABS) find(`sezgeo-tab-${tab}`).addEventListener("click", () => store.set({ tab }));
    for (const button of find("sezgeo-languages").children) {
      button.addEventListener("click", () => store.set({ language: button.dataset.language }));
    }
    find("sezgeo-sites").addEventListener("change", (event) => {
      store.set({ site: event.target.value });
      if (event.target.value) view.toSite(event.target.value);
      else view.toEverything();
    });
  }

  return { wire, drawWords, drawCounts, drawTabs, drawSites, drawMeasure };
}

// Leaflet's scale bar knows English units only.
function scaleIn(L, { say, number }) {
  const Scale = L.Control.Scale.extend({
    _updateMetric(most) {
      const metres = this._getRoundNum(most);
      const text =
        metres < 1000 ? `${number(metres)} ${say("metres")}` : `${number(metres / 1000)} ${say("kilometres")}`;
      this._updateScale(this._mScale, text, metres / most);
    },
    _updateScale(scale, text, ratio) {
      scale.style.width = `${Math.round(this.options.maxWidth * ratio)}px`;
      scale.textContent = text;
    },
    refresh() {
      if (this._map._loaded) this._update();
    },
  });
  return new Scale({ imperial: false, position: "bottomright" });
}
