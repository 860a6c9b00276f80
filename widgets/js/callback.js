/** @import {Ctx, Mounted, Outcome} from "../types/part" */
import callbackCss from "../css/callback.css";
import dialogCss from "../css/dialog.css";
import fabCss from "../css/fab.css";
import formCss from "../css/form.css";
import tokensCss from "../css/tokens.css";
import { makeForm } from "./callback/form.js";
import { makeResult } from "./callback/result.js";
import { makeDialog } from "./ui/dialog.js";
import { fill, h, icon } from "./ui/dom.js";
import { CALLBACK, CLOCK } from "./ui/icons.js";
import { frame } from "./ui/look.js";
import { sayPromise } from "./ui/when.js";

/** @param {Ctx} ctx @returns {Mounted} */
export function mount(ctx) {
  const look = frame(ctx, tokensCss, fabCss, dialogCss, formCss, callbackCss);
  const dialog = makeDialog(look.box, ctx.t("close"), closed);
  const form = makeForm(ctx, sent);
  const promise = h("p", { class: "promise" }, icon(CLOCK), h("span"));
  let slot = "now";
  let done = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function showForm() {
    done = false;
    dialog.title.textContent = ctx.t("title");
    dialog.top.prepend(dialog.title);
    fill(dialog.body, promise, form.element);
    refresh();
  }

  /** The clock has moved on since the form was last seen. */
  function refresh() {
    const { promise_minutes } = ctx.content.content;
    /** @type {Element} */ (promise.lastChild).textContent = sayPromise(
      ctx,
      "promise",
      Date.now(),
      promise_minutes,
    );
    form.refresh();
  }

  /** @param {Outcome} outcome @param {Record<string, string>} values */
  function sent(outcome, values) {
    slot =
      Object.values(values).find((value) => value === "now" || /^\d{4}-.*Z$/.test(value)) ?? "now";
    show(outcome);
  }

  /** @param {Outcome} outcome */
  function show(outcome) {
    done = true;
    const act = { close: () => dialog.close("done"), again };
    fill(dialog.body, makeResult(ctx, outcome, slot, dialog.title, act));
    if (dialog.isOpen()) dialog.title.focus();
    if (outcome.state === "waiting") return;
    form.reset();
    closeLater();
  }

  /** By itself, but never under somebody's hands. */
  function closeLater() {
    const { close_after_seconds } = ctx.content.success;
    clearTimeout(timer);
    if (close_after_seconds)
      timer = setTimeout(() => dialog.close("timer"), close_after_seconds * 1000);
  }

  function again() {
    showForm();
    form.focus();
  }

  /** @param {string} by */
  function closed(by) {
    clearTimeout(timer);
    ctx.event("close", { by });
  }

  for (const sign of ["pointerdown", "pointermove", "keydown"])
    dialog.layer.addEventListener(sign, () => clearTimeout(timer));
  ctx.onLead((outcome) => {
    if (outcome.state !== "invalid") return show(outcome);
    showForm();
    form.showErrors(outcome.errors ?? {});
  });
  showForm();

  /** @param {import("../types/part").OpenOptions} [opts] */
  function open({ trigger } = {}) {
    // On "load" only the button appears: nobody has asked for the form yet.
    if (trigger === "load" || dialog.isOpen()) return;
    look.repaint();
    if (!done) refresh();
    dialog.open();
    // A keyboard that jumps up hides what it is for; people on phones tap the field themselves.
    if (ctx.device === "phone" || done) dialog.title.focus();
    else form.focus();
    ctx.event("open", { trigger });
    ctx.visible(dialog.layer);
  }

  launch(ctx, look.box, () => open({ trigger: "launcher" }));
  return { open, close: () => dialog.close("api"), destroy: () => clearTimeout(timer) };
}

/** A button of its own, unless the contact button leads here. @param {Ctx} ctx @param {HTMLElement} box @param {() => void} open */
function launch(ctx, box, open) {
  const { launcher } = ctx.content.content;
  const contact = /** @type {{opens?: string[]} | null} */ (ctx.find("contact"));
  if (launcher === "never" || (launcher === "auto" && contact?.opens?.includes("callback"))) return;
  // Above a contact button in the same corner.
  if (contact) box.style.setProperty("--y", `calc(${box.style.getPropertyValue("--y")} + 72px)`);
  const words = h("span", { class: "words" }, ctx.t("launcher"));
  const button = h(
    "button",
    { type: "button", class: "fab wide", click: open },
    icon(CALLBACK),
    words,
  );
  box.prepend(h("div", { class: "corner" }, button));
  ctx.visible(button);
}
