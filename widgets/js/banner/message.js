/** @import {Banner} from "../banner.js" */
/** @import {Message} from "../../types/config" */
import { button, h, icon } from "../ui/dom.js";
import { extra } from "../ui/extra.js";
import { safe } from "./address.js";

const COPY = "M8.5 8.5h11v11h-11zM5.5 15.5h-1v-11h11v1";

/** @param {Banner} banner @param {Message} message */
export function draw(banner, message) {
  const acts = [code(banner, message), deed(banner, message)].filter(Boolean);
  return h(
    "div",
    { class: "message" },
    picture(banner, message),
    h(
      "div",
      { class: "words" },
      h("p", {}, ...sentence(banner, message)),
      banner.content.countdown && h("p", { class: "clock", role: "timer" }),
    ),
    acts.length > 0 && h("div", { class: "acts" }, acts),
  );
}

/** @param {Banner} banner @param {Message} message */
function sentence({ ctx }, message) {
  return message.text[ctx.lang].map((run) => {
    const [text, marks = "", href = ""] = typeof run === "string" ? [run] : run;
    const words = ctx.say(text);
    /** @type {Node | string} */
    let made = href ? link(ctx, message, "", href, "text", words) : words;
    if (marks.includes("i")) made = h("em", {}, made);
    return marks.includes("b") ? h("strong", {}, made) : made;
  });
}

/**
 * A link of this page's own tab, counted.
 * @param {Banner["ctx"]} ctx @param {Message} message @param {string} look @param {string} href
 * @param {string} kind of what was tapped @param {string} words
 */
function link(ctx, { id, sponsored }, look, href, kind, words) {
  return h(
    "a",
    {
      class: look,
      href: safe(href, ctx.site.own),
      rel: sponsored && "sponsored nofollow",
      click: () => ctx.event("click", { button: kind, message: id }),
    },
    words,
  );
}

/** The button; none where it has nothing to open. @param {Banner} banner @param {Message} message */
function deed({ ctx }, message) {
  const { button: does, id } = message;
  if (!does) return null;
  const words = ctx.say(does.label[ctx.lang]);
  const kind = does.kind === "channel" ? does.channel : does.kind;
  if (does.kind !== "widget") return link(ctx, message, "go", does.href, kind, words);
  if (!ctx.find(does.widget)) return null;
  ctx.prefetch(does.widget);
  const open = () => {
    ctx.event("click", { button: kind, message: id, opens: does.widget });
    ctx.open(does.widget, { trigger: "banner" });
  };
  return button("go", open, words);
}

/** A coupon's code, copied by a tap. @param {Banner} banner @param {Message} message */
function code(banner, { id, code: coupon }) {
  const { ctx } = banner;
  if (!coupon) return null;
  const load = () =>
    extra(
      () => import("./copying.js"),
      (found) => found.copying,
    );
  const ready = load();
  const made = button("code", copy, h("bdi", {}, coupon), icon(COPY));
  made.setAttribute("aria-label", `${ctx.t("copy")} ${coupon}`);
  async function copy() {
    ctx.event("copy", { button: "code", message: id });
    const copying = (await ready) ?? (await load());
    copying?.(banner, made, coupon, COPY);
  }
  return made;
}

/** Its place is kept from the start; what does not come stays invisible in it. @param {Banner} banner @param {Message} message */
function picture({ ctx }, { image }) {
  if (!image) return null;
  const { src, alt, width, height, sources } = image;
  const all = [{ src, width }, ...sources];
  const made = h("img", {
    width,
    height,
    alt: alt[ctx.lang] ?? "",
    loading: "lazy",
    decoding: "async",
    sizes: sources.length > 0 && "(min-width: 600px) 360px, 100vw",
    srcset: sources.length > 0 && all.map((one) => `${one.src} ${one.width}w`).join(", "),
    src,
    error: () => made.classList.add("broken"),
  });
  return made;
}
