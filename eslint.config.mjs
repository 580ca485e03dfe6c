// What the map's scripts keep to; how they are laid out is prettier's.

import js from "@eslint/js";

const PANEL = "sezgeo/maps/panel";

const readonly = (...names) => Object.fromEntries(names.map((name) => [name, "readonly"]));

const PAGE = readonly(
  "Blob",
  "DOMMatrix",
  "DecompressionStream",
  "ResizeObserver",
  "Response",
  "TextDecoder",
  "URL",
  "Worker",
  "clearTimeout",
  "document",
  "history",
  "location",
  "setTimeout",
  "window",
);

const RULES = {
  "arrow-body-style": "error",
  complexity: ["error", 10],
  "consistent-return": "error",
  curly: ["error", "multi-line"],
  eqeqeq: "error",
  "max-depth": ["error", 4],
  "max-len": ["error", { code: 120 }],
  "max-params": ["error", 6],
  "no-else-return": "error",
  "no-eval": "error",
  "no-implicit-coercion": "error",
  "no-implied-eval": "error",
  "no-lonely-if": "error",
  "no-multi-assign": "error",
  "no-nested-ternary": "error",
  "no-new-func": "error",
  "no-param-reassign": "error",
  "no-script-url": "error",
  "no-self-compare": "error",
  "no-shadow": "error",
  "no-unneeded-ternary": "error",
  "no-use-before-define": ["error", { functions: false, variables: false }],
  "no-useless-return": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-arrow-callback": "error",
  "prefer-const": ["error", { destructuring: "all" }],
  "prefer-object-has-own": "error",
  "prefer-template": "error",
};

export default [
  { ignores: [`${PANEL}/dist/`] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  { rules: RULES },
  // the model is left out: it knows no page, and runs under Node and in a worker
  { files: [`${PANEL}/**/*.js`], ignores: [`${PANEL}/model/**`], languageOptions: { globals: PAGE } },
  { files: [`${PANEL}/model/smaaworker.js`], languageOptions: { globals: readonly("self") } },
  { files: [`${PANEL}/build.mjs`], languageOptions: { globals: readonly("process") } },
  // tests hold attacks as texts
  { files: ["tests/panel/*.mjs"], rules: { "no-script-url": "off" } },
];
