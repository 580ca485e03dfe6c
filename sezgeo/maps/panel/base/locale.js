// Both languages: the page's own words, and texts that came with the data.

import { fill, formatNumber, percent, quantity, unitOf } from "./number.js";

export function createLocale(words, units, store) {
  const language = () => store.state.language;
  return {
    language,
    say: (key, slots = {}) => fill(words[key][language() === "ru" ? 0 : 1], slots),
    pick: (text) => (text ? text[language()] : ""),
    number: (value, digits) => formatNumber(value, language(), digits),
    score: (value) => formatNumber(value, language(), 3),
    percent: (value) => percent(value, language()),
    unit: (name) => (unitOf(name, units) ? units[unitOf(name, units)][language()] : ""),
    quantity: (value, name) => quantity(value, name, units, language()),
  };
}
