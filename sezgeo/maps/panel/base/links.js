// Sources as people cite them: an address becomes a link that shows its host; nothing but http and
// https is ever a link.

import { h } from "./dom.js";

export function piecesOf(text) {
  const pieces = text
    .split(/\s*;\s*/)
    .filter(Boolean)
    .map((piece) => {
      const address = /^https?:\/\/([^/\s?#]+)\S*$/.exec(piece);
      return address ? { text: address[1].replace(/^www\./, ""), href: piece } : { text: piece };
    });
  return pieces.filter(
    (piece, place) => pieces.findIndex((other) => other.href === piece.href && other.text === piece.text) === place,
  );
}

export function sourceLinks(text) {
  return piecesOf(text).map(({ text: shown, href }, place) => [
    place ? ", " : null,
    href ? h("a", { href, target: "_blank", rel: "noopener noreferrer", title: href }, shown) : shown,
  ]);
}
