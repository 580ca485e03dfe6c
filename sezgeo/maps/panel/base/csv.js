// A table as a CSV file that a spreadsheet opens as it is meant: no text can become a formula.

const FORMULA = /^[=+\-@\t\r\n]/;

// Russian Excel expects semicolons and decimal commas, the English one commas and points.
export function writeCsv(rows, language) {
  const [separator, point] = language === "ru" ? [";", ","] : [",", "."];
  const lines = rows.map((row) => row.map((cell) => written(cell, separator, point)).join(separator));
  return `\ufeff${lines.join("\r\n")}\r\n`;
}

function written(cell, separator, point) {
  if (typeof cell === "number") return Number.isFinite(cell) ? quoted(String(cell).replace(".", point), separator) : "";
  const text = cell === null || cell === undefined ? "" : String(cell);
  return quoted(FORMULA.test(text) ? `'${text}` : text, separator);
}

function quoted(text, separator) {
  return text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
