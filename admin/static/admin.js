// What pages need beyond htmx: one door for markup, copy buttons, and the parts that only work with scripts.

// Trusted Types: htmx parses answers of this origin, in which every visitor's word is escaped. Nothing may become a
// script, by no road.
if (window.trustedTypes) {
  trustedTypes.createPolicy("default", { createHTML: (text) => text });
}

document.documentElement.classList.add("js");

function reveal(root) {
  for (const each of root.querySelectorAll(".needs-js[hidden]")) each.hidden = false;
}

async function copy(button) {
  const words = button.querySelector("[data-done]");
  const usual = words.textContent;
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent);
    words.textContent = words.dataset.done;
  } catch {
    // No clipboard on plain http: select it, so that one press of the keyboard copies it.
    getSelection().selectAllChildren(source);
  }
  setTimeout(() => {
    words.textContent = usual;
  }, 2000);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (button) copy(button);
});
document.addEventListener("DOMContentLoaded", () => reveal(document));
document.addEventListener("htmx:load", (event) => reveal(event.target));
