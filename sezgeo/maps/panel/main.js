// Put the page together: data, state, views, and `window.sezgeo` for people who script it.

import { applyHash, applySetting, hashOf, settingOf } from "./state/address.js";
import { apiOf } from "./api.js";
import { createCard } from "./view/card.js";
import { createChoices } from "./model/choices.js";
import { createCompare } from "./view/compare.js";
import { createControls } from "./view/controls.js";
import { find } from "./base/dom.js";
import { createFilters } from "./view/filters.js";
import { createFooter } from "./view/footer.js";
import { createHistory } from "./state/history.js";
import { createLegend } from "./view/legend.js";
import { createList } from "./view/list.js";
import { createMap } from "./map/map.js";
import { createMinimap } from "./map/minimap.js";
import { unpackModel } from "./model/model.js";
import { createMoves } from "./view/rankchanges.js";
import { createWords } from "./view/scenariotext.js";
import { overlaysOf } from "./map/overlays.js";
import { createPointer } from "./map/pointer.js";
import { createPrinting } from "./view/printing.js";
import { createRobust } from "./state/robustness.js";
import { createSettings } from "./state/settings.js";
import { createSpeech } from "./base/locale.js";
import { createStore } from "./base/store.js";
import { createTiles } from "./map/tiles.js";
import { createTooltip } from "./map/tooltip.js";
import { createTree } from "./view/layertree.js";
import { unpackPool } from "./base/unpack.js";
import { createWeights } from "./view/weights.js";

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
    robust: null,
    isMeasuring: false,
  });
  const speech = createSpeech(data.words, data.units, store);
  const model = unpackModel(data, await unpackPool(data.pool));
  run({ L, map, model, store, speech, choices: createChoices(model, store) });
}

function run(parts) {
  const house = {
    ...parts,
    history: createHistory(parts.store, ["profile", "weights", "limits"]),
    settings: createSettings(),
  };
  house.overlays = overlaysOf(house);
  house.robust = createRobust({ ...house.choices, store: house.store });
  house.address = { setting: () => settingOf(house), apply: (hash) => applySetting(house, hash) };
  const views = createViews(house);
  connect(house, views);
  const { view } = applyHash(house, location.hash);
  drawAll(views);
  // what was drawn around the map may have changed its room
  house.map.invalidateSize({ pan: false, animate: false });
  if (view) house.map.setView([view[1], view[2]], view[0], { animate: false });
  else {
    views.view.toEverything({ animate: false });
    if (house.store.state.selected >= 0) views.view.toPlot(house.store.state.selected, { animate: false });
  }
  house.robust.soon();
  window.sezgeo = apiOf(house, views);
  document.documentElement.dataset.ready = "true";
}

function createViews(house) {
  const view = createMap(house);
  const legend = createLegend({ ...house, box: find("sezgeo-legend") });
  const footer = createFooter({ ...house, box: find("sezgeo-footer") });
  const compare = createCompare(house);
  const list = createList({ ...house, box: find("sezgeo-rows") });
  createPrinting({ ...house, parts: [legend, footer] });
  return {
    view,
    legend,
    footer,
    compare,
    list,
    moves: createMoves(house),
    words: createWords({ ...house, box: find("sezgeo-words") }),
    tiles: createTiles(house),
    filters: createFilters({ ...house, listNow: list.shown }),
    controls: createControls({ ...house, view }),
    card: createCard({ ...house, compare, box: find("sezgeo-card") }),
    tree: createTree({ ...house, box: find("sezgeo-pane-layers") }),
    weights: createWeights({ ...house, box: find("sezgeo-pane-weights") }),
    tooltip: createTooltip({ ...house, box: find("sezgeo-tooltip") }),
    pointer: createPointer({ ...house, isMeasuring: () => house.store.state.isMeasuring }),
    minimap: createMinimap(house),
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
  tree,
  weights,
  compare,
  pointer,
  minimap,
  tiles,
  moves,
  words,
}) {
  controls.drawWords();
  controls.drawTabs();
  controls.drawCounts();
  for (const part of [
    legend,
    footer,
    filters,
    list,
    tree,
    weights,
    card,
    compare,
    pointer,
    minimap,
    tiles,
    moves,
    words,
  ]) {
    (part.filter || part.draw)();
  }
  view.redraw();
}

function connect(house, views) {
  const { store, model, robust } = house;
  const { view, controls, list, card, tree, legend, footer, weights, filters, compare, tiles, pointer, moves } = views;
  controls.wire();
  store.on(["scenario"], (state) => {
    const id = state.selected >= 0 ? model.plots.plot_id[state.selected] : "";
    model.show(state.scenario);
    state.selected = model.plots.place.get(id) ?? -1;
    state.hovered = -1;
  });
  store.on(["language", "profile", "scenario"], () => drawAll(views));
  store.on(["profile", "scenario", "weights", "limits", "mode"], robust.soon);
  store.on(["weights", "limits"], (_, changed) => {
    weights.update();
    if (changed.includes("limits")) filters.draw();
    controls.drawCounts();
    for (const part of [list, card, compare, moves]) (part.filter || part.draw)();
    view.redraw("cover", "marks");
  });
  store.on(["robust"], (state) => {
    if (state.robust && state.sort.endsWith("acceptability")) list.filter();
    else list.draw();
    if (state.robust) for (const part of [card, compare]) part.draw();
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
    for (const part of [tree, legend, footer, tiles]) part.draw();
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
  connectMap(house, views);
  connectKeys(house, views);
  connectHash(house);
  // the footer and the phone's turning change the room the map has
  new ResizeObserver(() => house.map.invalidateSize({ pan: false })).observe(house.map.getContainer());
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

function connectHash(house) {
  const { map, store } = house;
  let written = "";
  const write = () => {
    written = hashOf(house);
    try {
      history.replaceState(null, "", written);
    } catch {
      // a page inside a notebook's frame has no address of its own to write to
    }
  };
  const soon = debounced(write, 200);
  store.on(IN_ADDRESS, soon);
  map.on("moveend", soon);
  window.addEventListener("hashchange", () => {
    if (location.hash !== written) applyHash(house, location.hash);
  });
}

function debounced(call, wait) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(call, wait);
  };
}
