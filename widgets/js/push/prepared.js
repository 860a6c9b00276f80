/** @import {Push} from "./push.js" */
import { extra } from "../ui/extra.js";

/**
 * What can be asked of the network is asked before the visitor is: a worker file that is not there leaves
 * the other way.
 * @param {Push} push
 */
export async function prepared(push) {
  const { ctx } = push;
  if (push.way !== "worker" || push.state() !== "ready") return;
  const found = await extra(
    () => import("./agree.js"),
    (part) => part.answers(push),
  );
  if (found !== false) return;
  push.way = "window";
  ctx.emit("error", { reason: "worker" });
}
