/** @import {Ctx} from "../../types/part" */
/** @import {Question} from "./field.js" */
import { judge } from "./phone.js";

/**
 * Something to look at again in an answer; "" for nothing.
 * @param {Ctx} ctx @param {Question} question @param {any} value
 */
export function hint(ctx, { type }, value) {
  if (type === "phone")
    return judge(value, ctx.content.content) === "odd" ? ctx.t("phone_odd") : "";
  return type === "email" && value && !/^\S+@\S+\.\S+$/.test(value) ? ctx.t("email_odd") : "";
}
