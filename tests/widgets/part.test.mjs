import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { inApp } from "../../widgets/js/engine/app.js";
import { bind } from "../../widgets/js/engine/bind.js";
import { device } from "../../widgets/js/engine/device.js";
import { fill, pickLang } from "../../widgets/js/engine/texts.js";
import { startEngine } from "./engine.mjs";
import { collector, NOW, pass, SITE, stored, took } from "./page.mjs";

/** @typedef {import("../../widgets/types/part").Ctx} Ctx */

const TEXTS = { vi: { hello: "Chào {name}" }, en: { hello: "Hello {name}" } };
const CONTENT = /** @type {any} */ ({
  schema: 1,
  id: "w_1",
  kind: "callback",
  content: { texts: TEXTS },
});

/**
 * Mounts a part that does nothing; its context, and what the loader knows of it.
 * @param {{site?: Record<string, any>, resting?: boolean, patches?: any, decider?: any}} [options]
 */
function mountPart({ site, resting, patches, decider } = {}) {
  const started = startEngine(site);
  started.engine.decider = decider;
  /** @type {any[]} */
  const opened = [];
  /** @type {Ctx[]} */
  const given = [];
  const mount = (/** @type {Ctx} */ ctx) => {
    given.push(ctx);
    return { open: (opts) => opened.push(opts?.trigger), close() {}, destroy() {} };
  };
  const part = bind({ mount, resting });
  const widget = /** @type {any} */ ({
    ...SITE.widgets[0],
    modal: 1,
    decide: decider && 1,
  });
  /** @param {string} trigger */
  const show = (trigger, asked = false) =>
    part.show(started.engine, widget, { ...CONTENT, patches }, { trigger }, asked);
  show("load");
  show("load");
  assert.equal(given.length, 1);
  return { ...started, show, opened, ctx: given[0] };
}

test("a text has its values, from the call, else from what the page has set", () => {
  collector(took(1));
  const { ctx, beckon } = mountPart();
  assert.equal(ctx.t("hello"), "Chào ");
  beckon.set("name", "chị Ơn");
  assert.equal(ctx.t("hello"), "Chào chị Ơn");
  assert.equal(ctx.t("hello", { name: "anh Ba" }), "Chào anh Ba");
  assert.equal(ctx.t("missing"), "");
});

test("a text of the owner's has its tags filled in, or what stands behind the bar", () => {
  collector(took(1));
  const { ctx, beckon, engine } = mountPart();
  document.title = "Trà Mây";
  engine.place = {
    ...engine.place,
    url: "https://shop.example/?utm_source=zalo%20oa&utm_x={name}",
  };
  assert.equal(ctx.say("Chào {name|bạn}, xem {title}"), "Chào bạn, xem Trà Mây");
  assert.equal(ctx.say("{utm_source} {utm_none|không} {utm_x}"), "zalo oa không {name}");
  beckon.set("product", "<b>Trà</b>");
  assert.equal(ctx.say("{product|trà}, {price}", { price: 5 }), "<b>Trà</b>, 5");
  assert.equal(ctx.say("{constructor|a}{toString}{__proto__|b}", {}), "ab");
  beckon.set("name", { toString: () => "x" });
  assert.equal(ctx.say("{name|bạn}"), "bạn");
  assert.equal(ctx.say(undefined), "");
});

test("the language is the page's, else the site's, else one that there is", () => {
  assert.equal(pickLang(TEXTS, "en-GB", "vi"), "en");
  assert.equal(pickLang(TEXTS, "fr", "vi"), "vi");
  assert.equal(pickLang(TEXTS, "", "de"), "vi");
  assert.equal(pickLang(TEXTS, "__proto__", "constructor"), "vi");
  assert.equal(
    fill("{constructor}{x}", () => undefined),
    "",
  );
});

test("a widget has one host with one root, which the page cannot restyle nor lose", () => {
  collector(took(1));
  const { ctx, engine } = mountPart();
  assert.equal(document.querySelectorAll("beckon-widget").length, 0);
  const root = ctx.root("p { color: red }");
  assert.equal(ctx.root(), root);
  const [host] = /** @type {any} */ (document.querySelectorAll("beckon-widget"));
  assert.equal(host.shadowRoot, root);
  assert.equal(host.style.getPropertyPriority("position"), "important");
  document.body.replaceChildren();
  engine.arrive({ url: "https://shop.example/tea", referrer: "", at: Date.now(), nav: "route" });
  assert.ok(host.isConnected);
});

test("what a visitor does with a widget is an event, and the page hears of it", async () => {
  const { requests } = collector(took(1));
  const { ctx } = mountPart();
  /** @type {any[]} */
  const heard = [];
  window.addEventListener("beckon:clicked", (/** @type {any} */ { detail }) => heard.push(detail));
  ctx.event("click", { channel: "zalo" });
  await pass(2000);
  const { id, name, widget, props } = requests[0].body.events[1];
  assert.deepEqual([name, widget, props], ["click", "w_1", { channel: "zalo" }]);
  assert.deepEqual(heard, [
    {
      site: "k_shop",
      widget: "w_1",
      kind: "callback",
      variant: null,
      channel: "zalo",
      event_id: id,
    },
  ]);
});

test("a trigger brings a resting widget and opens any other, and the visitor opens both", () => {
  collector(took(1));
  const resting = mountPart({ resting: true });
  resting.show("delay");
  resting.show("click", true);
  assert.deepEqual(resting.opened, ["click"]);
  const other = mountPart();
  other.show("delay");
  assert.deepEqual(other.opened, ["load", "load", "delay"]);
});

test("what is remembered tells when a widget was shown, closed, and how often unasked", async () => {
  collector(took(1));
  const { show, ctx } = mountPart();
  assert.equal(stored()["beckon.k_shop.w.w_1"], undefined);
  show("delay");
  await pass(1000);
  show("click", true);
  ctx.event("open");
  await pass(1000);
  ctx.event("close");
  const all = { shown: NOW + 2000, closed: NOW + 2000 };
  assert.deepEqual(stored()["beckon.k_shop.w.w_1"], {
    shown: NOW + 1000,
    times: 1,
    here: 1,
    visit: 1,
    closed: NOW + 2000,
  });
  assert.deepEqual(stored()["beckon.k_shop.w.*"], { shown: all.shown });
});

test("a dialog that opens closes the one before it", () => {
  collector(took(1));
  const { engine, ctx } = mountPart();
  const close = mock.fn();
  const other = /** @type {any} */ ({ id: "w_2", modal: 1 });
  engine.live.set("w_2", /** @type {any} */ ({ mounted: { close } }));
  engine.modal = other;
  ctx.event("open");
  assert.equal(close.mock.callCount(), 1);
  assert.equal(engine.modal?.id, "w_1");
  ctx.event("close");
  assert.equal(engine.modal, null);
});

test("a variant's patch, and that of the time outside, change the content a part gets", () => {
  collector(took(1));
  const patches = {
    b: { content: { texts: { vi: { hello: "B" } } }, look: { side: "left" } },
    outside: { look: { side: "right" } },
  };
  const decider = { patches: () => ["b", "outside"] };
  const { ctx } = mountPart({ patches, decider });
  assert.equal(ctx.t("hello"), "B");
  assert.equal(ctx.content.look.side, "right");
  assert.equal(ctx.content.patches, undefined);
});

test("a widget's memory does not outlive the page without consent", () => {
  collector(took(1));
  const { ctx } = mountPart({ site: { key: "k_wait", gate: "wait" } });
  ctx.memory.write("greeted", true);
  assert.equal(ctx.memory.read("greeted"), true);
  assert.deepEqual(stored(), {});
});

test("a part cannot break the page with what it asks for", () => {
  collector(took(1));
  const { ctx } = mountPart();
  const loop = /** @type {any} */ ({});
  loop.loop = loop;
  assert.doesNotThrow(() => ctx.event("click", loop));
  assert.doesNotThrow(() => ctx.visible(/** @type {any} */ (null)));
  assert.doesNotThrow(() => ctx.prefetch("nothing"));
  assert.equal(ctx.open("nothing"), false);
  assert.equal(ctx.find("callback")?.id, "w_1");
});

test("an app's own browser is known by its agent", () => {
  const apple = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Mobile/15E148";
  const android = "Mozilla/5.0 (Linux; Android 14; wv) Chrome/130.0.0.0 Mobile Safari/537.36";
  assert.equal(inApp(`${android} Zalo android/24100 ZaloTheme/light`), "zalo");
  assert.equal(inApp(`${android} [FB_IAB/FB4A;FBAV/490.0.0.63]`), "facebook");
  assert.equal(inApp(`${android} [FB_IAB/Orca-Android;FBAV/480.0]`), "messenger");
  assert.equal(inApp(`${apple} [FBAN/MessengerForiOS;FBAV/480.0]`), "messenger");
  assert.equal(inApp(`${apple} Instagram 350.0 (iPhone14,5)`), "instagram");
  assert.equal(inApp(`${android} musical_ly_2024 BytedanceWebview/d8a21c6`), "tiktok");
  assert.equal(inApp(`${apple} Safari Line/14.18.0`), "line");
  assert.equal(inApp(`${android}`), null);
  assert.equal(inApp(`${apple} Version/18.1 Safari/604.1 Online/5`), null);
});

test("a phone can dial, a tablet is touched and says so, a touch screen laptop is a desktop", () => {
  /** @param {string} userAgent @param {number} width @param {boolean} coarse */
  const of = (userAgent, width, coarse) => {
    Object.assign(globalThis, {
      navigator: { userAgent },
      screen: { width, height: 1000 },
      matchMedia: () => ({ matches: coarse }),
    });
    return device();
  };
  collector(took(1));
  startEngine();
  assert.equal(of("Mozilla/5.0 (Linux; Android 14) Mobile Safari/537.36", 412, true), "phone");
  assert.equal(of("Mozilla/5.0 (X11; Linux x86_64)", 360, true), "phone");
  assert.equal(of("Mozilla/5.0 (X11; Linux x86_64)", 360, false), "desktop");
  assert.equal(of("Mozilla/5.0 (iPad; CPU OS 12_5) Mobile/15E148", 768, true), "tablet");
  assert.equal(of("Mozilla/5.0 (Linux; Android 14) Safari/537.36", 800, true), "tablet");
  assert.equal(of("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari", 820, true), "tablet");
  assert.equal(of("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari", 820, false), "desktop");
  assert.equal(of("Mozilla/5.0 (Windows NT 10.0)", 1280, true), "desktop");
});
