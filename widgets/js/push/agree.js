/** @import {Push} from "./push.js" */
import "../ui/base.js";
import { post } from "../engine/post.js";
import { quiet } from "../engine/quiet.js";
import { answers, registration } from "./registration.js";

export { answers };

/** How often a browser that agreed is seen by the collector. */
const SEEN_MS = 6 * 3_600_000;

/** @typedef {{key: string, earlier: string[]}} Keys */

/**
 * Makes the subscription, or the one there is good again, and has the collector store it. Null categories
 * leave what it knows.
 * @param {Push} push @param {string[] | null} categories
 * @returns {Promise<boolean>} whether it is stored; rejects when the browser will not
 */
export async function agree(push, categories) {
  const [found, keys] = await Promise.all([registration(push, true), keysOf(push)]);
  const { pushManager } = /** @type {ServiceWorkerRegistration} */ (found);
  let made = await pushManager.getSubscription();
  const before = made?.endpoint ?? push.ctx.memory.read("endpoint");
  if (made && keyOf(made) !== keys.key) {
    // Another vendor's of this site.
    if (!keys.earlier.includes(keyOf(made))) throw new Error("taken");
    await made.unsubscribe();
    made = null;
  }
  made ??= await pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(keys.key),
  });
  return store(push, made, keys.key, categories, before);
}

/**
 * On a visit: takes up a subscription that is gone or was made with an earlier key, and shows the
 * collector now and then that the browser is still there. Silent, whatever happens.
 * @param {Push} push
 */
export async function keep(push) {
  const { memory } = push.ctx;
  const found = await registration(push, false);
  const made = await found?.pushManager.getSubscription();
  const on = memory.read("on");
  if (!made && !on) return;
  if (made && on && Date.now() - memory.read("sent") < SEEN_MS) return;
  await agree(push, memory.read("categories"));
}

/** Turns it off. @param {Push} push */
export async function leave(push) {
  const { site, memory } = push.ctx;
  memory.write("on", 0);
  const found = await registration(push, false);
  const made = await found?.pushManager.getSubscription();
  if (!made) return true;
  const { endpoint } = made;
  await made.unsubscribe();
  // Should this not arrive: the push service says at the next message that it is gone.
  await post(`${site.base}/v1/push/subscriptions/removals`, body({ site: site.key, endpoint }));
  return true;
}

/**
 * @param {Push} push @param {PushSubscription} made @param {string} server_key
 * @param {string[] | null} categories @param {string | null} replaces
 */
async function store({ ctx }, made, server_key, categories, replaces) {
  const { site, widget, lang: language, memory } = ctx;
  const zone = quiet(() => Intl.DateTimeFormat().resolvedOptions().timeZone) ?? null;
  const known = { site: site.key, widget: widget.id, language, zone, categories, server_key };
  const sent = { ...known, ...ctx.who(), replaces, subscription: made.toJSON() };
  const { status } = await post(`${site.base}/v1/push/subscriptions`, body(sent));
  const stored = status === 200 || status === 201;
  memory.write("sent", stored ? Date.now() : 0);
  if (!stored) return false;
  if (!memory.read("on")) memory.write("converted", Date.now());
  memory.write("on", Date.now());
  memory.write("endpoint", made.endpoint);
  if (categories) memory.write("categories", categories);
  return true;
}

const body = JSON.stringify;

/** @param {Push} push @returns {Promise<Keys>} */
async function keysOf({ ctx }) {
  const answer = await fetch(`${ctx.site.base}/v1/push/keys`, { credentials: "omit" });
  if (!answer.ok) throw new Error(`keys: ${answer.status}`);
  return answer.json();
}

/** @param {PushSubscription} made */
function keyOf({ options }) {
  const raw = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0));
  const text = btoa(String.fromCharCode(...raw));
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** @param {string} text base64url */
function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
