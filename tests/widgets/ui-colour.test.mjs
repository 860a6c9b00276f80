import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { contrast, isDark, readable, rgb, SURFACE, textOn } from "../../widgets/js/ui/colour.js";

/** @typedef {[number, number, number]} Rgb */

/** @param {string} text "#fff", "#1c1f26" or "rgb(1,2,3)" @returns {Rgb} */
function parse(text) {
  const short = /^#(.)(.)(.)$/.exec(text);
  if (short)
    return rgb(
      `#${short
        .slice(1)
        .map((sign) => sign + sign)
        .join("")}`,
    );
  return text[0] === "#" ? rgb(text) : /** @type {Rgb} */ (text.match(/\d+/g)?.map(Number));
}

/** A colour of every hue, from pale to deep. @returns {Generator<Rgb>} */
function* palette() {
  for (let r = 0; r <= 255; r += 17) {
    for (let g = 0; g <= 255; g += 17) for (let b = 0; b <= 255; b += 17) yield [r, g, b];
  }
}

test("contrast is WCAG's", () => {
  assert.equal(contrast([0, 0, 0], [255, 255, 255]), 21);
  assert.ok(Math.abs(contrast(rgb("#767676"), [255, 255, 255]) - 4.54) < 0.01);
});

test("words on any colour of the owner's can be read", () => {
  for (const colour of palette())
    assert.ok(contrast(parse(textOn(colour)), colour) >= 4.5, String(colour));
});

test("the owner's colour as words can be read on both surfaces, and stays as it is where it can", () => {
  for (const surface of Object.values(SURFACE)) {
    for (const colour of palette()) {
      assert.ok(
        contrast(parse(readable(colour, surface)), surface) >= 4.5,
        `${colour} on ${surface}`,
      );
    }
  }
  assert.equal(readable(rgb("#0f766e"), SURFACE.light), "rgb(15,118,110)");
});

test("a page's ground is dark or light", () => {
  assert.ok(isDark(rgb("#15171b")));
  assert.ok(!isDark(rgb("#faf8f5")));
});

/** @param {string} selector @returns {Record<string, Rgb>} the colours of a theme in tokens.css */
function theme(selector) {
  const css = readFileSync(new URL("../../widgets/css/tokens.css", import.meta.url), "utf8");
  const block = css.slice(css.indexOf(`${selector} {`)).split("}")[0];
  const found = [...block.matchAll(/--(\w+): (#[0-9a-f]{3,6});/g)];
  return Object.fromEntries(found.map(([, name, value]) => [name, parse(value)]));
}

for (const [name, selector] of /** @type {["light" | "dark", string][]} */ ([
  ["light", ".b"],
  ["dark", ".dark"],
])) {
  test(`the ${name} theme's words and edges can be seen on its surfaces`, () => {
    const { ground, raised, ink, soft, edge, bad, good, wait } = theme(selector);
    assert.deepEqual(ground, SURFACE[name]);
    for (const surface of [ground, raised]) {
      for (const words of [ink, soft, bad, wait]) assert.ok(contrast(words, surface) >= 4.5);
      for (const drawn of [edge, good]) assert.ok(contrast(drawn, surface) >= 3);
    }
  });
}

test("white can be read on the darker colours that the brands' own buttons take", () => {
  const css = readFileSync(new URL("../../widgets/css/channels.css", import.meta.url), "utf8");
  const discs = [...css.matchAll(/(^|\n)(\.[\w.]+) \{\n {2}--disc: (#\w+)/g)].map(
    ([, , name, hex]) => [name, hex],
  );
  const own = new Map(
    discs.map(([name, hex]) => [/** @type {string} */ (name.split(".").at(-1)), hex]),
  );
  for (const [name, hex] of own) assert.ok(contrast(rgb(hex), [255, 255, 255]) >= 4.5, name);
  assert.equal(own.size, 6);
});
