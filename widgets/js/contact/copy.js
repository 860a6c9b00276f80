/** @param {string} text @param {ShadowRoot} root @returns {Promise<boolean>} whether it is in the clipboard now */
export async function copy(text, root) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No clipboard on plain http and in some apps' browsers; the old way still works there.
    return copyBySelection(text, root);
  }
}

/** @param {string} text @param {ShadowRoot} root */
function copyBySelection(text, root) {
  const field = document.createElement("textarea");
  const before = /** @type {HTMLElement | null} */ (root.activeElement);
  field.value = text;
  field.readOnly = true;
  field.className = "said";
  root.querySelector(".b")?.append(field);
  field.select();
  let done = false;
  try {
    done = document.execCommand("copy");
  } catch {}
  field.remove();
  before?.focus({ preventScroll: true });
  return done;
}
