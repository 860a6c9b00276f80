/** @import {Push} from "./push.js" */
import { button, fill, focused, h, icon } from "../ui/dom.js";
import { Card } from "./card.js";
import { prepared } from "./prepared.js";

/** A button that rests on the page, with a small panel. @param {Push} push @param {string} css */
export function bell(push, css) {
  const { ctx } = push;
  const box = push.box(css);
  const panel = h("div", { class: "panel", id: "panel", hidden: true });
  const fab = button("fab", () => set(panel.hidden !== false, "button"));
  fab.setAttribute("aria-label", ctx.t("bell"));
  fab.setAttribute("aria-controls", "panel");
  const corner = h("div", { class: "corner" }, panel, fab);
  const card = new Card(push, panel, (by) => set(false, by));
  const outside = (/** @type {Event} */ event) =>
    event.composedPath().includes(corner) || set(false, "outside");

  /** @param {boolean} open @param {string} by */
  async function set(open, by) {
    if (open !== panel.hidden) return;
    panel.hidden = !open;
    fab.setAttribute("aria-expanded", String(open));
    const listening = open ? "addEventListener" : "removeEventListener";
    document[listening]("pointerdown", outside, true);
    if (!open) {
      if (by !== "outside" && (panel.contains(focused()) || !focused()?.isConnected)) fab.focus();
      card.clear();
      ctx.event("close", { by });
      return;
    }
    push.box();
    card.show(push.state());
    card.title.focus({ preventScroll: true });
    ctx.event("open", { trigger: by });
    await prepared(push);
  }
  function look() {
    /** @type {Record<string, string>} */
    const drawn = push.icons;
    fill(fab, icon(drawn[push.state()] ?? drawn.ready));
  }

  fab.setAttribute("aria-expanded", "false");
  // Above a contact button, which may stand in the same corner.
  if (ctx.content.look.side === "right" && ctx.find("contact"))
    box.style.setProperty("--lift", "72px");
  push.changed = look;
  push.away = (by) => void set(false, by);
  const end = push.end;
  push.end = () => {
    document.removeEventListener("pointerdown", outside, true);
    end();
  };
  look();
  box.append(corner);
  ctx.visible(fab);
  return { set };
}
