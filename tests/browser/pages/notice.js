(() => {
  const OBJECTS = ["document", "history", "navigator", "location", "screen", "performance", "crypto", "customElements"];
  const noticed = { violations: [], shifts: [], changes };
  const before = photograph();

  /** Every own property of what a page can reach: descriptors by "place" and key. */
  function photograph() {
    const found = new Map();
    const take = (name, object) => found.set(name, [object, Object.getOwnPropertyDescriptors(object)]);
    take("window", window);
    for (const name of OBJECTS) take(name, window[name]);
    for (const name of Object.getOwnPropertyNames(window)) {
      const { value } = Object.getOwnPropertyDescriptor(window, name);
      if (typeof value === "function") take(name, value);
      if (typeof value === "function" && value.prototype) take(`${name}.prototype`, value.prototype);
      if (["JSON", "Math", "Reflect", "Intl", "console", "CSS"].includes(name)) take(name, value);
    }
    return found;
  }

  /** Names of what is not as it was when the page began; the driver's own are left out. */
  function changes() {
    const differing = [];
    for (const [name, [object, was]] of before) {
      const is = Object.getOwnPropertyDescriptors(object);
      for (const key of new Set([...Reflect.ownKeys(was), ...Reflect.ownKeys(is)])) {
        if (!same(was[key], is[key])) differing.push(`${name}.${String(key)}`);
      }
    }
    return differing.filter((name) => !/__playwright|__pw|noticed/.test(name)).sort();
  }

  function same(one, two) {
    if (!one || !two) return false;
    return ["value", "get", "set", "writable", "enumerable", "configurable"].every((part) => Object.is(one[part], two[part]));
  }

  function watch(type, take) {
    if (!PerformanceObserver.supportedEntryTypes.includes(type)) return;
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  }

  watch("layout-shift", ({ hadRecentInput, sources }) => {
    // What lies in a shadow root has no name here.
    if (!hadRecentInput) noticed.shifts.push(...sources.map(({ node }) => node?.nodeName ?? "a widget"));
  });
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile, sample }) => {
    noticed.violations.push([violatedDirective, blockedURI, sourceFile, sample].join(" "));
  });
  window.noticed = noticed;
})();
