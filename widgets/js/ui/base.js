// What every widget needs. A part that is fetched later imports this file, so that the build keeps all
// of it in one chunk instead of one for each set of parts.
import "../engine/bind.js";
import "./dom.js";
import "./extra.js";
import "./icons.js";
import "./look.js";
import "./style.js";
