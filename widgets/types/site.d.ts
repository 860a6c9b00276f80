/** The part of a site's configuration that the loader carries (`v` 1). */
export interface Site {
  v: number;
  key: string;
  /** Origin and prefix of the collector, no slash at the end. */
  base: string;
  locale: string;
  zone: string;
  currency: string;
  gate: "none" | "wait" | "cookieless";
  /** Registrable domains of the site's origins: a referrer from there is an own page. */
  own: string[];
  /** Hosts or suffixes whose referrer never makes a touch (payment pages, sign-in pages). */
  ignore: string[];
  /** Query parameter names, besides utm_*, that make a landing a tagged one. */
  ids: string[];
  hours: Hours;
  /** The site's own number, E.164. */
  phone?: string | null;
  widgets: SiteWidget[];
}

export interface Hours {
  /** Seven days, Monday first; each a list of ["08:00","12:00"] in the site's zone. */
  week: [string, string][][];
  /** Dates "2027-01-01" on which the site is closed. */
  holidays: string[];
}

export interface SiteWidget {
  id: string;
  kind: string;
  /** File name of the part, `<kind>.<hash>.js`. */
  part: string;
  /** File name of the content, `<id>.<hash>.json`. */
  content: string;
  triggers: Trigger[];
  /** Days in which a trigger leaves the visitor alone. */
  frequency?: { after_closed_days?: number; after_converted_days?: number };
  /** Kinds that this widget leads to; those need no button of their own. */
  opens?: string[];
}

export type Trigger =
  | { on: "load" }
  | { on: "delay"; seconds: number }
  | { on: "scroll"; percent: number }
  | { on: "click"; selector: string }
  | { on: "event"; name: string };
