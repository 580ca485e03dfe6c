// The page's state to and from its address and its named settings, checked against what there is.

import { changedBounds } from "../model/bounds.js";
import { SORTS } from "../model/filter.js";
import { readHash, writeHash } from "./hash.js";

export const TABS = ["list", "weights", "layers"];
export const COMPARED_AT_MOST = 4;

export function hashOf({ map, model, store }) {
  const { state } = store;
  const center = map.getCenter();
  return writeHash({
    ...state,
    plot: state.selected >= 0 ? model.plots.plot_id[state.selected] : "",
    hidden: hiddenUnlike(model.hidden, state.hidden),
    scenario: state.scenario === model.shown ? null : state.scenario,
    view: [map.getZoom(), center.lat, center.lng],
  });
}

// Nothing where the same layers are hidden as from the start; a dot stands for none.
function hiddenUnlike(first, hidden) {
  if (first.length === hidden.size && first.every((key) => hidden.has(key))) return [];
  return hidden.size ? [...hidden] : ["."];
}

// A setting is what was decided, not where one was looking or what one had open.
export function settingOf({ store }) {
  const { profile, weights, limits, ranges, site, status, offeredOnly, sort } = store.state;
  return writeHash({ profile, weights, limits, ranges, site, status, offeredOnly, sort });
}

export function applyHash(page, hash) {
  const { map, model, store } = page;
  const read = readHash(hash);
  const changes = decided(page, read);
  const layers = new Set(["plots", "basemap", ...model.layers.map(({ key }) => key)]);
  changes.language = read.language || store.state.language;
  changes.scenario = model.scenarios[read.scenario] ? read.scenario : model.shown;
  changes.hidden = new Set((read.hidden || model.hidden).filter((key) => layers.has(key)));
  changes.opacity = only(read.opacity, (key) => layers.has(key));
  changes.query = read.query || "";
  changes.tab = TABS.includes(read.tab) ? read.tab : "list";
  store.set(changes);
  const known = (id) => model.plots.place.has(id);
  store.set({ compared: [...new Set(read.compared || [])].filter(known).slice(0, COMPARED_AT_MOST) });
  if (read.view) map.setView([read.view[1], read.view[2]], read.view[0], { animate: false });
  store.set({ selected: read.plot !== undefined && known(read.plot) ? model.plots.place.get(read.plot) : -1 });
  return read;
}

export function applySetting(page, hash) {
  page.store.set(decided(page, readHash(hash)));
}

function decided({ model, store }, read) {
  const rankingOf = (key) => model.rankings.find((ranking) => ranking.key === key);
  const ranking = rankingOf(read.profile) || rankingOf(store.state.profile);
  const namesOf = (profile) => (rankingOf(profile) ? rankingOf(profile).measures.map(({ key }) => key) : []);
  const criteriaOf = (profile) => (rankingOf(profile) ? rankingOf(profile).criteria.map(({ key }) => key) : []);
  const measures = new Set(namesOf(ranking.key));
  const sort = (read.sort || "").replace(/^-/, "");
  return {
    profile: ranking.key,
    weights: perProfile(read.weights, (profile, named) => only(named, (name) => criteriaOf(profile).includes(name))),
    limits: perProfile(read.limits, (profile, named) =>
      changedBounds(
        {},
        only(named, (name) => namesOf(profile).includes(name)),
      ),
    ),
    ranges: only(read.ranges, (name) => measures.has(name)),
    site: model.sites && model.sites.keys.includes(read.site) ? read.site : "",
    status: model.plots.status.includes(read.status) ? read.status : "",
    offeredOnly: read.offeredOnly === true,
    sort: SORTS.includes(sort) || measures.has(sort) ? read.sort : "rank",
  };
}

function only(named, isKnown) {
  return Object.fromEntries(Object.entries(named || {}).filter(([name]) => isKnown(name)));
}

function perProfile(all, clean) {
  return Object.fromEntries(
    Object.entries(all)
      .map(([profile, named]) => [profile, clean(profile, named)])
      .filter(([, kept]) => Object.keys(kept).length),
  );
}
