import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { met } from "../../widgets/js/ui/condition.js";

const book = JSON.parse(readFileSync(new URL("../contract/forms.json", import.meta.url), "utf8"));

for (const { when, answers, met: expected } of book.conditions) {
  test(`a condition holds as for the collector: ${JSON.stringify({ when, answers })}`, () => {
    assert.equal(met(when, answers), expected);
  });
}
