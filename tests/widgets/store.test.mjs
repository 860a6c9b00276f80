import assert from "node:assert/strict";
import { test } from "node:test";
import { Store } from "../../widgets/js/engine/store.js";
import { openPage } from "./page.mjs";

/** @returns {any} a storage that refuses everything, as a browser that blocks it does */
function blocked() {
  return new Proxy(
    {},
    {
      get: () => {
        throw new DOMException("denied", "SecurityError");
      },
    },
  );
}

test("what is written is read by another page of the same site", () => {
  openPage();
  new Store("beckon.k").write(".x", { a: 1 });
  assert.deepEqual(new Store("beckon.k").read(".x"), { a: 1 });
  assert.equal(new Store("beckon.other").read(".x"), null);
});

test("where storage is blocked or missing, the page itself remembers", () => {
  for (const disk of [blocked(), undefined]) {
    const store = new Store("beckon.k", disk);
    store.write(".x", [1]);
    assert.deepEqual(store.read(".x"), [1]);
    assert.deepEqual(store.names("."), [".x"]);
    assert.ok(store.remove(".x"));
    assert.equal(store.read(".x"), null);
  }
});

test("a full storage does not lose the newer value", () => {
  const window = openPage();
  const store = new Store("beckon.k");
  store.write(".x", "old");
  const full = {
    getItem: (/** @type {string} */ key) => window.localStorage.getItem(key),
    setItem() {
      throw new DOMException("full", "QuotaExceededError");
    },
    removeItem() {},
  };
  const later = new Store("beckon.k", /** @type {any} */ (full));
  later.write(".x", "new");
  assert.equal(later.read(".x"), "new");
});

test("what cannot be parsed is as good as missing", () => {
  openPage({ storage: { "beckon.k.x": "{broken" } });
  assert.equal(new Store("beckon.k").read(".x"), null);
});

test("only one of two tabs finds what it removes", () => {
  openPage();
  const [one, two] = [new Store("beckon.k"), new Store("beckon.k")];
  one.write(".l.1", {});
  assert.deepEqual([two.remove(".l.1"), one.remove(".l.1")], [true, false]);
});
