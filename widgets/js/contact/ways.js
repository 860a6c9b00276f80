// What draws a channel, for every part that does; see ui/base.js.
import "../ui/base.js";
import "./brands.js";
import "./copier.js";
import "./way.js";
import "../ui/status.js";
