// What stands in a place of the page, or of another widget.
import "../ui/base.js";

export { inline } from "./inline.js";
export { tick } from "./tick.js";
