// The first script of the page: unpack the panel's script, which travels deflated, and start it.
// The page's policy names the hash of the unpacked text, so nothing else could run in its place.

import { bytesOf, inflate } from "./base/unpack.js";

export async function start(L, map) {
  const packed = document.getElementById("sezgeo-panel-script");
  if (typeof DecompressionStream === "undefined" || !Object.hasOwn) {
    const sorry = document.getElementById("sezgeo-sorry");
    const { words, language } = JSON.parse(document.getElementById("sezgeo-data").textContent);
    sorry.textContent = words.old_browser[Number(language === "en")];
    sorry.hidden = false;
    return;
  }
  const bytes = await inflate(bytesOf(packed.textContent).subarray(0, Number(packed.dataset.bytes)));
  const script = document.createElement("script");
  script.textContent = new TextDecoder().decode(bytes);
  document.head.append(script);
  globalThis.sezgeoMain(L, map);
}
