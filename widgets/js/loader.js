// What `GET /s/{key}.js` answers: this file, with the site's configuration in place of the name.

// biome-ignore assist/source/organizeImports: the address is captured before anything else runs
import { landing } from "./engine/landing.js";
import { boot } from "./engine/boot.js";
import { quiet } from "./engine/quiet.js";

quiet(() => boot(__BECKON_SITE__, landing));
