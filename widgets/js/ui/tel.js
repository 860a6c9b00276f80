/** A link that dials. @param {string} number as the owner wrote it */
export function telLink(number) {
  return `tel:${number.replace(/[^+\d]/g, "")}`;
}
