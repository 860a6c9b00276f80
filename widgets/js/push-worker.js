// What runs without a page: shows what was pushed, opens what was tapped, and subscribes anew when the
// browser has changed a subscription. It may stand beside a site's own worker, so it keeps to its own
// events: no caching, no taking over of pages.

/** @typedef {{site: string, base: string, key: string, name: string, origins: string[]}} Installed */
/** @typedef {{title?: string, body?: string, icon?: string, image?: string, badge?: string, url?: string,
 *   tag?: string, lang?: string, actions?: {action: string, title: string, url?: string}[]}} Shown */

/** @type {Installed} The collector puts it here. */
const HERE = __BECKON_PUSH__;
/** @type {any} */
const worker = self;

worker.addEventListener("message", (/** @type {any} */ event) => {
  if (event.data?.beckon === HERE.site) event.ports[0]?.postMessage(HERE.site);
});

worker.addEventListener("push", (/** @type {any} */ event) => {
  const found = read(event.data);
  if (found) event.waitUntil(show(found));
});

worker.addEventListener("notificationclick", (/** @type {any} */ event) => {
  const { beckon, url, actions } = Object(event.notification.data);
  if (beckon !== HERE.site) return;
  event.notification.close();
  event.waitUntil(open(actions?.[event.action] ?? url));
});

worker.addEventListener("pushsubscriptionchange", (/** @type {any} */ event) => {
  event.waitUntil(renew(event).catch(() => {}));
});

/**
 * Ours as `{title, body, icon, url}`, and in the declarative shape that Safari also shows by itself
 * (`{web_push: 8030, notification: {title, navigate, …}}`). Beside another vendor's worker what names
 * another site is left to that; what cannot be read is shown under the site's name, since a push that
 * shows nothing costs the permission.
 * @param {any} data @returns {Shown | null}
 */
function read(data) {
  /** @type {any} */
  let found = {};
  try {
    found = Object(data?.json());
  } catch {
    found = { body: data?.text() };
  }
  if (found.site && found.site !== HERE.site) return null;
  if (found.web_push !== 8030) return found;
  const { navigate, actions = [], data: more, ...rest } = Object(found.notification);
  const ways = actions.map((/** @type {any} */ a) => ({ ...a, url: a.navigate }));
  return { ...Object(more), ...rest, url: navigate, actions: ways };
}

/** @param {Shown} found */
async function show({ title, body, icon, image, badge, url, tag, lang, actions = [] }) {
  const links = Object.fromEntries(actions.map((each) => [each.action, each.url]));
  const buttons = actions.slice(0, 2).map(({ action, title: name }) => ({ action, title: name }));
  const data = { beckon: HERE.site, url, actions: links };
  const shown = { body, icon, image, badge, tag, lang, data, actions: buttons };
  const given = Object.entries(shown).filter(([, value]) => value !== undefined);
  await worker.registration.showNotification(title || HERE.name, Object.fromEntries(given));
}

/** Shows the page where it is open already, else opens it. @param {unknown} wanted */
async function open(wanted) {
  const url = allowed(wanted) ?? HERE.origins.find((own) => !own.includes("*")) ?? HERE.base;
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find((/** @type {any} */ page) => page.url === url);
  try {
    await (there ? there.focus() : worker.clients.openWindow(url));
  } catch {
    // Without a tap of the visitor browsers refuse; then there is nobody who waits.
  }
}

/**
 * Only to pages of the site, and to the collector's own links.
 * @param {unknown} wanted
 */
function allowed(wanted) {
  try {
    const { href, origin } = new URL(String(wanted ?? ""), HERE.origins[0] ?? worker.origin);
    const own = [worker.origin, new URL(HERE.base).origin, ...HERE.origins];
    return own.some((each) => covers(each, origin)) ? href : null;
  } catch {
    return null;
  }
}

/** `https://*.shop.example` covers what is below; with and without `www.` is one. @param {string} own @param {string} origin */
function covers(own, origin) {
  const [scheme, host] = own.split("://");
  const [asked, at] = origin.split("://");
  if (scheme !== asked) return false;
  if (host.startsWith("*.")) return at.endsWith(host.slice(1));
  return host.replace(/^www\./, "") === at.replace(/^www\./, "");
}

/** @param {any} event */
async function renew({ oldSubscription: old, newSubscription: made }) {
  // One that the browser made with an earlier key is taken up at the next visit.
  const taken = made ?? (await subscribe());
  const body = {
    site: HERE.site,
    subscription: taken.toJSON(),
    server_key: text(taken.options.applicationServerKey),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    replaces: old?.endpoint ?? null,
  };
  const sent = { method: "POST", body: JSON.stringify(body) };
  await fetch(`${HERE.base}/v1/push/subscriptions`, sent);
}

async function subscribe() {
  // This script may be older than the key.
  const answer = await fetch(`${HERE.base}/v1/push/keys`).then((found) => found.json());
  const options = { userVisibleOnly: true, applicationServerKey: bytes(answer.key ?? HERE.key) };
  return worker.registration.pushManager.subscribe(options);
}

/** @param {string} plain base64url */
function bytes(plain) {
  const raw = atob(plain.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}

/** @param {ArrayBuffer} raw */
function text(raw) {
  const plain = btoa(String.fromCharCode(...new Uint8Array(raw)));
  return plain.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
