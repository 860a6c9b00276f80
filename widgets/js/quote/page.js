/** @import {Form} from "../ui/form.js" */

/**
 * What the page is about, as the form's hidden field finds it; "" when that is but the title of a page
 * that sells nothing.
 * @param {Form} form
 */
export function pageProduct({ asked }) {
  const found = asked.find(({ question }) => question.type === "hidden" && isProduct(question));
  const told = found?.question.source?.from !== "product" || sells();
  return told ? String(found?.field.value() ?? "") : "";
}

/** @param {import("../ui/field.js").Question} question */
function isProduct({ name, source }) {
  return source?.from === "product" || name === "product";
}

/** Whether the page tells search engines of a product. */
function sells() {
  const type = document.querySelector('meta[property="og:type"]')?.getAttribute("content") ?? "";
  const scripts = Array.from(document.querySelectorAll('script[type="application/ld+json"]'));
  return (
    /product/.test(type) || scripts.some(({ textContent }) => /Product"/.test(`${textContent}`))
  );
}
