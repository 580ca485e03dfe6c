// Search that a person expects: case and ё make no difference, every word must be found somewhere.

export function fold(text) {
  return text
    .normalize("NFC")
    .toLowerCase()
    .replace(/ё/g, "е")
    .replace(/[\s\u00a0\u202f]+/g, " ")
    .trim();
}

export function haystack(...texts) {
  return fold(texts.filter(Boolean).join(" "));
}

export function matches(folded, query) {
  return fold(query)
    .split(" ")
    .every((word) => folded.includes(word));
}
