/** @import {Contact} from "../contact.js" */
import "../ui/base.js";

/**
 * Keeps the button off what the owner wants seen (`hide_near`, a selector, a footer for example): it
 * goes while such an element is in view.
 * @param {Contact} contact
 */
export function hide({ content, corner, stop }) {
  /** @type {Set<Element>} */
  const near = new Set();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) near.add(target);
      else near.delete(target);
    }
    // Never from under somebody's hands.
    corner.hidden = near.size > 0 && !corner.classList.contains("open");
  });
  for (const element of Array.from(document.querySelectorAll(content.hide_near)))
    observer.observe(element);
  stop.addEventListener("abort", () => observer.disconnect());
}
