/** The part of a site's configuration that the loader carries (`v` 3). */
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
  /** Hosts, besides the usual ones for paying and signing in, whose referrer earns nothing; for `decide`. */
  ignore?: string[];
  hours: Hours;
  /** Seconds between two dialogs that nobody asked for. */
  gap: number;
  /** The hash in the name of the part `consent`, for pages on which something is said of it. */
  consent: string;
  /** The hash in the name of the part `decide`; only where a widget needs it. */
  decide?: string;
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
  /** Hashes of its code: of the part, `<kind>.<hash>.js`, and of what it shares, `ui.<hash>.js`, one space between. */
  part: string;
  /** The hash in the name of its content, `<id>.<hash>.json`. */
  content: string;
  triggers: Trigger[];
  rules?: Rule;
  schedule?: Schedule;
  frequency?: Frequency;
  variants?: Arm[];
  /** Percent of visitors that never see it unasked. */
  holdout?: number;
  /** It opens as a dialog: one at a time, and none too soon after another. */
  modal?: number;
  /** More to decide than to come at once: the part `decide` does it. */
  decide?: number;
  /** Kinds that this widget leads to; those need no button of their own. */
  opens?: string[];
}

/** On what, its value, and the devices it is for; see TRIGGERS in collector/widgets/deciding.py. */
export type Trigger = [on: string, value?: string | number, devices?: 0 | string[]];

/** A question: `what[:name]`, `[!]operator`, value; see FACTS in collector/widgets/facts.py. */
export type Leaf = [what: string, is: string, value?: string | number];
export type Rule = Leaf | { all?: Rule[]; any?: Rule[] };

/** Days of the site's zone, both included; `days` are digits, Monday 1. */
export interface Schedule {
  from?: string;
  to?: string;
  days?: string;
  hours?: "site" | [string, string][];
  /** Closed on the site's holidays. */
  skip?: number;
  /** Outside of it the widget shows, with another content. */
  outside?: number;
}

/** Seconds after each, and how often at most; what is missing sets no limit. */
export interface Frequency {
  shown?: number;
  closed?: number;
  converted?: number;
  most?: number;
  session?: number;
  priority?: number;
}

/** Name, weight and, where they differ, the triggers. */
export type Arm = [name: string, weight: number, triggers?: Trigger[]];
