/** @import {Ctx} from "../../types/part" */
import { quiet } from "../engine/quiet.js";

/**
 * How things stand in this browser. `ios`: it must be on the home screen first; `app`: a browser inside
 * another app, which has no notifications.
 * @typedef {"ready" | "on" | "denied" | "unsupported" | "insecure" | "ios" | "app"} State
 */

/** The first iOS whose home screen has notifications. */
const IOS = 16.4;

/** Of this origin; undefined where there is no such thing. @returns {NotificationPermission | undefined} */
export function permission() {
  return quiet(() => (isSecureContext ? Notification.permission : undefined));
}

/** @param {Pick<Ctx, "inApp" | "content" | "site" | "memory">} ctx @returns {State} */
export function stateOf({ inApp, content, site, memory }) {
  const own = content.content.way === "worker";
  if (inApp) return "app";
  const ios = iosVersion();
  // Our window would open outside of the home screen, where there are none.
  if (ios && !onHomeScreen()) return own && ios >= IOS ? "ios" : "unsupported";
  if (!(own ? isSecureContext : isSafe(site.base))) return "insecure";
  // A page that is not secure sees nothing of it, its window does.
  if (isSecureContext && !isAble()) return "unsupported";
  if (ios && !own) return "unsupported";
  const said = own ? permission() : "granted";
  if (said === "denied") return "denied";
  return said === "granted" && memory.read("on") ? "on" : "ready";
}

function isAble() {
  return "Notification" in window && "PushManager" in window && "serviceWorker" in navigator;
}

/** @param {string} url */
function isSafe(url) {
  return /^https:|^http:\/\/(localhost|127\.\d+\.\d+\.\d+)(:|\/|$)/.test(url);
}

/** 0 where it is none. An iPad says that it is a Mac. */
function iosVersion() {
  const { userAgent, maxTouchPoints } = navigator;
  const [, major, minor = 0] = /(?:iPhone|iPad|iPod).* OS (\d+)_(\d+)/.exec(userAgent) ?? [];
  if (major) return Number(`${major}.${minor}`);
  const pad = /Macintosh/.test(userAgent) && maxTouchPoints > 1;
  return pad ? Number(/Version\/(\d+\.\d+)/.exec(userAgent)?.[1]) || IOS : 0;
}

function onHomeScreen() {
  const { standalone } = /** @type {{standalone?: boolean}} */ (navigator);
  return standalone ?? matchMedia("(display-mode: standalone)").matches;
}
