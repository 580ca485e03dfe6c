// Join and shorten the panel's modules into dist/: `make panel` runs this for those who change them.
// Readers and users of the package need no Node: what is written here is kept in the repository.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const PANEL = dirname(fileURLToPath(import.meta.url));
const OUT = process.argv[2] || join(PANEL, "dist");
// What is run when a page opens; the worker's script waits in the page as text.
const ENTRIES = {
  boot: 'import { start } from "./boot.js"; globalThis.sezgeoStart = start;',
  main: 'import { start } from "./main.js"; globalThis.sezgeoMain = start;',
  worker: 'import "./model/smaaworker.js";',
  differences: 'import { start } from "./differences.js"; globalThis.sezgeoStart = start;',
};

for (const [name, contents] of Object.entries(ENTRIES)) {
  await build({
    stdin: { contents, resolveDir: PANEL, sourcefile: `${name}.entry.js` },
    outfile: join(OUT, `${name}.min.js`),
    bundle: true,
    minify: true,
    format: "iife",
    target: ["chrome93", "firefox113", "safari16.4"],
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
  });
}

// sezgeo.maps.assets reckons the same: a page is never built from scripts older than their source.
const sources = readdirSync(PANEL, { recursive: true })
  .map((path) => path.replaceAll(sep, "/"))
  .filter((path) => path.endsWith(".js") && !path.startsWith("dist/"))
  .sort();
const digest = createHash("sha256");
for (const path of sources) {
  digest.update(`${path}\n`).update(readFileSync(join(PANEL, path), "utf8").replaceAll("\r\n", "\n"));
}
writeFileSync(join(OUT, "sources.sha256"), `${digest.digest("hex")}\n`);
