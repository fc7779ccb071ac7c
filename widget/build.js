/** Builds dist/widget.<version>.js from src/ and locales/. `--check` only compares. Run by `npm run build`, and by the tests. */

import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { minify } from "terser";
import { parse } from "yaml";

const HERE = dirname(fileURLToPath(import.meta.url));
const LOCALES = join(HERE, "..", "locales");
const BUTTONS = { human: "person", help: "menu" }; // buttons of the bot that stand in the widget's menu too

/** @param {...string} path @returns {any} */
const yaml = (...path) => parse(readFileSync(join(LOCALES, ...path), "utf8"));

/** @returns {string} a module: by language its own name, the strings of `page:`, some of `button:`; the keys stand in it once */
function strings() {
  const texts = Object.entries(yaml("languages.yml")).map(([code, { name }]) => {
    const { page, button } = yaml(code, "_ui.yml");
    const { title, needs_javascript, ...words } = page; // the server puts these into the page
    for (const [key, theirs] of Object.entries(BUTTONS)) words[key] = button[theirs];
    return [code, { name, ...words }];
  });
  const keys = Object.keys(texts[0][1]);
  const joined = texts.map(([code, words]) => [code, keys.map((key) => words[key]).join("/")]);
  const packed = Object.fromEntries(joined.map(([code, text]) => [code, code === "bg" ? oneByteEach(text) : text]));
  return `const keys = ${JSON.stringify(keys.join("/"))}.split("/"), all = ${JSON.stringify(packed)};
    all.bg = all.bg.replace(/{(.*?)}|[@-\x7f]/g, (letter, latin) => latin || String.fromCharCode(letter.charCodeAt() + ${CYRILLIC}));
    for (const code in all) all[code] = Object.fromEntries(all[code].split("/").map((text, i) => [keys[i], text]));
    export default all;`;
}

const CYRILLIC = 0x410 - 0x40;

/** @param {string} text @returns {string} with Cyrillic letters as ASCII, Latin ones in braces: 1 % smaller, also when packed */
const oneByteEach = (text) =>
  text.replace(/[a-zà-ž]+/gi, "{$&}").replace(/[А-я]/g, (letter) => String.fromCharCode(letter.charCodeAt() - CYRILLIC));

let css = ""; // as it is built in

/** @param {string} text @returns {string} with colours by one letter: a town sets those that begin with `--drom` */
const shortColours = (text) => {
  const names = [...new Set(text.match(/--(?!drom)\w+/g))];
  return text.replace(/--(?!drom)(\w+)(: )?/g, (name, _, set) => `--${String.fromCharCode(97 + names.indexOf(name.replace(": ", "")))}${set ? ":" : ""}`);
};

/** Makes the strings importable, and takes the spaces out of the style. @type {esbuild.Plugin} */
const contents = {
  name: "contents",
  setup(build) {
    build.onResolve({ filter: /^strings$/ }, () => ({ path: "strings", namespace: "strings" }));
    build.onLoad({ filter: /.*/, namespace: "strings" }, () => ({ contents: strings(), loader: "js" }));
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await esbuild.transform(readFileSync(path, "utf8"), { loader: "css", minify: true, charset: "utf8" });
      css = shortColours(code.trim());
      return { contents: css, loader: "text" };
    });
  },
};

/** @returns {RegExp} functions that modules hand to each other; neither browser nor server nor the store knows their names */
function ownNames() {
  const folder = join(HERE, "src");
  const all = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8")).join("");
  const returned = [...all.matchAll(/^  return \{ ([\w, ]+) \};$/gm)].flatMap(([, names]) => names.split(", "));
  const told = [...all.matchAll(/(\w+): (?:Function|\(.*?\) =>)/g)].map(([, name]) => name);
  return new RegExp(`^(${[...returned, ...told].join("|")})$`);
}

const { version } = JSON.parse(readFileSync(join(HERE, "package.json"), "utf8"));
const { outputFiles } = await esbuild.build({
  entryPoints: [join(HERE, "src", "index.js")],
  plugins: [contents],
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "iife",
  target: "es2020",
  legalComments: "none",
  write: false,
});
const smaller = await minify(outputFiles[0].text, {
  ecma: 2020,
  compress: { passes: 3, unsafe: true, unsafe_arrows: true, unsafe_methods: true },
  mangle: { properties: { regex: ownNames(), reserved: Object.keys(yaml("de", "_ui.yml").page) } },
});
const built = `/* Drom ${version}, MIT */${smaller.code}\n`;
const hash = (/** @type {string} */ kind, /** @type {string} */ text) => `${kind}-${createHash(kind).update(text).digest("base64")}`;
const hashes = { integrity: hash("sha384", built), style: hash("sha256", css) }; // for `integrity`, and for a page's policy

for (const [ending, text] of Object.entries({ js: built, json: `${JSON.stringify(hashes, null, 2)}\n` })) {
  const file = join(HERE, "dist", `widget.${version}.${ending}`);
  if (!process.argv.includes("--check")) writeFileSync(file, text);
  else if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
    console.error(`${file} is not what src/ and locales/ build. Run: npm run build`);
    process.exit(1);
  }
}
