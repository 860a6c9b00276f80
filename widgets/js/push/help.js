/** @import {Card} from "./card.js" */
import "../ui/base.js";
import helpCss from "../../css/push-help.css";
import { button, h, icon } from "../ui/dom.js";
import { style } from "../ui/style.js";

const SHARE = "M12 15V3.5M8 7l4-3.8L16 7M8.5 10.5H6v10h12v-10h-2.5";
const ADD =
  "M7 4h10a3 3 0 0 1 3 3v10a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3zM12 8.5v7M8.5 12h7";

/**
 * Tells what the visitor can do where we can do nothing.
 * @param {Card} card @param {string} state "denied", "ios" or "app"
 */
export function help(card, state) {
  style(card.push.ctx, helpCss);
  if (state === "ios") ios(card);
  else if (state === "app") app(card);
  else denied(card);
}

/** @param {Card} card */
function denied(card) {
  const { t } = card;
  const steps = t(`undo_${browser()}`).split(" | ");
  card.draw(
    t("denied_title"),
    h("p", {}, t("denied_text")),
    h(
      "ol",
      { class: "steps" },
      steps.map((words, place) => step(place + 1, words)),
    ),
  );
}

/** @param {string | number} sign @param {string} words */
function step(sign, words) {
  return h("li", {}, h("b", { "aria-hidden": "true" }, `${sign}`), h("span", {}, words));
}

/** Opera, Cốc Cốc and others on Chromium are as Chrome is. */
function browser() {
  const { userAgent: agent, maxTouchPoints } = navigator;
  /** @type {[string, RegExp][]} */
  const known = [
    ["ios", /iPhone|iPad|iPod/],
    ["samsung", /SamsungBrowser/],
    ["firefox", /Firefox/],
    ["edge", /Edg\//],
    ["android", /Android.*Chrome/],
    ["chrome", /Chrome/],
    ["safari", /Safari/],
  ];
  const found = known.find(([, sign]) => sign.test(agent))?.[0] ?? "other";
  return found === "safari" && maxTouchPoints > 1 ? "ios" : found;
}

/** First that it is possible at all, and how for who wants to know. @param {Card} card */
function ios(card) {
  const { t } = card;
  /** @type {[string, string][]} */
  const steps = [
    ["ios_share", SHARE],
    ["ios_add", ADD],
    ["ios_open", card.push.icons.ready],
  ];
  const show = () =>
    card.draw(
      t("ios_title"),
      h(
        "ol",
        { class: "steps" },
        steps.map(([words, drawing], place) =>
          h(
            "li",
            {},
            h("span", { class: place === 2 ? "tile app" : "tile" }, icon(drawing)),
            h("span", {}, t(words)),
          ),
        ),
      ),
    );
  card.draw(
    t("title"),
    h("p", {}, t("ios_text")),
    h(
      "div",
      { class: "two" },
      button("quiet", () => card.leave("no"), t("no")),
      button("send", show, t("ios_how")),
    ),
  );
}

/** @param {Card} card */
function app(card) {
  const { t } = card;
  const { href, protocol, host, pathname, search, hash } = location;
  const android = /Android/.test(navigator.userAgent);
  const scheme = protocol.slice(0, -1);
  const outside = `intent://${host}${pathname}${search}#Intent;scheme=${scheme};end`;
  const said = h("p", { class: "help", role: "status" });
  const copy = button(
    "quiet",
    async () => {
      const done = await navigator.clipboard.writeText(href).then(
        () => true,
        () => false,
      );
      said.textContent = t(done ? "app_copied" : "app_failed");
    },
    t("app_copy"),
  );
  card.draw(
    t("app_title"),
    h("p", {}, t("app_text")),
    h("p", { class: "help" }, t("app_menu")),
    h(
      "div",
      { class: "two" },
      copy,
      android && !hash.includes("#/") && h("a", { class: "send", href: outside }, t("app_open")),
    ),
    said,
  );
}
