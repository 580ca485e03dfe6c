// Numbers as people write them: the same digits as sezgeo.i18n.number and suitability.units.

const THIN_SPACE = "\u202f";
const DASH = "\u2014";

export function formatNumber(value, language, digits = usualDigits(value)) {
  if (value === null || Number.isNaN(value)) return DASH;
  const [whole, fraction] = fixed(Math.abs(value), digits).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const point = language === "ru" ? "," : ".";
  return sign + grouped + (fraction ? point + fraction : "");
}

function usualDigits(value) {
  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value)) return 0;
  return size >= 10 ? 1 : 2;
}

// Python rounds a tie to the even digit, toFixed away from zero. A tie is a multiple of
// 2^-(digits+1), which a double holds exactly.
function fixed(size, digits) {
  const halves = size * 2 ** (digits + 1);
  if (!Number.isInteger(halves) || halves % 2 === 0) return size.toFixed(digits);
  const below = (halves * 5 ** digits - 1) / 2;
  const even = below % 2 === 0 ? below : below + 1;
  const text = String(even).padStart(digits + 1, "0");
  return digits ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text;
}

export function unitOf(name, units) {
  const key = Object.keys(units).find((unit) => `_${name}`.endsWith(`_${unit}`));
  return key === undefined ? "" : key;
}

export function quantity(value, name, units, language) {
  const unit = unitOf(name, units);
  const text = unit === "share" ? formatNumber(value * 100, language, 0) : formatNumber(value, language);
  const label = unit ? units[unit][language] : "";
  return label && !Number.isNaN(value) ? `${text}\u00a0${label}` : text;
}

export function percent(share, language) {
  return Number.isNaN(share) ? DASH : `${formatNumber(share * 100, language, 0)}\u00a0%`;
}

// Fill {slots} with texts; a value that looks like a slot stays as it is, and so does an unknown one.
export function fill(template, slots) {
  return template.replace(/\{(\w+)\}/g, (slot, name) => (Object.hasOwn(slots, name) ? String(slots[name]) : slot));
}
