// The small window on the collector's origin, for sites that can carry nothing but the tag: the card of
// their pages, with the collector's own worker. It tells the page that opened it what became of it.

/** @import {Content, Ctx} from "../types/part" */
/** @import {Site, SiteWidget} from "../types/site" */
import "./ui/base.js";
import pushCss from "../css/push.css";
import windowCss from "../css/push-window.css";
import { inApp } from "./engine/app.js";
import { device } from "./engine/device.js";
import { addStyle } from "./engine/host.js";
import { quiet } from "./engine/quiet.js";
import { fill } from "./engine/texts.js";
import { keep } from "./push/agree.js";
import { Card } from "./push/card.js";
import { begin } from "./push/push.js";
import { h } from "./ui/dom.js";

/**
 * What the collector puts into the page. `opener` is the origin of the site's page, when it is one of
 * the site's.
 * @typedef {object} Config
 * @property {Site} site
 * @property {SiteWidget} widget
 * @property {Content} content
 * @property {string} lang
 * @property {string | null} opener
 */

/** @type {Config} */
const config = JSON.parse(`${document.querySelector("#config")?.textContent}`);
/** What the page that asks knows of its visitor. */
const asker = { visitor: null, touch: null };

/** @returns {Ctx} */
function context() {
  const { site, widget, content, lang } = config;
  const root = h("div");
  const shadow = root.attachShadow({ mode: "open" });
  document.querySelector("main")?.append(root);
  /** @type {unknown} */
  const ctx = {
    site,
    widget,
    content,
    lang,
    device: device() === "phone" ? "phone" : "desktop",
    inApp: inApp(),
    memory: memoryOf(`beckon.push.${site.key}`),
    t: (/** @type {string} */ key) => fill(content.content.texts[lang][key], () => ""),
    root(/** @type {string[]} */ ...css) {
      for (const text of css) addStyle(shadow, text);
      return shadow;
    },
    who: () => asker,
    // The page that asks tells the collector of what happens here.
    event() {},
    emit() {},
    visible() {},
    find: () => null,
  };
  return /** @type {Ctx} */ (ctx);
}

/** @param {string} name @returns {Ctx["memory"]} */
function memoryOf(name) {
  const all = () => Object(quiet(() => JSON.parse(`${localStorage.getItem(name)}`)));
  return {
    read: (what) => all()[what],
    write: (what, value) =>
      quiet(() => localStorage.setItem(name, JSON.stringify({ ...all(), [what]: value }))),
  };
}

/** @param {string} step */
function tell(step) {
  if (config.opener && window.opener)
    window.opener.postMessage({ beckon: "push", step }, config.opener);
}

function start() {
  const ctx = context();
  const push = begin(ctx);
  const folder = new URL(ctx.site.base).pathname.replace(/\/$/, "");
  const { key } = ctx.site;
  ctx.content.content.way = "worker";
  push.way = "worker";
  push.worker = { path: `${folder}/sw/${key}.js`, scope: `${folder}/push/${key}` };
  const place = h("div", { class: "page top" });
  const card = new Card(push, place, () => window.close());
  // It is the page itself.
  place.setAttribute("role", "group");
  push.box(pushCss, windowCss).append(place);

  let was = push.state();
  const { turnOn } = push;
  push.turnOn = (all, categories, say) =>
    turnOn(all, categories, (step) => {
      if (step === "denied") tell(step);
      // Here the question stands until the window is closed.
      say(step === "dismissed" ? "ready" : step);
    });
  push.changed = () => {
    const now = push.state();
    if (now === "on" || was === "on") tell(now === "on" ? "done" : "off");
    was = now;
  };
  window.addEventListener("message", ({ origin, source, data }) => {
    if (origin !== config.opener || source !== window.opener || data?.beckon !== "push") return;
    Object.assign(asker, { visitor: data.visitor, touch: data.touch });
    if (was === "on" || !Array.isArray(data.categories)) return;
    ctx.memory.write("categories", data.categories);
    if (card.step === "ready") card.show("ready");
  });
  card.show(was);
  tell("here");
  if (was !== "on") return;
  quiet(() => keep(push).catch(() => {}));
}

start();
