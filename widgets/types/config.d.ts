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
  on: "load" | "delay" | "scroll" | "click" | "event";
  seconds?: number;
  percent?: number;
  selector?: string;
  name?: string;
}

export interface Frequency {
  after_closed_days: number;
  after_converted_days: number;
}

export interface Field {
  name: string;
  type: "phone" | "name" | "email" | "text" | "note" | "slot";
  required: boolean;
  label: Record<string, string>;
}

export interface Form {
  fields: Field[];
}

export interface Consent {
  privacy_url: string | null;
  marketing: boolean;
  wording: string;
}

export interface Success {
  close_after_seconds: number;
}

export interface Channel {
  id: string;
  kind:
    | "zalo"
    | "messenger"
    | "whatsapp"
    | "telegram"
    | "viber"
    | "phone"
    | "sms"
    | "email"
    | "callback"
    | "map"
    | "link";
  value: string;
  display: string;
  label: Record<string, string>;
  devices: ("phone" | "desktop")[];
}

export interface Order {
  phone: string[];
  desktop: string[];
}

export interface Greeting {
  show: boolean;
  delay_seconds: number;
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
  texts: ContactTexts;
}

export interface ContactConfig {
  schema: number;
  look: Look;
  triggers: Trigger[];
  rules: Record<string, never>;
  schedule: Record<string, never>;
  frequency: Frequency;
  form: Form;
  consent: Consent;
  success: Success;
  variants: Record<string, never>[];
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
  rules: Record<string, never>;
  schedule: Record<string, never>;
  frequency: Frequency;
  form: Form;
  consent: Consent;
  success: Success;
  variants: Record<string, never>[];
  content: CallbackContent;
}
