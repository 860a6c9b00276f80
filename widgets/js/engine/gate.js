/** @import {Consent} from "../consent.js" */
/** @import {Engine} from "./engine.js" */
import { later, listen, quiet } from "./quiet.js";

/** Under this name stands what was said on an earlier page. */
export const CONSENT = ".consent";

/**
 * The consent gate of a site. `none`: all goes until a refusal. `wait`: nothing is sent or kept
 * before a yes. `cookieless`: events go, no id is kept, until a yes. What was said of it is weighed by
 * a part of its own, fetched where something was said; until it has come, that is nobody's yes.
 */
export class Gate {
  /** @param {Pick<Engine, "site" | "store" | "parts">} engine @param {(refused: boolean) => void} changed */
  constructor({ site, store, parts }, changed) {
    this.mode = site.gate;
    this.store = store;
    this._parts = parts;
    /** Tells what follows from it. */
    this.changed = changed;
    /** What was weighed on an earlier page; a list is of what was only said there. @type {any} */
    this._kept = store.read(CONSENT) ?? {};
    /** What this page has said and nobody has weighed yet. @type {unknown[]} */
    this._words = [];
    /** @type {Consent | undefined} */
    this._consent = undefined;
    /** @type {unknown} */
    this._coming = undefined;
  }

  /** Tools come late, and answer after a tap. Where all waits for a yes, it must not find us without the part. */
  watch() {
    if (this.mode === "wait") this._coming ??= this._fetch();
    const look = () => this.storage === undefined || this._consent?.look();
    for (let ms = 500; ms < 1e5; ms *= 2) later(look, ms);
    listen(document, "click", () => later(look, 500), { capture: true });
  }

  /** @param {"storage" | "ads"} purpose */
  _choice(purpose) {
    if (this._consent) return this._consent.choice(purpose);
    const { [purpose]: kept, length } = this._kept;
    if (!this._words.length && length == null && !quiet(toolsSpeak))
      return kept === !!kept ? kept : undefined;
    this._coming ??= this._fetch();
    return false;
  }

  async _fetch() {
    const part = await this._parts.consent().catch(() => null);
    this._coming = undefined;
    if (!part) return;
    this._consent = new part.Consent(this);
    this._weigh();
  }

  /** Undefined until somebody says. */
  get storage() {
    return this._choice("storage");
  }

  get maySend() {
    return this.storage ?? this.mode !== "wait";
  }

  get mayStore() {
    return this.storage ?? this.mode === "none";
  }

  /** Global Privacy Control says no to ads, whatever a banner says. */
  get ads() {
    return navigator.globalPrivacyControl ? false : this._choice("ads");
  }

  /** @param {unknown} said true, false, "granted", "denied", or {storage, ads} of these */
  set(said) {
    this._words.push(said);
    // Whoever leaves before the part has come is taken at their word on the next page.
    if (this._consent) return this._weigh();
    this.store.write(CONSENT, [this._kept, ...this._words].flat());
    void this.storage;
  }

  _weigh() {
    for (const said of this._words.splice(0)) this._consent?.set(said);
    this.changed(!!this._consent?.refused);
  }
}

/** Google Consent Mode speaks through dataLayer, IAB TCF by a function. */
function toolsSpeak() {
  const { dataLayer, __tcfapi } = /** @type {any} */ (window);
  const google = (/** @type {any} */ entry) => entry?.[0] === "consent";
  return typeof __tcfapi === "function" || (Array.isArray(dataLayer) && dataLayer.some(google));
}
