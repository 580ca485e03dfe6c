// Rows of "from … to …" for measures: the limits and the filters are edited alike.

import { h, refill } from "../base/dom.js";

export function createBoundsInputs({ name, locale, measuresNow, boundsNow, change, titleOf, addLabel }) {
  const box = h("div", { class: "bounds" });
  let added = [];

  function draw() {
    const bounds = boundsNow();
    const measures = measuresNow();
    added = added.filter((key) => !Object.hasOwn(bounds, key) && measures.some((measure) => measure.key === key));
    const shown = measures.filter(({ key }) => Object.hasOwn(bounds, key) || added.includes(key));
    const focused = document.activeElement && box.contains(document.activeElement) ? document.activeElement.id : "";
    refill(
      box,
      shown.length
        ? h(
            "ul",
            {},
            shown.map((measure) => row(measure, bounds[measure.key] || {})),
          )
        : null,
      adder(measures, shown),
    );
    if (focused && document.getElementById(focused)) document.getElementById(focused).focus();
  }

  function row({ key, ...measure }, bounds) {
    const title = titleOf({ key, ...measure });
    const unit = locale.unit(key);
    const scale = key.endsWith("_share") ? 100 : 1;
    const input = (end, label) => {
      const element = h("input", {
        type: "number",
        step: "any",
        id: `sezgeo-${name}-${end}-${key}`,
        "aria-label": `${title}: ${label}`,
        placeholder: label,
      });
      if (bounds[end] !== undefined) element.value = Number((bounds[end] * scale).toPrecision(12));
      element.addEventListener("change", () => {
        added.push(key);
        const value = element.value === "" ? null : element.valueAsNumber / scale;
        change({ [key]: { ...boundsNow()[key], [end]: value } });
      });
      return element;
    };
    return h(
      "li",
      {},
      h("span", {}, unit ? `${title}, ${unit}` : title),
      h(
        "span",
        { class: "ends" },
        input("at_least", locale.say("at_least")),
        input("at_most", locale.say("at_most")),
        h(
          "button",
          {
            type: "button",
            class: "round",
            "aria-label": `${locale.say("remove")}: ${title}`,
            on: { click: () => remove(key) },
          },
          "✕",
        ),
      ),
    );
  }

  function remove(key) {
    added = added.filter((other) => other !== key);
    change({ [key]: null });
    draw();
  }

  function adder(measures, shown) {
    const others = measures.filter((measure) => !shown.includes(measure));
    const select = h(
      "select",
      { id: `sezgeo-${name}-add`, "aria-label": addLabel() },
      h("option", { value: "" }, addLabel()),
      others.map((measure) => h("option", { value: measure.key }, titleOf(measure))),
    );
    select.addEventListener("change", () => {
      added.push(select.value);
      const first = `sezgeo-${name}-at_least-${select.value}`;
      draw();
      document.getElementById(first).focus();
    });
    return others.length ? select : null;
  }

  return { box, draw };
}
