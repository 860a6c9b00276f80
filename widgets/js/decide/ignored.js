import { tagged } from "../engine/address.js";
import { among, hostOf } from "./hosts.js";

/** Where visitors only pay or sign in; twin of `ours_ignored_referrers` in collector/attribution/data. */
export const IGNORED = [
  "paypal.com",
  "checkout.stripe.com",
  "pay.vnpay.vn",
  "vnpayment.vn",
  "payment.momo.vn",
  "momo.vn",
  "zalopay.vn",
  "onepay.vn",
  "payoo.vn",
  "napas.com.vn",
  "3dsecure.io",
  "accounts.google.com",
  "appleid.apple.com",
  "login.microsoftonline.com",
  "oauth.zaloapp.com",
  "localhost",
];

/**
 * The last landing that may earn credit; a visitor who comes back from paying came as before.
 * @template {{url: string, referrer: string}} T
 * @param {T[]} touches oldest first @param {readonly string[]} [more] the site's own of those hosts
 * @returns {T | undefined}
 */
export function lastEarning(touches, more = []) {
  const paid = (/** @type {T} */ { url, referrer }) =>
    !tagged(url) && among(hostOf(referrer) ?? "", [...IGNORED, ...more]);
  return touches.filter((touch) => !paid(touch)).pop();
}
