import type { Hours } from "./site";

/** The page and the visitor at one moment: all that decisions are made by. */
export interface Snapshot {
  /** ms UTC */
  now: number;
  /** The site's, and its working hours. */
  zone: string;
  hours: Hours;
  url: string;
  /** How the visitor came: the last landing that may earn credit. */
  touch: { url: string; referrer: string };
  /** The site's own domains. */
  own: readonly string[];
  /** How many visits, this one included. */
  visits: number;
  /** How many pages of this visit. */
  pages: number;
  /** For how long this visit has gone on, in ms. */
  stay: number;
  device: "phone" | "tablet" | "desktop";
  /** Whose built-in browser it is. */
  app: string | null;
  /** What the browser says it is. */
  agent: string;
  language: string;
  cookies: string;
  stored(name: string): string | null;
  /** What the page has told, or a global of its own. */
  variable(name: string): unknown;
  consent: Record<string, boolean | undefined>;
  /** What is remembered of a widget, by its id or kind. */
  of(name: string): Shown;
}

/** What is remembered of a widget and this visitor; times in ms UTC. */
export interface Shown {
  shown: number;
  closed: number;
  converted: number;
  /** Of the site as a whole: how far the visitor's lead has come. */
  status?: string;
  /** When the collector was asked for that, in ms UTC. */
  asked?: number;
  /** How often it came unasked, and how often in the visit of that number. */
  times: number;
  here: number;
  visit: number;
  arm?: string;
}

/** @returns whatever; what it throws is passed over */
export type Fire = () => unknown;

export type Trigger = (
  // biome-ignore lint/suspicious/noExplicitAny: a number or a text, as the trigger's shape has it
  value: any,
  fire: Fire,
  page: Snapshot & { signal: AbortSignal },
) => unknown;
