// The one way elements are made: names, attributes and text nodes, never markup.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  close: ["M5 5l10 10M15 5L5 15"],
  print: ["M6 7V3h8v4", "M6 14H3V7h14v7h-3", "M6 12h8v5H6z"],
  measure: ["M2.5 13.5l11-11 4 4-11 11z", "M6 10l2 2M9 7l2 2M12 4l2 2"],
  chevron: ["M5 12.5l5-5 5 5"],
};

// h("button", {class: "x", on: {click}}, "text", otherElement)
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, String(value));
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  for (const line of ICONS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", line);
    svg.append(path);
  }
  return svg;
}

export function find(id) {
  return document.getElementById(id);
}

export function refill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

// Lengths are set one by one: the page's policy forbids style attributes.
export function sized(element, lengths) {
  for (const [name, value] of Object.entries(lengths)) element.style.setProperty(name, value);
  return element;
}
