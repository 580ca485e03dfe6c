// Map tiles from a server, if the page was made with one; and whose map it is, as plain text:
// Leaflet's own line is written as markup.

import { h, refill } from "../base/dom.js";

export function createTiles({ L, map, model, store, locale }) {
  const { basemap } = model;
  map.attributionControl.remove();
  const line = h("div", { class: "leaflet-control-attribution leaflet-control" });
  const Attribution = L.Control.extend({ onAdd: () => line });
  new Attribution({ position: "bottomright" }).addTo(map);
  const layer = basemap ? tilesOf(L, map, basemap) : null;

  return {
    draw() {
      const isShown = layer && !store.state.hidden.has("basemap");
      if (layer && isShown !== map.hasLayer(layer)) {
        if (isShown) map.addLayer(layer);
        else map.removeLayer(layer);
      }
      const prefix = model.attribution ? locale.pick(model.attribution) : locale.say("attribution");
      refill(line, [prefix, isShown ? basemap.attribution : ""].filter(Boolean).join(" · "));
    },
  };
}

function tilesOf(L, map, { url, layers }) {
  map.createPane("sezgeo-tiles").style.zIndex = 150;
  const options = { pane: "sezgeo-tiles", maxZoom: 19, detectRetina: false };
  return layers ? L.tileLayer.wms(url, { ...options, layers, format: "image/png" }) : L.tileLayer(url, options);
}
