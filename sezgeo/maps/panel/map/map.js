// The map: canvases in their order, what lies under the pointer, and moving to a site or a plot.

import { find } from "../base/dom.js";
import { AREA, PIXEL_ZOOM, POINT, boxOf, contains, isNearBox, unionOf } from "../base/shapes.js";
import { createCanvasLayer } from "./canvas.js";
import {
  createLabels,
  drawFeatureNames,
  drawGround,
  drawPins,
  drawSigns,
  drawSiteNames,
  PINS_BELOW_ZOOM,
} from "./ground.js";
import { drawFocus, drawRankChanges, drawPlotNames, drawPlots } from "./plots.js";
import { styleOf } from "./symbology.js";

const PICK_PX = 11;
const NARROW_PX = 760;
const WIDE_PX = 900;

export function createMap({ L, map, model, store, locale, choices, overlays }) {
  const { sites } = model;
  const { standingNow } = choices;
  const opacityOf = ({ key }) => store.state.opacity[key] ?? 1;
  const byRank = [...model.layers].sort((a, b) => styleOf(a).rank - styleOf(b).rank);
  const shownLayers = () => byRank.filter((layer) => layer.count && !store.state.hidden.has(layer.key));
  const arePlotsShown = () => !store.state.hidden.has("plots");
  const namesOf = (layer) => layer.names[locale.language()];

  const ground = createCanvasLayer(L, map, {
    pane: "sezgeo-ground",
    zIndex: 200,
    draw: (ctx, frame) => drawGround(ctx, frame, shownLayers(), opacityOf),
  });
  const cover = createCanvasLayer(L, map, {
    pane: "sezgeo-plots",
    zIndex: 400,
    draw: (ctx, frame) => {
      map.getPane("sezgeo-plots").style.opacity = opacityOf({ key: "plots" });
      if (arePlotsShown()) {
        drawPlots(ctx, frame, { plots: model.plots, standing: standingNow(), kept: choices.keptNow() });
      }
    },
  });
  const marks = createCanvasLayer(L, map, { pane: "sezgeo-marks", zIndex: 450, draw: drawMarks });
  const beside = createCanvasLayer(L, map, { pane: "sezgeo-beside", zIndex: 440, draw: overlays.draw });
  const focus = createCanvasLayer(L, map, {
    pane: "sezgeo-focus",
    zIndex: 460,
    draw: (ctx, frame) => drawFocus(ctx, frame, model.plots, store.state),
  });

  function drawMarks(ctx, frame) {
    const layers = shownLayers();
    const labels = createLabels(ctx);
    overlays.drawNames(frame, labels);
    drawSigns(ctx, frame, layers, labels, opacityOf);
    if (sites && layers.includes(sites)) drawSiteMarks(ctx, frame, labels);
    if (arePlotsShown()) drawPlotMarks(ctx, frame, labels);
    for (const layer of layers) {
      if (layer.key !== "sites" && layer.key !== "planned_sites") {
        drawFeatureNames(ctx, frame, layer, namesOf(layer), labels);
      }
    }
  }

  function drawSiteMarks(ctx, frame, labels) {
    const names = namesOf(sites);
    if (frame.zoom < PINS_BELOW_ZOOM) drawPins(ctx, frame, sites, { names, best: bestBySite(), labels, isCovered });
    else drawSiteNames(ctx, frame, sites, names, labels);
  }

  function drawPlotMarks(ctx, frame, labels) {
    // buildings drawn on the chosen plot leave no room for its number, which its card tells
    const unnamed = overlays.list().some(({ plot }) => plot) ? store.state.selected : -1;
    const shown = { plots: model.plots, standing: standingNow(), formerRank: choices.formerRank, unnamed };
    drawPlotNames(ctx, frame, shown, labels);
    if (model.isRankedAnew) drawRankChanges(ctx, frame, shown, labels);
  }

  // Whether the legend lies over a name that is `half` wide to each side of its middle.
  function isCovered(x, y, half) {
    const [legend, own] = [find("sezgeo-legend").getBoundingClientRect(), map.getContainer().getBoundingClientRect()];
    const [left, top] = [x + own.left, y + own.top];
    return left + half > legend.left && left - half < legend.right && top + 8 > legend.top && top - 8 < legend.bottom;
  }

  function bestBySite() {
    const { plots } = model;
    const { order, scores } = standingNow();
    const best = new Map();
    for (const plot of order) {
      if (!Number.isNaN(scores[plot]) && !best.has(plots.site[plot])) best.set(plots.site[plot], scores[plot]);
    }
    return best;
  }

  function under(latlng) {
    const { x, y } = map.project(latlng, PIXEL_ZOOM);
    const plot = arePlotsShown() ? model.plots.grid.at(x, y) : -1;
    const layer = shownLayers()
      .reverse()
      .find((candidate) => pick(candidate, x, y) >= 0);
    const reach = (PICK_PX + 2) / 2 ** (map.getZoom() - PIXEL_ZOOM);
    const site =
      sites && map.getZoom() < PINS_BELOW_ZOOM && !store.state.hidden.has("sites") ? nearPin(x, y, reach) : -1;
    return { plot, site, layer, feature: layer ? pick(layer, x, y) : -1 };
  }

  function nearPin(x, y, reach) {
    return sites.keys.findIndex((_, site) => {
      const [west, north, east, south] = boxOf(sites.shapes, site);
      return Math.hypot((west + east) / 2 - x, (north + south) / 2 - y) < reach;
    });
  }

  function pick(layer, x, y) {
    const { shapes } = layer;
    const reach = PICK_PX / 2 ** (map.getZoom() - PIXEL_ZOOM);
    const areSigns = map.getZoom() >= (styleOf(layer).from || 0);
    for (let feature = 0; feature < shapes.count; feature++) {
      if (!isNearBox(shapes, feature, x, y, reach)) continue;
      if (shapes.kinds[feature] === POINT && areSigns && isNear(shapes, feature, x, y, reach)) return feature;
      if (shapes.kinds[feature] === AREA && contains(shapes, feature, x, y)) return feature;
    }
    return -1;
  }

  function isNear(shapes, feature, x, y, reach) {
    for (let path = shapes.pathAt[feature]; path < shapes.pathAt[feature + 1]; path++) {
      const vertex = shapes.vertexAt[path];
      if (Math.hypot(shapes.x[vertex] - x, shapes.y[vertex] - y) < reach) return true;
    }
    return false;
  }

  function moveTo(box, { most = 16, animate = true, besideLegend = false } = {}) {
    const [west, north, east, south] = box;
    if (!(west <= east)) return;
    const corner = (x, y) => map.unproject(L.point(x, y), PIXEL_ZOOM);
    map.fitBounds(L.latLngBounds(corner(west, south), corner(east, north)), {
      maxZoom: most,
      animate,
      ...paddings(besideLegend),
    });
  }

  // What lies over the map's edges: the legend, the card, on a phone the panel.
  function paddings(besideLegend) {
    const { x: width, y: height } = map.getSize();
    const isOpen = store.state.selected >= 0;
    const legend = besideLegend && width > WIDE_PX ? 300 : 50;
    return {
      paddingTopLeft: [width < NARROW_PX ? 30 : legend, 60],
      paddingBottomRight: width > NARROW_PX ? [isOpen ? 430 : 50, 50] : [30, isOpen ? height * 0.7 : 190],
    };
  }

  return {
    under,
    redraw(...names) {
      const all = { ground, cover, marks, beside, focus };
      for (const name of names.length ? names : Object.keys(all)) all[name].redraw();
    },
    toEverything(options) {
      const layer = sites && sites.count ? sites.shapes : model.plots.shapes;
      moveTo(unionOf(Array.from({ length: layer.count }, (_, feature) => boxOf(layer, feature))), {
        most: 15,
        besideLegend: true,
        ...options,
      });
    },
    toSite(key) {
      const place = sites ? sites.keys.indexOf(key) : -1;
      if (place >= 0) moveTo(boxOf(sites.shapes, place));
    },
    toPlot(plot, options) {
      const [west, north, east, south] = boxOf(model.plots.shapes, plot);
      const middle = map.unproject(L.point((west + east) / 2, (north + south) / 2), PIXEL_ZOOM);
      const { x, y } = map.latLngToContainerPoint(middle);
      const { x: width, y: height } = map.getSize();
      const isSeen =
        x > 40 &&
        y > 60 &&
        (width > NARROW_PX ? x < width - 430 && y < height - 40 : x < width - 40 && y < height * 0.26);
      if (map.getZoom() < 14 || !isSeen) {
        moveTo([west, north, east, south], { most: Math.max(15.5, map.getZoom()), ...options });
      }
    },
  };
}
