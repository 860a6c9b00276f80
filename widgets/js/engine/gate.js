/** @import {Engine} from "./engine.js" */
import { later, listen } from "./quiet.js";
import { listenToTools } from "./signals.js";

/**
 * What the visitor has allowed. Each is undefined until someone says.
 * @typedef {{storage?: boolean, ads?: boolean}} Choice
 */

const NAME = ".consent";

/**
 * The consent gate of a site. `none`: all goes until a refusal. `wait`: nothing is sent or kept
 * before a yes. `cookieless`: events go, no id is kept, until a yes. The page's own word on this page
 * counts first, then what its consent tools say, then the word of an earlier page.
 */
export class Gate {
  /** @param {Pick<Engine, "site" | "store">} engine @param {(refused: boolean) => void} [changed] */
  constructor({ site, store }, changed = () => {}) {
    this._mode = site.gate;
    this._store = store;
    this._changed = changed;
    /** @type {Choice} */
    this._said = {};
    /** @type {Choice} */
    this._kept = clean(store.read(NAME));
    this._tools = listenToTools(() => this.look());
    this._before = this.storage;
  }

  /** Tools answer when they have loaded, or after a tap. */
  watch() {
    const look = () => this.look();
    for (let ms = 500; ms < 1e5; ms *= 2) later(look, ms);
    listen(document, "click", () => later(look, 500), { capture: true });
  }

  /** Tells of what has changed since the last look. */
  look() {
    const before = this._before;
    const now = this.storage;
    this._before = now;
    if (before !== now) this._changed(!!before && !now);
  }

  /** @param {"storage" | "ads"} purpose */
  _choice(purpose) {
    return this._said[purpose] ?? this._tools()[purpose] ?? this._kept[purpose];
  }

  /** Undefined until somebody says. */
  get storage() {
    return this._choice("storage");
  }

  get maySend() {
    return this.storage ?? this._mode !== "wait";
  }

  get mayStore() {
    return this.storage ?? this._mode === "none";
  }

  /** Global Privacy Control says no to ads, whatever a banner says. */
  get ads() {
    return navigator.globalPrivacyControl ? false : this._choice("ads");
  }

  /** @param {unknown} said true, false, "granted", "denied", or {storage, ads} of these */
  set(said) {
    const parts = typeof said === "object" ? said : { storage: said, ads: said };
    this._said = { ...this._said, ...clean(parts) };
    this._kept = { ...this._kept, ...this._said };
    this._before = this.storage;
    // Where silence already means no, a refusal needs no trace on the device.
    if (this._mode === "wait" && !this._kept.storage) this._store.remove(NAME);
    else this._store.write(NAME, this._kept);
  }
}

/** @param {any} said @returns {Choice} */
function clean(said) {
  /** @type {Choice} */
  const choice = {};
  for (const purpose of /** @type {const} */ (["storage", "ads"])) {
    const word = said?.[purpose];
    if (word === true || word === "granted") choice[purpose] = true;
    if (word === false || word === "denied") choice[purpose] = false;
  }
  return choice;
}
