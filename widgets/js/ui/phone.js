// Helps to type a number right. Never refuses one: the collector decides, and keeps even an odd one.

/** Digits and a leading plus, also from full-width forms and with 00 for +. @param {string} typed */
export function normal(typed) {
  const plain = typed.normalize("NFKC").trim();
  const digits = plain.replace(/\D/g, "");
  if (plain.startsWith("+")) return `+${digits}`;
  return digits.startsWith("00") ? `+${digits.slice(2)}` : digits;
}

/**
 * "empty": nothing to call. "odd": worth a second look. "fine": looks like a number that rings.
 * @param {string} typed
 * @param {{region: string, prefix?: string, digits?: number[]}} home the country of numbers written
 *   without one, how its numbers begin elsewhere, and how long they are without that
 * @returns {"empty" | "odd" | "fine"}
 */
export function judge(typed, { region, prefix, digits: lengths }) {
  const number = normal(typed);
  const digits = number.replace("+", "");
  if (!digits) return "empty";
  if (digits.length < 8 || digits.length > 15) return "odd";
  if (region === "VN") return vietnamese(number) ? "fine" : "odd";
  if (!prefix || !lengths) return "fine";
  if (number.startsWith("+") && !number.startsWith(`+${prefix}`)) return "fine";
  const own = number.replace(`+${prefix}`, "").replace(/^0/, "").length;
  return own >= lengths[0] && own <= lengths[1] ? "fine" : "odd";
}

/** Mobile 03 05 07 08 09 + 8 digits, landline 02 + 9 digits, service 1800 and 1900. @param {string} number */
function vietnamese(number) {
  if (number.startsWith("+") && !number.startsWith("+84")) return true;
  const home = number.replace(/^\+?84(?=\d{9,10}$)/, "0").replace(/^00/, "0");
  return /^0?([35789]\d{8}|2\d{9})$|^1[89]00\d{4,6}$/.test(home);
}
