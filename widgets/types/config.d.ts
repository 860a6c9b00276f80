// Made by `python -m collector.widgets.typings` from the shapes in collector/widgets; a test compares.

export interface Edge {
  x: number;
  y: number;
}

export interface Offset {
  phone: Edge;
  desktop: Edge;
}

export interface Look {
  side: "right" | "left";
  offset: Offset;
  color: string;
  radius: number;
  theme: "auto" | "light" | "dark";
  font: "system" | "inherit";
  attention: number;
}

export interface Trigger {
  on:
    | "load"
    | "delay"
    | "stay"
    | "pages"
    | "scroll"
    | "element"
    | "idle"
    | "exit"
    | "return"
    | "click"
    | "event"
    | "data_layer";
  seconds?: number;
  count?: number;
  percent?: number;
  selector?: string;
  name?: string;
  devices: ("phone" | "tablet" | "desktop")[];
}

export interface Rule {
  all?: Rule[];
  any?: Rule[];
  what?:
    | "path"
    | "url"
    | "query"
    | "hash"
    | "referrer"
    | "utm"
    | "visitor"
    | "visits"
    | "pages"
    | "device"
    | "lead"
    | "widget"
    | "click_id"
    | "channel"
    | "system"
    | "browser"
    | "language"
    | "app"
    | "cookie"
    | "storage"
    | "variable"
    | "consent";
  name?: string;
  is?:
    | "is"
    | "contains"
    | "starts"
    | "ends"
    | "glob"
    | "regex"
    | "exists"
    | ">"
    | ">="
    | "<"
    | "<=";
  value?: string | number;
  not?: boolean;
}

export interface Schedule {
  from: string | null;
  to: string | null;
  weekdays: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
  hours: "site" | [string, string][] | null;
  holidays: "show" | "skip";
  outside: "hide" | "variant";
  content_outside: Record<string, unknown>;
}

export interface Wait {
  seconds: number;
  minutes: number;
  hours: number;
  days: number;
}

export interface Frequency {
  after_shown: Wait;
  after_closed: Wait;
  after_converted: Wait;
  most: number;
  session: number;
  priority: number;
}

export interface Option {
  value: string;
  label: Record<string, string>;
}

export interface Source {
  from: "param" | "cookie" | "variable" | "selector" | "product";
  name: string;
}

export interface Condition {
  field: string;
  is?: string;
  not?: string;
  in?: string[];
  filled?: boolean;
}

export interface When {
  all: Condition[];
  any: Condition[];
}

export interface Field {
  name: string;
  type:
    | "phone"
    | "name"
    | "email"
    | "text"
    | "note"
    | "textarea"
    | "slot"
    | "select"
    | "multi"
    | "radio"
    | "checkbox"
    | "number"
    | "date"
    | "rating"
    | "hidden";
  required: boolean;
  label: Record<string, string>;
  hint?: Record<string, string>;
  placeholder?: Record<string, string>;
  options?: Option[];
  min?: number;
  max?: number;
  step?: number;
  pattern?: string;
  max_length?: number;
  source?: Source;
  when?: When;
  autocomplete?: string;
  inputmode?: string;
}

export interface Step {
  title: Record<string, string>;
  fields: string[];
}

export interface Form {
  fields: Field[];
  steps: Step[];
}

export interface Box {
  purpose: string;
  text: Record<string, string>;
  required: boolean;
}

export interface Consent {
  privacy_url: string | null;
  marketing: boolean;
  boxes: Box[];
  wording: string;
}

export interface After {
  kind: "link" | "widget" | "channel";
  url: string;
  widget: string;
  channel: "zalo" | "messenger" | "whatsapp" | "telegram" | "viber" | "phone" | "sms" | "email";
  value: string;
  region: string;
  href: string;
  seconds: number;
  tab: "same" | "new";
  pass_on: boolean;
}

export interface Success {
  close_after_seconds: number;
  after: After | null;
}

export interface Variant {
  name: string;
  weight: number;
  content: Record<string, unknown>;
  look: Record<string, unknown>;
  triggers: Trigger[] | null;
}

export interface Channel {
  id: string;
  kind:
    | "zalo"
    | "messenger"
    | "whatsapp"
    | "telegram"
    | "viber"
    | "teams"
    | "skype"
    | "phone"
    | "sms"
    | "email"
    | "callback"
    | "map"
    | "link";
  value: string;
  display: string;
  label: Record<string, string>;
  hours: "site" | [string, string][] | null;
  outside: "mark" | "hide";
  devices: ("phone" | "desktop")[];
}

export interface Order {
  phone: string[];
  desktop: string[];
}

export interface Greeting {
  style: "bubble" | "badge" | "both";
  show: boolean;
  delay_seconds: number;
}

export interface Agent {
  name: string;
  role: Record<string, string>;
  photo: string | null;
  hours: "site" | [string, string][] | null;
  channels: string[];
}

export interface ContactTexts {
  vi: Record<string, string>;
  en: Record<string, string>;
}

export interface ContactContent {
  mode: "menu" | "hotline";
  region: string;
  channels: Channel[];
  order: Order;
  greeting: Greeting;
  agents: Agent[];
  hide_near: string;
  texts: ContactTexts;
}

export interface ContactConfig {
  schema: number;
  look: Look;
  triggers: Trigger[];
  rules: Rule;
  schedule: Schedule;
  frequency: Frequency;
  form: Form;
  consent: Consent;
  success: Success;
  variants: Variant[];
  holdout: number;
  content: ContactContent;
}

export interface Slots {
  minutes: number;
  days: number;
  notice_minutes: number;
}

export interface CallbackTexts {
  vi: Record<string, string>;
  en: Record<string, string>;
}

export interface CallbackContent {
  region: string;
  phone: string | null;
  phone_display: string;
  launcher: "auto" | "always" | "never";
  promise_minutes: number;
  slots: Slots;
  texts: CallbackTexts;
}

export interface CallbackConfig {
  schema: number;
  look: Look;
  triggers: Trigger[];
  rules: Rule;
  schedule: Schedule;
  frequency: Frequency;
  form: Form;
  consent: Consent;
  success: Success;
  variants: Variant[];
  holdout: number;
  content: CallbackContent;
}

export interface Worth {
  kind: "percent" | "amount" | "gift" | "free_shipping";
  percent: number;
  amount_minor: number | null;
  currency: string | null;
  gift: Record<string, string>;
}

export interface Expiry {
  kind: "after" | "date" | "never";
  minutes: number;
  date: string | null;
}

export interface VoucherTexts {
  vi: Record<string, string>;
  en: Record<string, string>;
}

export interface VoucherContent {
  region: string;
  launcher: "auto" | "always" | "never";
  worth: Worth;
  minimum_order: Record<string, string>;
  apply_link: string | null;
  expiry: Expiry;
  reveal: "form" | "at_once";
  tab: boolean;
  clock: boolean;
  texts: VoucherTexts;
}

export interface VoucherConfig {
  schema: number;
  look: Look;
  triggers: Trigger[];
  rules: Rule;
  schedule: Schedule;
  frequency: Frequency;
  form: Form;
  consent: Consent;
  success: Success;
  variants: Variant[];
  holdout: number;
  content: VoucherContent;
}

export interface Extra {
  id: string;
  label: Record<string, string>;
  price_minor: number | null;
}

export interface Product {
  id: string;
  label: Record<string, string>;
  detail: Record<string, string>;
  unit: Record<string, string>;
  step: "1" | "0.5" | "0.1" | "0.01" | "0.001";
  price_minor: number | null;
  extras: Extra[];
}

export interface QuoteTexts {
  vi: Record<string, string>;
  en: Record<string, string>;
}

export interface QuoteContent {
  region: string;
  phone: string | null;
  phone_display: string;
  launcher: "auto" | "always" | "never";
  products: Product[];
  several: boolean;
  quantities: boolean;
  most_quantity: number;
  prices: boolean;
  valid_days: number;
  tax_percent: string;
  texts: QuoteTexts;
}

export interface QuoteConfig {
  schema: number;
  look: Look;
  triggers: Trigger[];
  rules: Rule;
  schedule: Schedule;
  frequency: Frequency;
  form: Form;
  consent: Consent;
  success: Success;
  variants: Variant[];
  holdout: number;
  content: QuoteContent;
}

export interface PushLook {
  side: "left" | "right";
  offset: Offset;
  color: string;
  radius: number;
  theme: "auto" | "light" | "dark";
  font: "system" | "inherit";
  attention: number;
}

export interface Worker {
  path: string;
  scope: string;
}

export interface Category {
  id: string;
  label: Record<string, string>;
  checked: boolean;
}

export interface PushTexts {
  vi: Record<string, string>;
  en: Record<string, string>;
}

export interface PushContent {
  prompt: "slide" | "bell" | "inline" | "none";
  selector: string;
  place: "top" | "bottom";
  way: "window" | "worker";
  worker: Worker;
  categories: Category[];
  ios_steps: boolean;
  back_off_days: number[];
  texts: PushTexts;
}

export interface PushConfig {
  schema: number;
  look: PushLook;
  triggers: Trigger[];
  rules: Rule;
  schedule: Schedule;
  frequency: Frequency;
  form: Form;
  consent: Consent;
  success: Success;
  variants: Variant[];
  holdout: number;
  content: PushContent;
}

export interface Paint {
  ground: string | null;
  text: string | null;
  rgb: string;
  veil: number;
}

export interface PictureWidth {
  src: string;
  width: number;
}

export interface Picture {
  src: string;
  alt: Record<string, string>;
  width: number;
  height: number;
  sources: PictureWidth[];
}

export interface Button {
  kind: "link" | "widget" | "channel";
  url: string;
  widget: string;
  channel: "zalo" | "messenger" | "whatsapp" | "telegram" | "viber" | "phone" | "sms" | "email";
  value: string;
  region: string;
  href: string;
  label: Record<string, string>;
}

export interface Message {
  id: string;
  text: Record<string, (string | [words: string, marks: string, href?: string])[]>;
  image: Picture | null;
  code: string;
  button: Button | null;
  sponsored: boolean;
}

export interface Clock {
  kind: "date" | "visitor";
  at: string;
  minutes: number;
  at_end: "hide" | "text";
  end_text: Record<string, string>;
}

export interface BannerTexts {
  vi: Record<string, string>;
  en: Record<string, string>;
}

export interface BannerContent {
  place: "top" | "bottom" | "corner" | "inline";
  corner: "bottom" | "top";
  slot: string;
  push: boolean;
  sticky: boolean;
  below: string;
  above: string;
  fill: "color" | "plain";
  paint: Paint;
  background: string | null;
  closable: boolean;
  messages: Message[];
  rotate_seconds: number;
  countdown: Clock | null;
  texts: BannerTexts;
}

export interface BannerConfig {
  schema: number;
  look: Look;
  triggers: Trigger[];
  rules: Rule;
  schedule: Schedule;
  frequency: Frequency;
  form: Form;
  consent: Consent;
  success: Success;
  variants: Variant[];
  holdout: number;
  content: BannerContent;
}
