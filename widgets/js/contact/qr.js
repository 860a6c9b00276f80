import "../ui/base.js";
import { generate } from "lean-qr/nano";
import { h, icon } from "../ui/dom.js";

const QUIET = 4;

/**
 * An address as a code for the visitor's phone; drawn here, nothing is asked of the network.
 * @param {string} address @param {string} label
 */
export function draw(address, label) {
  const { size, get } = generate(address);
  let path = "!";
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) if (get(x, y)) path += `M${x} ${y}h1v1h-1z`;
  }
  const picture = icon(path);
  const whole = size + 2 * QUIET;
  picture.setAttribute("viewBox", `${-QUIET} ${-QUIET} ${whole} ${whole}`);
  picture.setAttribute("class", "code");
  return h("li", { role: "img", "aria-label": label }, picture);
}
