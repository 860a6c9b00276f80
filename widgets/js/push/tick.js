/** @import {Push} from "./push.js" */
/** @import {Step} from "./flow.js" */
import { h } from "../ui/dom.js";
import { adopt } from "./adopt.js";

/** @type {Partial<Record<Step, string>>} */
const SAID = { hint: "waiting_hint", blocked: "blocked_text" };
const SILENT = ["dismissed", "ready"];

/**
 * A box to tick, for the page that thanks after another widget's form. It draws nothing where there is
 * nothing to be had by a tick.
 * @param {Push} push @param {Element} into
 */
export function tick(push, into) {
  if (push.state() !== "ready" || into.querySelector("beckon-push")) return;
  const { t, visible } = push.ctx;
  const box = h("input", { type: "checkbox" });
  const said = h("p", { class: "help", role: "status" });
  const wished = push.content.categories.filter(({ checked }) => checked).map(({ id }) => id);
  const label = h("label", { class: "tick" }, box, h("span", {}, t("tick")));
  const { host, box: held } = adopt(push);
  held.append(label, said);
  box.addEventListener("change", () => {
    // Nothing is unticked here: the browser keeps what it was told, and the bell turns it off.
    if (!box.checked) return;
    box.disabled = true;
    push.turnOn(push, wished, say);
  });

  /** @param {Step} step */
  function say(step) {
    const again = ["failed", "dismissed", "ready", "blocked"].includes(step);
    if (again) {
      box.checked = false;
      box.disabled = false;
    }
    said.textContent = SILENT.includes(step) ? "" : t(SAID[step] ?? `${step}_title`);
  }
  into.append(host);
  visible(host);
}
