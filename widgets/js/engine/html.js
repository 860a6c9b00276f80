/** The root element: an <img name="documentElement"> in the page shadows the document's own name for it. */
export const html = () => /** @type {HTMLElement} */ (document.querySelector("html"));
