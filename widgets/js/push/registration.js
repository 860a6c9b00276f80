/** @import {Push} from "./push.js" */

/** A first start on a cheap phone; a worker that does not answer by then is none of ours. */
const PATIENCE_MS = 15_000;

/**
 * Whether the worker file is where the owner says that it is: a script that names ours. Asked before
 * the visitor is, so that nobody's permission is spent in vain.
 * @param {Push} push
 */
export async function answers({ ctx, worker }) {
  try {
    const found = await fetch(worker.path, { credentials: "same-origin" });
    const script = /javascript/.test(found.headers.get("content-type") ?? "");
    return found.ok && script && (await found.text()).includes(`/sw/${ctx.site.key}.js`);
  } catch {
    return false;
  }
}

/**
 * The registration for our scope, running. It never takes the place of another's worker.
 * @param {Push} push @param {boolean} make one where there is none
 * @returns {Promise<ServiceWorkerRegistration | null>} rejects where it cannot be
 */
export async function registration({ ctx, worker }, make) {
  const { serviceWorker } = navigator;
  const [scope, path] = [worker.scope, worker.path].map((each) => new URL(each, origin).href);
  const nearest = await serviceWorker.getRegistration(scope);
  const known = nearest?.scope === scope ? nearest : null;
  const there = known?.active ?? known?.waiting ?? known?.installing;
  if (there && there.scriptURL !== path) throw new Error("scope taken");
  if (!known && !make) return null;
  const found = known ?? (await serviceWorker.register(path, { scope }));
  await within(started(found).then((active) => hello(active, ctx.site.key)));
  return found;
}

/** @param {ServiceWorkerRegistration} found @returns {Promise<ServiceWorker>} */
function started(found) {
  return new Promise((resolve, reject) => {
    const coming = found.installing ?? found.waiting;
    const look = () => {
      if (found.active) resolve(found.active);
      else if (coming?.state === "redundant") reject(new Error("not installed"));
    };
    coming?.addEventListener("statechange", look);
    look();
  });
}

/** Asks whether it is ours. @param {ServiceWorker} active @param {string} key */
function hello(active, key) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => data === key && resolve(true);
    active.postMessage({ beckon: key }, [port2]);
  });
}

/** @template T @param {Promise<T>} coming @returns {Promise<T>} */
function within(coming) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no answer")), PATIENCE_MS);
    coming.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
