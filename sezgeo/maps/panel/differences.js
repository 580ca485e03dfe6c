// What an import changed: outlines before and after, every change and every finding as text.

import { find, h, refill, sized } from "./base/dom.js";
import { AREA, PIXEL_ZOOM, POINT, boxOf, contains, isNearBox, unionOf, unpackShapes } from "./base/shapes.js";
import { unpackPool } from "./base/unpack.js";
import { createCanvasLayer, isShown, trace } from "./map/canvas.js";

const COLOURS = {
  added: "#1f7a4d",
  removed: "#9f2d2d",
  split: "#0f5b83",
  merged: "#0f5b83",
  renamed: "#5b4a8a",
  geometry_changed: "#c2410c",
  attribute_changed: "#8a5a00",
  finding: "#9f2d2d",
};
const FAINT = "33";
const BEFORE = 0;

export async function start(L, map) {
  const data = JSON.parse(find("sezgeo-data").textContent);
  if (typeof DecompressionStream === "undefined") {
    find("sezgeo-sorry").textContent = data.words.old_browser[data.language];
    find("sezgeo-sorry").hidden = false;
    return;
  }
  const pool = await unpackPool(data.pool);
  const model = {
    ...data,
    ground: data.ground.map((packed) => unpackShapes(pool, packed)),
    marks: unpackShapes(pool, data.marks.shapes),
    owner: pool.numbers(data.marks.change),
    side: pool.numbers(data.marks.side),
  };
  run(L, map, model);
}

function run(L, map, model) {
  const page = { L, map, model, language: model.language, chosen: -1 };
  const pick = (text) => text[page.language];
  page.pick = pick;
  page.word = (key) => pick(model.words[key]);
  const layer = (pane, zIndex, draw) => createCanvasLayer(L, map, { pane, zIndex, draw });
  layer("sezgeo-ground", 200, (ctx, frame) => drawGround(ctx, frame, model.ground));
  page.marks = layer("sezgeo-marks", 400, (ctx, frame) => drawMarks(ctx, frame, page));
  map.attributionControl.setPrefix("Leaflet");
  drawWords(page);
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => {
      page.language = button.dataset.language;
      drawWords(page);
    });
  }
  connectMap(page);
  toBox(page, unionOf(boxesOf(model.marks.count ? [model.marks] : model.ground)), { most: 16 });
  document.documentElement.dataset.ready = "true";
}

function boxesOf(many) {
  return many.flatMap((shapes) => Array.from({ length: shapes.count }, (_, feature) => boxOf(shapes, feature)));
}

function drawGround(ctx, frame, ground) {
  ctx.strokeStyle = "rgba(38, 54, 71, 0.45)";
  ctx.lineWidth = 0.8;
  for (const shapes of ground) {
    ctx.beginPath();
    for (let feature = 0; feature < shapes.count; feature++) {
      if (isShown(frame, shapes, feature)) trace(ctx, frame, shapes, feature);
    }
    ctx.stroke();
  }
}

function drawMarks(ctx, frame, { model, chosen }) {
  const { marks, owner, side, changes } = model;
  for (let mark = 0; mark < marks.count; mark++) {
    if (!isShown(frame, marks, mark, 12)) continue;
    const colour = COLOURS[changes[owner[mark]].kind];
    ctx.beginPath();
    if (marks.kinds[mark] === POINT) dot(ctx, frame, marks, mark);
    else trace(ctx, frame, marks, mark);
    if (marks.kinds[mark] !== 1 && side[mark] !== BEFORE) {
      ctx.fillStyle = colour + FAINT;
      ctx.fill("evenodd");
    }
    ctx.setLineDash(side[mark] === BEFORE ? [5, 4] : []);
    ctx.lineWidth = owner[mark] === chosen ? 4 : 2;
    ctx.strokeStyle = colour;
    ctx.stroke();
  }
  ctx.setLineDash([]);
}

function dot(ctx, frame, marks, mark) {
  const [west, north, east, south] = boxOf(marks, mark);
  const x = ((west + east) / 2) * frame.scale - frame.left;
  const y = ((north + south) / 2) * frame.scale - frame.top;
  ctx.moveTo(x + 6, y);
  ctx.arc(x, y, 6, 0, 2 * Math.PI);
}

function drawWords(page) {
  const { model, pick, word } = page;
  document.documentElement.lang = page.language;
  document.title = pick(model.title);
  find("sezgeo-title").textContent = pick(model.title);
  find("sezgeo-subtitle").textContent = pick(model.subtitle);
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === page.language));
  }
  find("sezgeo-told").classList.add("told");
  refill(
    find("sezgeo-told"),
    h("p", { class: "verdict", role: "status" }, pick(model.verdict)),
    findingList(page),
    changeList(page),
  );
  const kinds = [...new Set(model.changes.map(({ kind }) => kind))];
  refill(
    find("sezgeo-legend"),
    h(
      "ul",
      {},
      kinds.map((kind) => h("li", {}, swatch(kind), word(kind))),
      h("li", {}, word("dashes")),
    ),
  );
}

function swatch(kind) {
  const box = h("span", { class: "swatch" });
  box.style.setProperty("background", COLOURS[kind]);
  return box;
}

function findingList({ model, pick, word }) {
  if (!model.findings.length) return null;
  return [
    h("h2", {}, word("findings")),
    h(
      "ul",
      {},
      model.findings.map((finding) =>
        h(
          "li",
          { class: finding.severity },
          h("b", {}, finding.code),
          " ",
          pick(finding.where),
          pick(finding.message),
          h("small", {}, pick(finding.cure)),
        ),
      ),
    ),
  ];
}

function changeList(page) {
  const { model, pick, word } = page;
  const parts = [h("h2", {}, word("changes"))];
  if (!model.changes.length) parts.push(h("p", {}, word("no_change")));
  const rows = model.changes
    .slice(0, model.shown)
    .map((change, place) =>
      h(
        "li",
        {},
        h("button", { type: "button", on: { click: () => choose(page, place) } }, pick(change.title)),
        h("small", {}, pick(change.detail)),
      ),
    );
  parts.push(h("ul", { id: "sezgeo-changes" }, rows));
  if (model.changes.length > model.shown) {
    parts.push(h("p", { class: "hint" }, word("more").replace("{count}", String(model.changes.length - model.shown))));
  }
  return parts;
}

function choose(page, change) {
  page.chosen = change;
  page.marks.redraw();
  const { marks, owner } = page.model;
  const boxes = boxesOf([marks]).filter((_, mark) => owner[mark] === change);
  if (boxes.length) toBox(page, unionOf(boxes), { most: 18 });
}

function toBox({ L, map }, [west, north, east, south], { most }) {
  if (!(west <= east)) return;
  const corner = (x, y) => map.unproject(L.point(x, y), PIXEL_ZOOM);
  map.fitBounds(L.latLngBounds(corner(west, south), corner(east, north)), {
    maxZoom: most,
    animate: false,
    padding: [50, 50],
  });
}

function connectMap(page) {
  const { map, model, pick } = page;
  const box = find("sezgeo-tooltip");
  map.on("mousemove", ({ latlng, containerPoint }) => {
    const { x, y } = map.project(latlng, PIXEL_ZOOM);
    const change = under(model, x, y, 8 / 2 ** (map.getZoom() - PIXEL_ZOOM));
    box.hidden = !change;
    if (!change) return;
    refill(box, h("b", {}, pick(change.title)), h("span", {}, pick(change.detail)));
    sized(box, { left: `${containerPoint.x + 14}px`, top: `${Math.max(4, containerPoint.y - 30)}px` });
  });
  map.on("mouseout movestart", () => {
    box.hidden = true;
  });
}

function under({ marks, owner, changes }, x, y, reach) {
  for (let mark = marks.count - 1; mark >= 0; mark--) {
    if (!isNearBox(marks, mark, x, y, reach)) continue;
    if (marks.kinds[mark] !== AREA || contains(marks, mark, x, y)) return changes[owner[mark]];
  }
  return null;
}
