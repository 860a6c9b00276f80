/**
 * Copies what stands in a field. When nothing will, it is left selected, to be copied by hand.
 * @param {HTMLInputElement} field @param {HTMLElement} back takes the focus again
 * @returns {Promise<boolean>} whether it is in the clipboard now
 */
export async function copy(field, back) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // No clipboard on plain http and in some apps' browsers; the old way still works there.
  }
  field.focus();
  field.select();
  try {
    if (!document.execCommand("copy")) return false;
    back.focus();
    return true;
  } catch {
    return false;
  }
}
