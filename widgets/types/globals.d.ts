// What the build and the browsers bring that TypeScript's own lists do not know.

/** The site's configuration; the server puts the JSON literal here when it answers `GET /s/{key}.js`. */
declare const __BECKON_SITE__: import("./site").Site;

declare module "*.css" {
  const text: string;
  export default text;
}

interface Navigator {
  readonly globalPrivacyControl?: boolean;
  readonly connection?: { readonly saveData?: boolean };
  readonly userAgentData?: { readonly mobile?: boolean };
}

interface Document {
  readonly prerendering?: boolean;
}

interface Window {
  beckon?: unknown;
  dataLayer?: unknown;
  gtag?: unknown;
  fbq?: unknown;
  ttq?: unknown;
  readonly navigation?: EventTarget;
}

/** What the push worker knows; the server puts the JSON literal here when it answers `GET /sw/{key}.js`. */
declare const __BECKON_PUSH__: {
  site: string;
  base: string;
  key: string;
  name: string;
  origins: string[];
};
