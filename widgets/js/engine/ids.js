/**
 * An id that no one else makes: 16 bytes as 22 characters of base64url, 48 bits of time and then
 * 80 random ones. The time in front keeps the collector's index pages warm.
 * @param {number} [now] milliseconds UTC
 */
export function newId(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 5, rest = now; i >= 0; i--, rest = Math.floor(rest / 256)) bytes[i] = rest % 256;
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replace(/\+/g, "-").replace(/\//g, "_").slice(0, 22);
}
