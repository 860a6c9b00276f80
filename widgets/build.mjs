// Builds what the collector serves: the loader, one part per widget, and their list.
// `node widgets/build.mjs` fails when a file outgrows its line in budgets.json.
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { minify } from "terser";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const OUT = join(HERE, "../collector/static");
const JS = join(HERE, "js");
// One widget a file beside the loader; these are the loader's own, fetched where a page needs them.
const LOADERS = ["consent", "decide"];
// `push-worker` and `push-window` run on pages of their own.
const NO_WIDGETS = ["loader", ...LOADERS, "push-worker", "push-window"];
// The chunks that several parts share, by a file that each has.
const SHARED = {
  ui: "ui/dom.js",
  form: "ui/form.js",
  chips: "ui/chips.js",
  when: "ui/when.js",
  box: "ui/box.js",
  post: "engine/post.js",
  result: "ui/result.js",
  channel: "contact/way.js",
  copy: "contact/copy.js",
};
const HASHED = /^(.+?)\.[A-Z0-9]{8}\.js$/;

/** @type {import("esbuild").BuildOptions} */
const COMMON = {
  bundle: true,
  minify: true,
  write: false,
  charset: "utf8",
  legalComments: "none",
  target: ["chrome80", "safari15", "firefox102"],
  logLevel: "warning",
};

// esbuild's own text loader does not minify, and constructed sheets refuse @import.
const cssAsText = {
  name: "css-as-text",
  /** @param {import("esbuild").PluginBuild} plugin */
  setup(plugin) {
    plugin.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const built = await build({ ...COMMON, entryPoints: [path] });
      // It leaves the values of custom properties as they are written.
      const tight = built.outputFiles[0].text.replace(/(--[\w-]+:) |(,) |(\() | (\))/g, "$1$2$3$4");
      return { contents: tight.trim(), loader: "text" };
    });
  },
};

// Half of the engine serves only a widget that is on the page. It travels with the parts, in what
// they share, and each part is given to it: the loader stays small.
const boundParts = {
  name: "bound-parts",
  /** @param {import("esbuild").PluginBuild} plugin */
  setup(plugin) {
    plugin.onResolve({ filter: /^part:/ }, ({ path }) => ({
      path: path.slice(5),
      namespace: "part",
    }));
    plugin.onLoad({ filter: /./, namespace: "part" }, async ({ path }) => {
      const rests = /export const resting/.test(await readFile(join(JS, `${path}.js`), "utf8"));
      // By name: the whole module as a value costs every page a helper of esbuild's.
      const names = rests ? "{ mount, resting }" : "{ mount }";
      return {
        contents: `import ${names} from "./${path}.js"; import { bind } from "./engine/bind.js";
          export const { show, adopt } = bind(${names});`,
        resolveDir: JS,
      };
    });
  },
};

async function bundleLoader() {
  const built = await build({
    ...COMMON,
    entryPoints: [join(JS, "loader.js")],
    format: "iife",
    mangleProps: /^_[a-z]/,
    // Chrome 80 to 90 fail on one form only, `f?.(...list)`, which the loader does not use.
    supported: { "optional-chain": true },
    plugins: [cssAsText],
  });
  const { contents } = built.outputFiles[0];
  const places = Buffer.from(contents).toString().split("__BECKON_SITE__").length - 1;
  // The server puts the site's configuration into exactly one place.
  if (places !== 1) throw new Error(`loader.js names __BECKON_SITE__ ${places} times, not once`);
  return { name: "loader", file: "loader.js", contents };
}

// Each by itself: beside the widgets it would share a chunk with them, and fetch what it has no use for.
/** @param {string} name */
async function bundleAlone(name) {
  const built = await build({
    ...COMMON,
    entryPoints: [join(JS, `${name}.js`)],
    format: "esm",
    mangleProps: /^_[a-z]/,
    supported: { "optional-chain": true },
    outdir: OUT,
    entryNames: "[name].[hash]",
  });
  return named(built.outputFiles.map(({ path, contents }) => ({ file: basename(path), contents })));
}

// It stands in a worker that may be a site's own: whatever it declares stays its own.
async function bundleWorker() {
  const built = await build({
    ...COMMON,
    entryPoints: [join(JS, "push-worker.js")],
    format: "iife",
  });
  const { contents } = built.outputFiles[0];
  return { name: "push-worker", file: "push-worker.js", contents };
}

// The window in which notifications are turned on, on the collector's origin: one file, since its
// policy names each script.
async function bundleWindow() {
  const built = await build({
    ...COMMON,
    entryPoints: [join(JS, "push-window.js")],
    mangleProps: /^_[a-z]/,
    format: "esm",
    outdir: OUT,
    entryNames: "[name].[hash]",
    plugins: [cssAsText],
  });
  return named(built.outputFiles.map(({ path, contents }) => ({ file: basename(path), contents })));
}

async function widgets() {
  const files = (await readdir(JS)).filter((file) => file.endsWith(".js"));
  return files.map((file) => basename(file, ".js")).filter((name) => !NO_WIDGETS.includes(name));
}

/** Parts of widgets that are fetched once they are needed: what some file imports as it runs. */
async function extras() {
  const files = (await readdir(JS, { recursive: true })).filter((file) => file.endsWith(".js"));
  const found = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(JS, file), "utf8");
      const places = [...text.matchAll(/=> import\("(\..+?)\.js"\)(?!\.)/g)]; // not a type
      return places.map(([, place]) => join(dirname(file), place));
    }),
  );
  return [...new Set(found.flat())].sort();
}

async function bundleParts() {
  const built = await build({
    ...COMMON,
    entryPoints: [
      ...(await widgets()).map((name) => ({ in: `part:${name}`, out: name })),
      ...(await extras()).map((path) => ({
        in: join(JS, `${path}.js`),
        out: path.replace("/", "-"),
      })),
    ],
    mangleProps: /^_[a-z]/,
    supported: { "optional-chain": true },
    format: "esm",
    splitting: true,
    outdir: OUT,
    entryNames: "[name].[hash]",
    chunkNames: "ui.[hash]",
    metafile: true,
    plugins: [cssAsText, boundParts],
  });
  const shared = sharedNames(built.metafile.outputs);
  const outputs = built.outputFiles.map(({ path, contents }) => ({
    file: basename(path),
    contents,
  }));
  return named(outputs).map((output) => ({
    ...output,
    name: shared[output.file] ?? output.name,
    needs: needsOf(output.file, built.metafile.outputs),
  }));
}

/**
 * The chunks that a file cannot run without: the loader asks for them in the same breath.
 * @param {string} file @param {import("esbuild").Metafile["outputs"]} outputs
 * @returns {string[]} file names
 */
function needsOf(file, outputs) {
  const found = new Set();
  const follow = (/** @type {string} */ name) => {
    const [, { imports }] = /** @type {any} */ (
      Object.entries(outputs).find(([path]) => basename(path) === name)
    );
    for (const { path, kind } of imports) {
      if (kind !== "import-statement" || found.has(basename(path))) continue;
      found.add(basename(path));
      follow(basename(path));
    }
  };
  follow(file);
  return [...found].sort();
}

/** @param {import("esbuild").Metafile["outputs"]} outputs @returns {Record<string, string>} names by file */
function sharedNames(outputs) {
  const found = Object.entries(outputs).flatMap(([path, { inputs }]) =>
    Object.entries(SHARED)
      .filter(([, file]) => Object.keys(inputs).some((input) => input.endsWith(`js/${file}`)))
      .map(([name]) => [basename(path), name]),
  );
  return Object.fromEntries(found);
}

/**
 * Gives each output its name without the hash; a second shared chunk becomes `ui-2`.
 * @param {{file: string, contents: Uint8Array}[]} outputs
 */
function named(outputs) {
  const seen = new Map();
  return outputs.map((output) => {
    const base = HASHED.exec(output.file)?.[1] ?? output.file;
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    return { ...output, name: count > 1 ? `${base}-${count}` : base };
  });
}

// What esbuild leaves: terser folds more, some 4 % of the loader. Names stay esbuild's, by what went in.
/** @param {{name: string, file: string, contents: Uint8Array}} output */
async function folded(output) {
  const { code } = await minify(Buffer.from(output.contents).toString(), {
    ecma: 2020,
    module: HASHED.test(output.file),
    toplevel: true,
    compress: {
      passes: 5,
      arguments: true,
      keep_fargs: false,
      unsafe_arrows: true,
      pure_getters: true,
    },
    format: { comments: false },
  });
  return { ...output, contents: Buffer.from(`${code}`) };
}

/** @param {{name: string, file: string, contents: Uint8Array, needs?: string[]}[]} outputs */
async function write(outputs) {
  await mkdir(OUT, { recursive: true });
  for (const { file, contents } of outputs) await place(file, contents);
  const parts = outputs.filter(({ file }) => HASHED.test(file));
  const list = {
    loader: "loader.js",
    parts: Object.fromEntries(parts.map((p) => [p.name, p.file])),
    needs: Object.fromEntries(parts.flatMap((p) => (p.needs?.[0] ? [[p.name, p.needs]] : []))),
  };
  await place("build.json", `${JSON.stringify(list, null, 2)}\n`);
  const kept = new Set(outputs.map(({ file }) => file));
  for (const file of await readdir(OUT)) {
    if (HASHED.test(file) && !kept.has(file)) await rm(join(OUT, file));
  }
}

/**
 * Renames into place, so that a collector which runs beside the build never reads half a file.
 * @param {string} file @param {string | Uint8Array} contents
 */
async function place(file, contents) {
  const draft = join(OUT, `.${file}.${process.pid}`);
  await writeFile(draft, contents);
  await rename(draft, join(OUT, file));
}

/** @param {{name: string, file: string, contents: Uint8Array}[]} outputs */
async function weigh(outputs) {
  const budgets = JSON.parse(await readFile(join(HERE, "budgets.json"), "utf8"));
  console.log("file                          raw    gzip  brotli  budget (brotli)");
  const fat = outputs.filter(({ name, file, contents }) => {
    const brotli = brotliCompressSync(contents).length;
    const sizes = [contents.length, gzipSync(contents, { level: 9 }).length, brotli];
    const budget = budgets[name];
    const line = sizes.map((size) => String(size).padStart(8)).join("");
    console.log(`${file.padEnd(25)}${line}  ${budget ?? "none in budgets.json"}`);
    return budget === undefined || brotli > budget;
  });
  if (fat.length === 0) return;
  console.error(
    `over budget: ${fat.map(({ file }) => file).join(", ")} (see widgets/budgets.json)`,
  );
  process.exitCode = 1;
}

// The tag of a site with one widget of each kind, as the collector would answer it.
/** @param {{name: string, file: string, contents: Uint8Array}} loader */
async function withSixWidgets({ contents }) {
  const site = JSON.stringify(JSON.parse(await readFile(join(HERE, "six.json"), "utf8")));
  const text = Buffer.from(contents)
    .toString()
    .replace("__BECKON_SITE__", () => site);
  return { name: "six", file: "loader.js, six widgets", contents: Buffer.from(text) };
}

const own = await Promise.all(LOADERS.map(bundleAlone));
const bundled = [
  await bundleLoader(),
  await bundleWorker(),
  ...own.flat(),
  ...(await bundleWindow()),
  ...(await bundleParts()),
];
const outputs = await Promise.all(bundled.map(folded));
await write(outputs);
await weigh([await withSixWidgets(outputs[0]), ...outputs]);
