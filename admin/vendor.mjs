// Copies the pinned libraries of the admin, with their licences, into admin/static/vendor, which the wheel carries.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const target = join(root, "admin/static/vendor");

const FILES = {
  "htmx.js": ["htmx.org", "dist/htmx.min.js", "LICENSE"],
  "pico.css": ["@picocss/pico", "css/pico.min.css", "LICENSE.md"],
  "chart.js": ["chart.js", "dist/chart.umd.min.js", "LICENSE.md"],
};

mkdirSync(target, { recursive: true });
const manifest = {};
for (const [name, [library, file, licence]] of Object.entries(FILES)) {
  const source = join(root, "node_modules", library);
  copyFileSync(join(source, file), join(target, name));
  copyFileSync(join(source, licence), join(target, `${name}.LICENSE`));
  const { version } = JSON.parse(readFileSync(join(source, "package.json"), "utf8"));
  const sha384 = createHash("sha384")
    .update(readFileSync(join(target, name)))
    .digest("base64");
  manifest[name] = { library, version, sha384 };
}
writeFileSync(join(target, "vendor.json"), `${JSON.stringify(manifest, null, 2)}\n`);
