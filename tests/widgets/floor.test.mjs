// The scripts run from Chrome 80, Safari 15 and Firefox 102 on. The bundler lowers syntax, not the
// library: what came later must be guarded or left alone.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const JS = fileURLToPath(new URL("../../widgets/js", import.meta.url));
const LATER = [
  /\.at\(/,
  /\.replaceAll\(/,
  /\.replaceChildren\(/,
  /\.findLast/,
  /\.toSorted\(/,
  /\.toReversed\(/,
  /Object\.(hasOwn|groupBy)\(/,
  /structuredClone\(/,
  /randomUUID\(/,
  /AbortSignal\.(timeout|any)\(/,
  /Promise\.(any|withResolvers)\(/,
  /reportError\(/,
];

const files = readdirSync(JS, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".js"))
  .map((name) => ({ name, text: readFileSync(join(JS, name), "utf8") }));

test("no script uses what came after the oldest browsers", () => {
  assert.ok(files.length > 20);
  for (const { name, text } of files) {
    for (const later of LATER) assert.doesNotMatch(text, later, name);
  }
});

test("no script builds code or markup from text, nor styles by attribute", () => {
  // A site's policy blocks these, and a visitor's words must never become markup.
  const blocked = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(/;
  for (const { name, text } of files) {
    assert.doesNotMatch(text, blocked, name);
    assert.doesNotMatch(text, /setAttribute\(\s*"style"/, name);
  }
});
