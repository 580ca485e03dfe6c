// The state of the page in its address, so that a link or a saved page shows the same again.
// Whatever stands there was written by anybody: unknown names and numbers out of range are dropped.

const TOP_WEIGHT = 1000;

export function writeHash({ profile, weights, plot, language, hidden, view }) {
  const words = [`p=${encodeURIComponent(profile)}`];
  if (weights.length) words.push(`w=${weights.map(([name, weight]) => `${encodeURIComponent(name)}:${weight}`).join(",")}`);
  if (plot) words.push(`plot=${encodeURIComponent(plot)}`);
  if (hidden.length) words.push(`off=${hidden.map(encodeURIComponent).join(",")}`);
  if (view) words.push(`at=${view.map((number) => Number(number.toFixed(5))).join("/")}`);
  words.push(`lang=${language}`);
  return `#${words.join("&")}`;
}

export function readHash(hash) {
  const read = { weights: [], hidden: [] };
  for (const word of hash.replace(/^#/, "").split("&")) {
    const [name, ...rest] = word.split("=");
    const text = rest.join("=");
    if (name === "p") read.profile = decode(text);
    else if (name === "plot") read.plot = decode(text);
    else if (name === "lang" && (text === "ru" || text === "en")) read.language = text;
    else if (name === "off") read.hidden = text.split(",").map(decode).filter(Boolean);
    else if (name === "at") read.view = viewOf(text);
    else if (name === "w") read.weights = text.split(",").map(weightOf).filter(Boolean);
  }
  return read;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

function weightOf(text) {
  const [name, number] = text.split(":");
  const weight = Number(number);
  if (!name || number === undefined || number === "" || !(weight >= 0 && weight <= TOP_WEIGHT)) return null;
  return [decode(name), weight];
}

function viewOf(text) {
  const view = text.split("/").map(Number);
  const [zoom, south, west] = view;
  const fits = view.length === 3 && zoom >= 0 && zoom <= 22 && Math.abs(south) <= 85 && Math.abs(west) <= 180;
  return fits ? view : undefined;
}
