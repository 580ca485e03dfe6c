// Put the page together: data, state, views, and `window.sezgeo` for people who script it.

import { createCard } from "./card.js";
import { createControls } from "./controls.js";
import { find } from "./dom.js";
import { createFooter } from "./footer.js";
import { readHash, writeHash } from "./hash.js";
import { createLegend } from "./legend.js";
import { createList } from "./list.js";
import { createMap } from "./map.js";
import { OUTCOMES, partsOf, standing, unpackModel } from "./model.js";
import { createPrinting } from "./printing.js";
import { createSpeech } from "./speech.js";
import { createStore } from "./store.js";
import { createTooltip } from "./tooltip.js";
import { createTree } from "./tree.js";
import { unpackPool } from "./unpack.js";
import { createWeights } from "./weights.js";

export async function start(L, map) {
  const data = JSON.parse(find("sezgeo-data").textContent);
  const store = createStore({
    language: data.language, profile: data.rankings[0].key, weights: {}, selected: -1, hovered: -1,
    query: "", site: "", offeredOnly: false, tab: "list", hidden: new Set(),
  });
  const speech = createSpeech(data.words, data.units, store);
  if (typeof DecompressionStream === "undefined") {
    find("sezgeo-sorry").textContent = speech.say("old_browser");
    find("sezgeo-sorry").hidden = false;
    return;
  }
  const model = unpackModel(data, await unpackPool(data.pool));
  run(L, map, model, store, speech);
}

function run(L, map, model, store, speech) {
  const rankingNow = () => model.rankings.find((ranking) => ranking.key === store.state.profile);
  const overridesNow = () => store.state.weights[store.state.profile] || {};
  const weightsNow = () => rankingNow().criteria.map(({ key, weight }) => overridesNow()[key] ?? weight);
  const standingNow = remembered(() => standing(model, rankingNow(), weightsNow()), () => [rankingNow(), overridesNow()]);
  const setWeights = (changes, { reset = false } = {}) => {
    const { profile, weights } = store.state;
    store.set({ weights: { ...weights, [profile]: reset ? {} : { ...weights[profile], ...changes } } });
  };
  const house = { L, map, model, store, speech, rankingNow, standingNow, weightsNow, setWeights };
  const views = createViews(house);
  connect(house, views);
  applyHash(house);
  drawAll(views);
  if (!readHash(location.hash).view) views.view.toEverything({ animate: false });
  window.sezgeo = apiOf(house);
  document.documentElement.dataset.ready = "true";
}

function remembered(make, keysOf) {
  let [keys, made] = [null, null];
  return () => {
    const now = keysOf();
    if (!keys || now.some((key, at) => key !== keys[at])) [keys, made] = [now, make()];
    return made;
  };
}

function createViews(house) {
  const view = createMap(house);
  const legend = createLegend({ ...house, box: find("sezgeo-legend") });
  const footer = createFooter({ ...house, box: find("sezgeo-footer") });
  createPrinting({ ...house, parts: [legend, footer] });
  return {
    view,
    legend,
    footer,
    controls: createControls({ ...house, view }),
    list: createList({ ...house, box: find("sezgeo-rows") }),
    card: createCard({ ...house, box: find("sezgeo-card") }),
    tree: createTree({ ...house, box: find("sezgeo-pane-layers") }),
    weights: createWeights({ ...house, box: find("sezgeo-pane-weights") }),
    tooltip: createTooltip({ ...house, box: find("sezgeo-tooltip") }),
  };
}

function drawAll({ view, legend, footer, controls, list, card, tree, weights }) {
  controls.drawWords();
  controls.drawTabs();
  controls.drawCounts();
  for (const part of [legend, footer, list, tree, weights, card]) (part.filter || part.draw)();
  view.redraw();
}

function connect(house, views) {
  const { store } = house;
  const { view, controls, list, card, tree, legend, footer, weights } = views;
  controls.wire();
  store.on(["language"], () => drawAll(views));
  store.on(["profile"], () => drawAll(views));
  store.on(["weights"], () => {
    weights.update();
    controls.drawCounts();
    list.filter();
    card.draw();
    view.redraw("cover", "marks");
  });
  store.on(["query", "site", "offeredOnly"], list.filter);
  store.on(["tab"], () => {
    controls.drawTabs();
    list.draw();
  });
  store.on(["hidden"], () => {
    for (const part of [tree, legend, footer]) part.draw();
    view.redraw();
  });
  store.on(["hovered"], () => {
    view.redraw("focus");
    list.draw();
  });
  store.on(["selected"], (state) => {
    card.draw();
    if (state.selected >= 0) {
      list.reveal(state.selected);
      view.toPlot(state.selected);
    } else list.draw();
    view.redraw("focus");
  });
  connectMap(house, views);
  connectHash(house);
  // the footer and the phone's turning change the room the map has
  new ResizeObserver(() => house.map.invalidateSize({ pan: false })).observe(house.map.getContainer());
}

function connectMap({ map, model, store }, { view, tooltip, list }) {
  map.on("mousemove", (event) => {
    const found = view.under(event.latlng);
    if (found.plot !== store.state.hovered) {
      store.set({ hovered: found.plot });
      if (found.plot >= 0) list.reveal(found.plot);
    }
    map.getContainer().style.cursor = found.plot >= 0 || found.site >= 0 ? "pointer" : "";
    tooltip.show(event.containerPoint, found);
  });
  map.on("mouseout", () => {
    tooltip.hide();
    store.set({ hovered: -1 });
  });
  map.on("movestart", tooltip.hide);
  map.on("click", (event) => {
    const { plot, site } = view.under(event.latlng);
    if (plot < 0 && site >= 0) view.toSite(model.sites.keys[site]);
    else store.set({ selected: plot });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") store.set({ selected: -1 });
  });
}

function connectHash(house) {
  const { map, store } = house;
  const write = () => {
    const { state } = store;
    const center = map.getCenter();
    const hash = writeHash({
      profile: state.profile,
      weights: Object.entries(state.weights[state.profile] || {}),
      plot: state.selected >= 0 ? house.model.plots.plot_id[state.selected] : "",
      language: state.language,
      hidden: [...state.hidden],
      view: [map.getZoom(), center.lat, center.lng],
    });
    try {
      history.replaceState(null, "", hash);
    } catch {
      // a page inside a notebook's frame has no address of its own to write to
    }
  };
  const soon = debounced(write, 200);
  store.on(["profile", "weights", "selected", "language", "hidden"], soon);
  map.on("moveend", soon);
  window.addEventListener("hashchange", () => applyHash(house));
}

function debounced(run, wait) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(run, wait);
  };
}

function applyHash({ map, model, store }) {
  const read = readHash(location.hash);
  const ranking = model.rankings.find(({ key }) => key === read.profile);
  const profile = ranking ? ranking.key : store.state.profile;
  const changes = { profile };
  if (read.language) changes.language = read.language;
  const known = new Set((ranking ? ranking.criteria : []).map(({ key }) => key));
  const weights = read.weights.filter(([name]) => known.has(name));
  if (weights.length) changes.weights = { ...store.state.weights, [profile]: Object.fromEntries(weights) };
  const layers = new Set(["plots", ...model.layers.map(({ key }) => key)]);
  changes.hidden = new Set(read.hidden.filter((key) => layers.has(key)));
  store.set(changes);
  if (read.view) map.setView([read.view[1], read.view[2]], read.view[0], { animate: false });
  if (read.plot !== undefined && model.plots.place.has(read.plot)) store.set({ selected: model.plots.place.get(read.plot) });
}

function apiOf({ model, store, rankingNow, standingNow, setWeights }) {
  const known = (name, names, what) => {
    if (!names.includes(name)) throw new RangeError(`no ${what} ${name}; there is: ${names.join(", ")}`);
  };
  return Object.freeze({
    profiles: () => model.rankings.map(({ key, title }) => ({ key, title })),
    setProfile(name) {
      known(name, model.rankings.map(({ key }) => key), "profile");
      store.set({ profile: name });
    },
    setWeights(weights) {
      for (const [name, weight] of Object.entries(weights)) {
        known(name, rankingNow().criteria.map(({ key }) => key), "criterion");
        if (!(weight >= 0 && Number.isFinite(weight))) throw new RangeError(`weight of ${name}: ${weight}`);
      }
      setWeights(weights);
    },
    resetWeights: () => setWeights({}, { reset: true }),
    ranking() {
      const ranking = rankingNow();
      const { order, ranks, scores, low, high, shares, known: share } = standingNow();
      return Array.from(order, (plot) => {
        const isScored = !Number.isNaN(scores[plot]);
        const parts = partsOf(ranking, shares, plot);
        return {
          plot_id: model.plots.plot_id[plot], rank: ranks[plot] || null, score: isScored ? scores[plot] : null,
          low: isScored ? low[plot] : null, high: isScored ? high[plot] : null, known_share: share[plot],
          outcome: OUTCOMES[ranking.outcome[plot]],
          parts: Object.fromEntries(ranking.criteria.map(({ key }, place) => [key, parts[place]])),
        };
      });
    },
    select(id) {
      if (id !== null) known(id, model.plots.plot_id, "plot");
      store.set({ selected: id === null ? -1 : model.plots.place.get(id) });
    },
    setLanguage(language) {
      known(language, ["ru", "en"], "language");
      store.set({ language });
    },
  });
}
