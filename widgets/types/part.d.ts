import type { Site, SiteWidget } from "./site";

/**
 * A widget's part: an ES module with these two exports. The engine calls `mount` once, when the
 * widget is about to be shown for the first time.
 */
export interface Part {
  mount(ctx: Ctx): Mounted;
  /**
   * True for a widget with a resting state on the page (the contact button): a trigger then only
   * mounts it. Without it a trigger mounts and opens.
   */
  resting?: boolean;
}

export interface Mounted {
  /** `opts.trigger` tells what opened it: "load", "delay", "click", "command", "widget", … */
  open(opts?: OpenOptions): void;
  close(): void;
  destroy(): void;
}

export interface OpenOptions {
  trigger?: string;
  [name: string]: unknown;
}

/** Published configuration of a widget; each part knows the fields of its own kind. */
export interface Content {
  schema: number;
  id: string;
  kind: string;
  // biome-ignore lint/suspicious/noExplicitAny: the shape differs per kind, the part narrows it
  content: any;
  // biome-ignore lint/suspicious/noExplicitAny: see above
  [section: string]: any;
}

/** What the engine gives to a part. Nothing in it throws, whatever the page or the collector does. */
export interface Ctx {
  site: Site;
  widget: SiteWidget;
  content: Content;
  /** The key of content.content.texts in use. */
  lang: string;
  /** The text of that key with `{name}` replaced from `vars` (then from `beckon('set', …)`); "" when missing. */
  t(key: string, vars?: Record<string, unknown>): string;
  /**
   * A text that the owner wrote, with its merge tags filled in, `{name}` or `{name|else}`: from `vars`, from
   * `beckon('set', …)` (name, product, …), the page's `utm_…` values, and its `title`. Plain text: never put it into HTML.
   */
  say(text: string | undefined, vars?: Record<string, unknown>): string;
  device: "phone" | "desktop";
  inApp: InApp | null;
  /**
   * The one host element of this widget with an open shadow root, the sheets adopted. A second call
   * gives the same root. The host is a fixed box of no size, so the page never moves.
   */
  root(...css: string[]): ShadowRoot;
  /**
   * What this widget remembers of the visitor, as far as consent goes. The engine itself writes
   * `closed` and `converted` (ms) and lets triggers rest by them: `widget.frequency`.
   */
  memory: {
    // biome-ignore lint/suspicious/noExplicitAny: whatever the part has written
    read(name: string): any;
    write(name: string, value: unknown): void;
  };
  /** The visitor's id and the current touch, each as far as consent goes. */
  who(): { visitor: string | null; touch: string | null };
  /** Watches that element: half visible for 1 s queues `impression` once and emits `shown`. */
  visible(element: Element): void;
  /**
   * Queues an event of this widget. `open`, `close` and `click` also emit the window events
   * `beckon:opened`, `beckon:closed`, `beckon:clicked`, so a part need not.
   */
  event(name: string, props?: Record<string, unknown>): void;
  /** Emits the window event `beckon:<name>`; widget, kind and variant are added to the detail. */
  emit(name: string, detail?: Record<string, unknown>): void;
  /**
   * Sends a lead. Emits `submitted` and tells the page's pixels when it was stored. After "invalid"
   * the next call carries the same idempotency key; after "waiting" the engine keeps trying.
   */
  lead(fields: Record<string, unknown>, extra?: LeadExtra): Promise<Outcome>;
  /**
   * Asks for something that needs no form, again and again until there is an answer: its body;
   * `{status: "refused"}` when there never will be; `{status: "unasked"}`, and nothing sent, before consent
   * when the visitor has not asked for it; null when nobody wants it any more, or what asks did not load.
   */
  // biome-ignore lint/suspicious/noExplicitAny: the shape differs per kind
  ask(asking: Asking): Promise<any>;
  /** Called with the later outcome of a lead that was "waiting", of this page or of an earlier one. */
  onLead(listener: (outcome: Outcome) => void): void;
  /** Opens another widget by its id or kind; false when the site has none. */
  open(idOrKind: string, opts?: OpenOptions): boolean;
  find(idOrKind: string): SiteWidget | null;
  /** Fetches the code and content of another widget when the page is idle; not under Save-Data. */
  prefetch(idOrKind: string): void;
}

export type InApp = "zalo" | "facebook" | "messenger" | "instagram" | "tiktok" | "line";

export interface Asking {
  /** Posted to `/v1/<what>`. */
  what: string;
  /** Whether the visitor has asked for it, and not a mere trigger. */
  asked: boolean;
  /** Whether anybody still wants it. */
  wanted(): boolean;
  /** Told once, when the first try brought no answer. */
  waits(): void;
}

export interface LeadExtra {
  consent?: { purposes: Record<string, boolean>; wording: string };
  /** From the first touched field to the submit. */
  elapsed_ms?: number;
}

/**
 * stored, held: the collector has it. quarantined: kept there for a person to look at (show a plain
 * thank-you). invalid: `errors` tells what to correct. waiting: not sent yet, the engine retries.
 * refused: the collector will never take it.
 */
export interface Outcome {
  state: "stored" | "held" | "quarantined" | "invalid" | "waiting" | "refused";
  /** The lead's id at the collector. */
  id?: string;
  /** Field name to messages, in the site's language. */
  errors?: Record<string, string[]>;
  /** What the collector wants shown. */
  // biome-ignore lint/suspicious/noExplicitAny: the shape differs per kind
  success?: any;
  event_id?: string;
}
