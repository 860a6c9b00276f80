/** @import {Push} from "./push.js" */
import partsCss from "../../css/push-parts.css";
import tokensCss from "../../css/tokens.css";
import { addStyle } from "../engine/host.js";
import { h } from "../ui/dom.js";

/**
 * A box with the owner's look in a place of the page or of another widget.
 * @param {Push} push @returns {{host: HTMLElement, box: HTMLElement}}
 */
export function adopt(push) {
  const host = document.createElement("beckon-push");
  host.style.setProperty("display", "block", "important");
  const root = host.attachShadow({ mode: "open" });
  addStyle(root, tokensCss);
  addStyle(root, partsCss);
  const from = push.box();
  const box = h("div", { lang: push.ctx.lang, class: from.className });
  for (const name of ["--own", "--on-own", "--own-ink", "--r", "--font"])
    box.style.setProperty(name, from.style.getPropertyValue(name));
  root.append(box);
  return { host, box };
}
