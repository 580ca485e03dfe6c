// Where the pointer is, in three systems; and lengths and areas measured by clicks.

import { find, h, refill } from "../base/dom.js";
import { areaM2, distanceM, msk77, utm37 } from "./geodesy.js";

export function createPointer({ L, map, locale, isMeasuring }) {
  const { say, number } = locale;
  const places = [];
  const canvas = L.DomUtil.create("canvas", "measured", map.getContainer());
  canvas.setAttribute("aria-hidden", "true");

  function tellPlace({ latlng: { lat, lng } }) {
    const round = (pair) => pair.map((coordinate) => number(Math.round(coordinate), 0));
    const [east, north] = round(utm37(lat, lng));
    const [y, x] = round(msk77(lat, lng));
    find("sezgeo-where").textContent = [
      `${lat.toFixed(5)}, ${lng.toFixed(5)}`,
      `UTM 37N: E ${east} N ${north}`,
      say("msk", { x, y }),
    ].join(" · ");
  }

  function tellMeasured() {
    const box = find("sezgeo-measured");
    box.hidden = !isMeasuring();
    if (box.hidden) return;
    const length = places.slice(1).reduce((sum, place, leg) => sum + distanceM(places[leg], place), 0);
    const lines = places.length < 2 ? [say("measure_hint")] : [`${say("measure_length")}: ${metres(length)}`];
    if (places.length > 2) {
      lines.push(`${say("measure_area")}: ${number(areaM2(places) / 1e4, 2)} ${locale.unit("area_ha")}`);
    }
    refill(
      box,
      lines.map((line) => h("span", {}, line)),
      h("button", { type: "button", class: "quiet", on: { click: clear } }, say("measure_clear")),
    );
  }

  function metres(length) {
    return length < 1000 ? `${number(length, 1)} ${say("metres")}` : `${number(length / 1000, 3)} ${say("kilometres")}`;
  }

  function clear() {
    places.length = 0;
    draw();
  }

  function draw() {
    const { x: width, y: height } = map.getSize();
    const ratio = window.devicePixelRatio || 1;
    [canvas.width, canvas.height] = [width * ratio, height * ratio];
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    canvas.hidden = !isMeasuring();
    tellMeasured();
    if (canvas.hidden) return;
    const ctx = canvas.getContext("2d");
    ctx.scale(ratio, ratio);
    ctx.lineJoin = "round";
    const points = places.map((place) => map.latLngToContainerPoint(place));
    ctx.beginPath();
    points.forEach(({ x, y }, place) => (place ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
    if (points.length > 2) {
      ctx.fillStyle = "rgba(194, 65, 12, 0.12)";
      ctx.fill();
    }
    for (const [colour, line] of [
      ["#ffffff", 5],
      ["#c2410c", 2.4],
    ]) {
      ctx.strokeStyle = colour;
      ctx.lineWidth = line;
      ctx.stroke();
    }
    for (const { x, y } of points) {
      ctx.beginPath();
      ctx.arc(x, y, 4, 0, 2 * Math.PI);
      ctx.fillStyle = "#c2410c";
      ctx.fill();
    }
  }

  map.on("mousemove", tellPlace);
  map.on("move zoomend resize", draw);
  return {
    draw,
    clear,
    add({ lat, lng }) {
      places.push([lat, lng]);
      draw();
    },
    measured: () => places.map((place) => [...place]),
  };
}
