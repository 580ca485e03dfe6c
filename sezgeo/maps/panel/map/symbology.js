// Colours, patterns and symbols. Map, legend and layer list draw with the same functions, so that
// the key can never say something else than the map.

export const SCORE_EDGES = [0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1];
// ColorBrewer's YlGnBu, seven classes: safe for colour-blind readers and in grey print.
export const SCORE_COLOURS = ["#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#0c2c84"];
export const DARK_FROM = 4;

export const INK = "#1f2a37";
const EXCLUDED_FILL = "#eceae6";
const EXCLUDED_LINE = "#9b9890";

export function classOf(score) {
  let scoreClass = 0;
  while (scoreClass < SCORE_COLOURS.length - 1 && score >= SCORE_EDGES[scoreClass + 1]) scoreClass++;
  return scoreClass;
}

// Patterns are drawn at the canvas's own resolution, so hatching stays crisp on dense screens.
export function createPatterns(ctx, ratio) {
  return {
    excluded: pattern(ctx, ratio, 7, (tile, size) => {
      tile.fillStyle = EXCLUDED_FILL;
      tile.fillRect(0, 0, size, size);
      tile.strokeStyle = EXCLUDED_LINE;
      tile.lineWidth = 1.1;
      tile.beginPath();
      for (const shift of [-size, 0, size]) {
        tile.moveTo(shift, size);
        tile.lineTo(shift + size, 0);
      }
      tile.stroke();
    }),
    unknownOnLight: dots(ctx, ratio, "rgba(20, 40, 60, 0.62)"),
    unknownOnDark: dots(ctx, ratio, "rgba(255, 255, 255, 0.8)"),
  };
}

function dots(ctx, ratio, colour) {
  return pattern(ctx, ratio, 6, (tile) => {
    tile.fillStyle = colour;
    for (const [x, y] of [
      [1.5, 1.5],
      [4.5, 4.5],
    ]) {
      tile.beginPath();
      tile.arc(x, y, 0.72, 0, 2 * Math.PI);
      tile.fill();
    }
  });
}

function pattern(ctx, ratio, size, draw) {
  const canvas = document.createElement("canvas");
  const side = Math.round(size * ratio);
  [canvas.width, canvas.height] = [side, side];
  const tile = canvas.getContext("2d");
  tile.scale(canvas.width / size, canvas.height / size);
  draw(tile, size);
  const made = ctx.createPattern(canvas, "repeat");
  made.setTransform(new DOMMatrix().scale(size / canvas.width));
  return made;
}

export function dotsFor(patterns, scoreClass) {
  return scoreClass >= DARK_FROM ? patterns.unknownOnDark : patterns.unknownOnLight;
}

// How each layer is drawn; `rank` is its place from the ground up.
export const STYLES = {
  green: { rank: 10, fill: "#d5e5c9" },
  water_bodies: { rank: 20, fill: "#bfd8ea", line: "#98c0dd", width: 2 },
  housing: { rank: 30, fill: "#eee0d6" },
  industry: { rank: 40, fill: "#e3dfe8", symbol: "industry", colour: "#7d6f8c", from: 12 },
  zones: { rank: 45, fill: "rgba(196, 78, 82, 0.10)", line: "#c44e52", width: 1, dash: [2, 2] },
  heritage: { rank: 46, fill: "rgba(140, 86, 75, 0.14)", symbol: "heritage", colour: "#8c564b", from: 12 },
  planned_sites: { rank: 50, fill: "rgba(90, 110, 130, 0.07)", line: "#7b8a99", width: 1.2, dash: [7, 5] },
  sites: { rank: 55, fill: "#fbfaf8", line: "#31506b", width: 1.8, dash: [7, 4] },
  roads: { rank: 60, line: "#ffffff", casing: "#cfc8bb", width: 2.5 },
  railways: { rank: 65, line: "#7d838c", width: 2.2, sleepers: true },
  power_lines: { rank: 70, line: "#a06bb3", width: 1.2, dash: [8, 3, 2, 3] },
  gas: { rank: 71, line: "#c9a227", width: 1.6, symbol: "gas", colour: "#a8841a", from: 13 },
  water_mains: { rank: 72, line: "#3f8fc4", width: 1.6, symbol: "water", colour: "#3f8fc4", from: 13 },
  sewers: { rank: 73, line: "#8a7a5c", width: 1.6, symbol: "water", colour: "#8a7a5c", from: 13 },
  heat_networks: { rank: 74, line: "#c8553d", width: 1.6, symbol: "heat", colour: "#c8553d", from: 13 },
  telecom: { rank: 75, line: "#5b8c5a", width: 1.2, dash: [1, 3], symbol: "telecom", colour: "#5b8c5a", from: 13 },
  junctions: { rank: 80, symbol: "junction", colour: "#b08a4a", from: 12.5, small: true },
  universities: { rank: 81, symbol: "university", colour: "#4f6d8f", from: 11.5 },
  water_works: { rank: 82, symbol: "water", colour: "#3f8fc4", from: 11 },
  chp: { rank: 83, symbol: "heat", colour: "#c8553d", from: 10.5 },
  substations: { rank: 84, symbol: "power", colour: "#8e4fa8", from: 11.5 },
  stations: { rank: 85, symbol: "station", colour: "#c23b3b", from: 12 },
  freight_stations: { rank: 86, symbol: "freight", colour: "#54606e", from: 11 },
  airports: { rank: 87, symbol: "airport", colour: "#3d6a9e", from: 0 },
};

const PLAIN = {
  zone: {
    rank: 52,
    fill: "rgba(90, 110, 130, 0.08)",
    line: "#7b8a99",
    width: 1.2,
    symbol: "junction",
    colour: "#7b8a99",
    from: 11,
  },
  utilities: {
    rank: 76,
    fill: "rgba(160, 107, 179, 0.15)",
    line: "#a06bb3",
    width: 1.4,
    symbol: "power",
    colour: "#a06bb3",
    from: 11,
  },
  transport: {
    rank: 66,
    fill: "rgba(120, 120, 120, 0.15)",
    line: "#8a8f98",
    width: 1.6,
    symbol: "station",
    colour: "#8a8f98",
    from: 11,
  },
  surroundings: {
    rank: 42,
    fill: "rgba(120, 120, 120, 0.12)",
    line: "#b3aea4",
    width: 1,
    symbol: "junction",
    colour: "#8a857b",
    from: 11,
  },
  constraints: {
    rank: 47,
    fill: "rgba(196, 78, 82, 0.10)",
    line: "#c44e52",
    width: 1,
    symbol: "heritage",
    colour: "#c44e52",
    from: 11,
  },
};

export function styleOf(layer) {
  return STYLES[layer.key] || PLAIN[layer.group];
}

// A sign's colour and letter may depend on the feature's class.
const STATIONS = {
  metro: { colour: "#c23b3b", sign: "M" },
  mcc: { colour: "#c2681f", sign: "M" },
  mcd: { colour: "#2c7a5a", sign: "D" },
  rail: { colour: "#54606e", sign: "≡" },
};

export function signOf(layer, feature) {
  const style = styleOf(layer);
  return layer.key === "stations" ? { ...style, ...STATIONS[layer.classes[feature]] } : style;
}

// Roads and lines by class: [width factor, colour].
export const ROAD_CLASSES = {
  motorway: { width: 2, line: "#f6d08f", casing: "#d3a862" },
  trunk: { width: 1.7, line: "#f7dba6", casing: "#d0ae74" },
  primary: { width: 1.35, line: "#fbeecf", casing: "#cdbb94" },
  street: { width: 1, line: "#ffffff", casing: "#d2ccc1" },
};

// Signs stand in a white disc: one or two letters in the reader's own script need no legend twice.
const SIGNS = {
  station: "M",
  freight: "▤",
  airport: "✈",
  power: "ϟ",
  heat: "♨",
  university: "▲",
  water: "≈",
  industry: "■",
  heritage: "◆",
  junction: "",
  gas: "●",
  telecom: "○",
};

export function drawSymbol(ctx, style, x, y, size = 7) {
  const radius = style.small ? size * 0.45 : size;
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fillStyle = style.small ? style.colour : "#ffffff";
  ctx.fill();
  ctx.lineWidth = style.small ? 1 : 1.4;
  ctx.strokeStyle = style.small ? "#ffffff" : style.colour;
  ctx.stroke();
  const sign = style.sign || SIGNS[style.symbol];
  if (!sign) return;
  ctx.fillStyle = style.colour;
  ctx.font = `600 ${Math.round(radius * 1.35)}px system-ui, "Segoe UI", "DejaVu Sans", sans-serif`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(sign, x, y + 0.5);
}
