/** @import {Site, SiteWidget} from "../../types/site" */
/** @import {OpenOptions} from "../../types/part" */
/** @import {BeckonEvent} from "./bodies.js" */
/** @import {Live} from "./bind.js" */
/** @import {Decider} from "../decide.js" */
/** @import {Forms} from "./forms.js" */
/** @import {Arrival} from "./arrival.js" */
import { createQueue } from "./events.js";
import { Gate } from "./gate.js";
import { newId } from "./ids.js";
import { Parts } from "./parts.js";
import { quiet } from "./quiet.js";
import { Store } from "./store.js";
import { Visitor } from "./visitor.js";
import { Widgets } from "./widgets.js";

/** All that one site runs on this page. */
export class Engine {
  /** @param {Site} site @param {string} base @param {Arrival} landing */
  constructor(site, base, landing) {
    this.site = site;
    /** The page in view; a single-page app changes it. */
    this.place = landing;
    /** What the page has told us by `beckon('set', …)`. @type {Map<string, unknown>} */
    this.vars = new Map();
    this.base = base;
    this.ready = false;
    this.store = new Store(`beckon.${site.key}`);
    this.parts = new Parts(base, site);
    this.gate = new Gate(this, (refused) => this._follow(refused));
    this.visitor = new Visitor(this);
    this.queue = createQueue(this);
    this.widgets = new Widgets(this);
    /** The arms of tests that the visitor is in, by widget. @type {Map<string, string>} */
    this.variants = new Map();
    /** The widgets on this page, by id. @type {Map<string, Live>} */
    this.live = new Map();
    /** The dialog that is open, and the one that is on its way. @type {SiteWidget | null} */
    this.modal = null;
    /** @type {SiteWidget | null} */
    this.coming = null;
    /** Where a site has something to decide. @type {Decider | undefined} */
    this.decider = undefined;
    /** There as soon as a widget is. @type {Forms | undefined} */
    this.forms = undefined;
  }

  /** @param {"events" | "leads"} what */
  url(what) {
    return `${this.base}/v1/${what}`;
  }

  /** A page came into view. @param {Arrival} arrival */
  arrive(arrival) {
    this.place = arrival;
    const { nav, at } = arrival;
    const id = newId(at);
    // Before the event: its own sign of life would end the silence that begins a visit.
    this.visitor.arrive({ ...arrival, id });
    this.event("pageview", { id, at, props: nav ? { nav } : {} });
    for (const live of this.live.values()) live.attach();
    this.decider?.turn();
  }

  /**
   * Queues an event of the page in view.
   * @param {string} name @param {Partial<BeckonEvent>} [more]
   * @returns {string} its id
   */
  event(name, more) {
    const at = Date.now();
    const { url, referrer } = this.place;
    const variant = this.variants.get(more?.widget ?? "") ?? null;
    const event = {
      id: newId(at),
      name,
      at,
      url,
      referrer,
      widget: null,
      variant,
      props: {},
      ...more,
    };
    this.queue.add(event);
    this.visitor.alive(at);
    return event.id;
  }

  /**
   * Tells the page.
   * @param {string} name @param {SiteWidget | null} widget @param {Record<string, unknown>} [more]
   */
  emit(name, widget, more) {
    const { id = null, kind = null } = widget ?? {};
    const variant = this.variants.get(`${id}`) ?? null;
    const detail = { site: this.site.key, widget: id, kind, variant, ...more };
    quiet(() => window.dispatchEvent(new CustomEvent(`beckon:${name}`, { detail })));
  }

  /** @param {string} name an id or a kind */
  find(name) {
    return this.site.widgets.find(({ id, kind }) => id === name || kind === name) ?? null;
  }

  /** @param {SiteWidget} widget */
  close(widget) {
    this.live.get(widget.id)?.mounted.close();
  }

  /** @param {string} name an id or a kind @param {OpenOptions} opts */
  open(name, opts) {
    const widget = this.find(name);
    if (widget) this.widgets.show(widget, opts, true);
    return !!widget;
  }

  /** The page is back in view, or the network is. */
  resume() {
    this.queue.resume();
    this.forms?.sender.resume();
  }

  /** What may be kept and sent has changed. @param {boolean} refused takes back what was kept */
  _follow(refused) {
    const { store } = this;
    this.visitor.follow();
    this.queue.follow(refused);
    // A lead on its way is the visitor's own wish.
    if (!refused) return;
    for (const name of store.names("")) if (/^($|\.[qw]\.)/.test(name)) store.remove(name);
  }
}
