/** Our languages, each with its words. */

import strings from "strings";
import { h } from "./dom.js";

/** @param {string[]} likely tags of languages @returns {string[]} all of ours, those first */
export function languagesBy(likely) {
  const all = Object.keys(strings);
  const codes = likely.map((tag) => tag.split("-")[0]).filter((code) => all.includes(code));
  return [...new Set([...codes, ...all])];
}

/** @param {string} code @param {() => void} onclick @returns {any} a button with the language's own name */
export const languageButton = (code, onclick) => h("button", { lang: code, onclick }, strings[code].name);

/** @param {string} lang @returns {HTMLElement} who speaks, and what is stored */
export const aboutUs = (lang) => h("p.about", { lang }, `${strings[lang].about} ${strings[lang].stored}`);
