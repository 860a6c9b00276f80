// What only some forms need, fetched for those: rarer kinds of question, steps and conditions.
import "./base-form.js";

export { KINDS } from "./kinds.js";
export { Plan } from "./plan.js";
