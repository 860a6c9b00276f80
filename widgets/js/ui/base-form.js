// What every widget with a form needs; see base.js.
import "./base.js";
import "./dialog.js";
import "./form.js";
