/** @import {Engine} from "./engine.js" */

/**
 * What the visitor has allowed. Each is undefined until someone says.
 * @typedef {{storage?: boolean, ads?: boolean}} Choice
 */

const NAME = ".consent";

/**
 * The consent gate of a site. `none`: all goes until a refusal. `wait`: nothing is sent or kept
 * before a yes. `cookieless`: events go, no id is kept, until a yes.
 */
export class Gate {
  /** @param {Pick<Engine, "site" | "store">} engine */
  constructor({ site, store }) {
    this._mode = site.gate;
    this._store = store;
    /** @type {Choice} */
    this._choice = clean(store.read(NAME));
  }

  get maySend() {
    return this._choice.storage ?? this._mode !== "wait";
  }

  get mayStore() {
    return this._choice.storage ?? this._mode === "none";
  }

  /** Global Privacy Control says no to ads, whatever a banner says. */
  get ads() {
    return navigator.globalPrivacyControl ? false : this._choice.ads;
  }

  /** @param {unknown} said true, false, "granted", "denied", or {storage, ads} of these */
  set(said) {
    const parts = typeof said === "object" ? said : { storage: said, ads: said };
    this._choice = { ...this._choice, ...clean(parts) };
    // Where silence already means no, a refusal needs no trace on the device.
    if (this._mode === "wait" && !this._choice.storage) this._store.remove(NAME);
    else this._store.write(NAME, this._choice);
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
