// Put the page together: data, state, views, and `window.sezgeo` for people who script it.

import { find } from "./base/dom.js";
import { createLocale } from "./base/locale.js";
import { createStore } from "./base/store.js";
import { unpackPool } from "./base/unpack.js";
import { createChoices } from "./model/choices.js";
import { unpackModel } from "./model/model.js";
import { applyHash, applySetting, hashOf, settingOf } from "./state/address.js";
import { createHistory } from "./state/history.js";
import { createRobustness } from "./state/robustness.js";
import { createSettings } from "./state/settings.js";
import { createMap } from "./map/map.js";
import { createMinimap } from "./map/minimap.js";
import { overlaysOf } from "./map/overlays.js";
import { createPointer } from "./map/pointer.js";
import { createTiles } from "./map/tiles.js";
import { createTooltip } from "./map/tooltip.js";
import { createCard } from "./view/card.js";
import { createCompare } from "./view/compare.js";
import { createControls } from "./view/controls.js";
import { createFilters } from "./view/filters.js";
import { createFooter } from "./view/footer.js";
import { createLayerTree } from "./view/layertree.js";
import { createLegend } from "./view/legend.js";
import { createList } from "./view/list.js";
import { createPrinting } from "./view/printing.js";
import { createRankChanges } from "./view/rankchanges.js";
import { createScenarioText } from "./view/scenariotext.js";
import { createWeights } from "./view/weights.js";
import { apiOf } from "./api.js";

export async function start(L, map) {
  const data = JSON.parse(find("sezgeo-data").textContent);
  const store = createStore({
    language: data.language,
    profile: data.rankings[0].key,
    weights: {},
    limits: {},
    selected: -1,
    hovered: -1,
    query: "",
    site: "",
    status: "",
    offeredOnly: false,
    ranges: {},
    sort: "rank",
    tab: "list",
    hidden: new Set(data.hidden),
    opacity: {},
    compared: [],
    scenario: 0,
    mode: "near",
    robustness: null,
    isMeasuring: false,
  });
  const locale = createLocale(data.words, data.units, store);
  const model = unpackModel(data, await unpackPool(data.pool));
  run({ L, map, model, store, locale, choices: createChoices(model, store) });
}

function run(parts) {
  const page = {
    ...parts,
    history: createHistory(parts.store, ["profile", "weights", "limits"]),
    settings: createSettings(),
  };
  page.overlays = overlaysOf(page);
  page.robustness = createRobustness({ ...page.choices, store: page.store });
  page.address = { setting: () => settingOf(page), apply: (hash) => applySetting(page, hash) };
  const views = createViews(page);
  connect(page, views);
  const { view } = applyHash(page, location.hash);
  drawAll(views);
  // what was drawn around the map may have changed its room
  page.map.invalidateSize({ pan: false, animate: false });
  if (view) page.map.setView([view[1], view[2]], view[0], { animate: false });
  else {
    views.view.toEverything({ animate: false });
    if (page.store.state.selected >= 0) views.view.toPlot(page.store.state.selected, { animate: false });
  }
  page.robustness.schedule();
  window.sezgeo = apiOf(page, views);
  document.documentElement.dataset.ready = "true";
}

function createViews(page) {
  const view = createMap(page);
  const legend = createLegend({ ...page, box: find("sezgeo-legend") });
  const footer = createFooter({ ...page, box: find("sezgeo-footer") });
  const compare = createCompare(page);
  const list = createList({ ...page, box: find("sezgeo-rows") });
  createPrinting({ ...page, parts: [legend, footer] });
  return {
    view,
    legend,
    footer,
    compare,
    list,
    rankChanges: createRankChanges(page),
    scenarioText: createScenarioText({ ...page, box: find("sezgeo-words") }),
    tiles: createTiles(page),
    filters: createFilters({ ...page, listNow: list.shown }),
    controls: createControls({ ...page, view }),
    card: createCard({ ...page, compare, box: find("sezgeo-card") }),
    layerTree: createLayerTree({ ...page, box: find("sezgeo-pane-layers") }),
    weights: createWeights({ ...page, box: find("sezgeo-pane-weights") }),
    tooltip: createTooltip({ ...page, box: find("sezgeo-tooltip") }),
    pointer: createPointer({ ...page, isMeasuring: () => page.store.state.isMeasuring }),
    minimap: createMinimap(page),
  };
}

function drawAll({
  view,
  legend,
  footer,
  controls,
  filters,
  list,
  card,
  layerTree,
  weights,
  compare,
  pointer,
  minimap,
  tiles,
  rankChanges,
  scenarioText,
}) {
  controls.drawWords();
  controls.drawTabs();
  controls.drawCounts();
  for (const part of [
    legend,
    footer,
    filters,
    list,
    layerTree,
    weights,
    card,
    compare,
    pointer,
    minimap,
    tiles,
    rankChanges,
    scenarioText,
  ]) {
    (part.filter || part.draw)();
  }
  view.redraw();
}

function connect(page, views) {
  const { store, model, robustness } = page;
  const {
    view,
    controls,
    list,
    card,
    layerTree,
    legend,
    footer,
    weights,
    filters,
    compare,
    tiles,
    pointer,
    rankChanges,
  } = views;
  controls.wire();
  store.on(["scenario"], (state) => {
    const id = state.selected >= 0 ? model.plots.plot_id[state.selected] : "";
    model.show(state.scenario);
    state.selected = model.plots.place.get(id) ?? -1;
    state.hovered = -1;
  });
  store.on(["language", "profile", "scenario"], () => drawAll(views));
  store.on(["profile", "scenario", "weights", "limits", "mode"], robustness.schedule);
  store.on(["weights", "limits"], (_, changed) => {
    weights.update();
    if (changed.includes("limits")) filters.draw();
    controls.drawCounts();
    for (const part of [list, card, compare, rankChanges]) (part.filter || part.draw)();
    view.redraw("cover", "marks");
  });
  store.on(["robustness"], (state) => {
    if (state.robustness && state.sort.endsWith("acceptability")) list.filter();
    else list.draw();
    if (state.robustness) for (const part of [card, compare]) part.draw();
  });
  store.on(["query", "site", "status", "offeredOnly", "ranges", "sort"], (_, changed) => {
    if (changed.some((key) => key !== "query")) filters.draw();
    controls.drawSites();
    find("sezgeo-search").value = store.state.query;
    find("sezgeo-offered").checked = store.state.offeredOnly;
    list.filter();
    if (!changed.includes("sort") || changed.length > 1) view.redraw("cover");
  });
  store.on(["tab"], () => {
    controls.drawTabs();
    list.draw();
  });
  store.on(["hidden"], () => {
    for (const part of [layerTree, legend, footer, tiles]) part.draw();
    view.redraw();
  });
  store.on(["opacity"], () => view.redraw("ground", "cover", "marks"));
  store.on(["compared"], () => {
    compare.draw();
    card.draw();
  });
  store.on(["isMeasuring"], () => {
    controls.drawMeasure();
    pointer.clear();
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
    view.redraw("beside", "marks", "focus");
  });
  connectMap(page, views);
  connectKeys(page, views);
  connectHash(page);
  // the footer and the phone's turning change the room the map has
  new ResizeObserver(() => page.map.invalidateSize({ pan: false })).observe(page.map.getContainer());
}

function connectMap({ map, model, store }, { view, tooltip, list, pointer }) {
  map.on("mousemove", (event) => {
    const target = view.under(event.latlng);
    if (target.plot !== store.state.hovered) {
      store.set({ hovered: target.plot });
      if (target.plot >= 0) list.reveal(target.plot);
    }
    const pointing = target.plot >= 0 || target.site >= 0 ? "pointer" : "";
    map.getContainer().style.cursor = store.state.isMeasuring ? "crosshair" : pointing;
    if (!store.state.isMeasuring) tooltip.show(event.containerPoint, target);
  });
  map.on("mouseout", () => {
    tooltip.hide();
    store.set({ hovered: -1 });
  });
  map.on("movestart", tooltip.hide);
  map.on("click", (event) => {
    if (store.state.isMeasuring) {
      pointer.add(event.latlng);
      return;
    }
    const { plot, site } = view.under(event.latlng);
    if (plot < 0 && site >= 0) view.toSite(model.sites.keys[site]);
    else store.set({ selected: plot });
  });
}

function connectKeys({ store, history }, { compare }) {
  // what was opened last is closed first
  function leave() {
    if (compare.isOpen()) compare.close();
    else if (store.state.isMeasuring) store.set({ isMeasuring: false });
    else store.set({ selected: -1 });
  }

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches("input:not([type=range]):not([type=checkbox])");
    if (event.key === "Escape") leave();
    if (isTyping || !(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) history.redo();
    else history.undo();
  });
}

const IN_ADDRESS = [
  "profile",
  "weights",
  "limits",
  "ranges",
  "query",
  "site",
  "status",
  "offeredOnly",
  "sort",
  "tab",
  "selected",
  "compared",
  "hidden",
  "opacity",
  "scenario",
  "language",
];

function connectHash(page) {
  const { map, store } = page;
  let written = "";
  const write = () => {
    written = hashOf(page);
    try {
      history.replaceState(null, "", written);
    } catch {
      // a page inside a notebook's frame has no address of its own to write to
    }
  };
  const writeSoon = debounced(write, 200);
  store.on(IN_ADDRESS, writeSoon);
  map.on("moveend", writeSoon);
  window.addEventListener("hashchange", () => {
    if (location.hash !== written) applyHash(page, location.hash);
  });
}

function debounced(call, wait) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(call, wait);
  };
}
