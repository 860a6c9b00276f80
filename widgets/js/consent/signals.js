// What consent tools say on the page: Google Consent Mode through dataLayer, IAB TCF v2 through
// __tcfapi. https://developers.google.com/tag-platform/security/guides/consent and
// https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework

/** @import {Choice} from "../consent.js" */
import { quiet } from "../engine/quiet.js";

/** Follows both. @param {() => void} changed is called when TCF has told */
export function listenToTools(changed) {
  /** @type {Record<string, string>} */
  const defaults = {};
  /** @type {Record<string, string>} */
  const updates = {};
  /** @type {Choice | undefined} */
  let tcf;
  let read = 0;

  /** dataLayer has entries like ["consent", "update", {analytics_storage: "granted"}]. */
  function readGoogle() {
    const { dataLayer } = /** @type {any} */ (window);
    if (!Array.isArray(dataLayer)) return;
    // Tag managers drop the oldest entries of a long one.
    if (dataLayer.length < read) read = 0;
    for (; read < dataLayer.length; read++) {
      const [what, when, said] = Array.from(Object(dataLayer[read]));
      if (what === "consent") Object.assign(when === "update" ? updates : defaults, said);
    }
  }

  function askTcf() {
    const { __tcfapi } = /** @type {any} */ (window);
    if (tcf || typeof __tcfapi !== "function") return;
    tcf = { storage: false, ads: false };
    __tcfapi("addEventListener", 2, (/** @type {any} */ data, /** @type {boolean} */ fine) => {
      const { 1: keep, 7: measure } = Object(data?.purpose?.consents);
      const open = data?.eventStatus === "cmpuishown";
      if (!fine) return;
      tcf = { storage: !!keep && !open, ads: !!(keep && measure) && !open };
      if (data.gdprApplies === false) tcf = {};
      changed();
    });
  }

  /** @returns {Choice} a refusal of either counts */
  return () => {
    quiet(readGoogle);
    quiet(askTcf);
    const { analytics_storage, ad_storage, ad_user_data } = { ...defaults, ...updates };
    return {
      storage: both(tcf?.storage, said(analytics_storage)),
      ads: both(tcf?.ads, both(said(ad_storage), said(ad_user_data))),
    };
  };
}

/** @param {string | undefined} word */
function said(word) {
  return word ? word === "granted" : undefined;
}

/** @param {boolean | undefined} one @param {boolean | undefined} two */
function both(one, two) {
  return one === undefined || two === undefined ? (one ?? two) : one && two;
}
