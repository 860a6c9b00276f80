import { capture } from "./arrival.js";

/** Imported first by the loader: a router may rewrite the address right after us. */
export const landing = capture();
