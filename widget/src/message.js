/** How a message looks. */

import { h, icon } from "./dom.js";
import { canRead, read } from "./voice.js";

const LINK = /https:\/\/[^\s<>"„“”]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:\+49[ /-]?\d{2,5}|0\d{2,4})[ /-]?\d{2,}(?:[ -]\d{1,6}){0,3}|116 ?\d{3}|11[025]/g;
const ADDRESS = /([\p{Lu}][\p{L}.-]+(?: [\p{L}.-]+){0,3} \d+[a-z]?(?:-\d+)?), (\d{5} \p{Lu}[\p{L} -]+\p{L})/u;
const NOT_BEFORE = /[\p{L}\d.,+-]$|[§€]\s?$/u;
const NOT_AFTER = /^(?:[\p{L}\d]|[.,][\p{L}\d]|\s?(?:[€%°]|euro|eur\b|lei\b|лв|евро|m²|кв|qm\b))/iu;
const ITEM = /^(?:•|\d+\.)\s/;
const MAP = "https://www.openstreetmap.org/search?query=";

/** @param {string} text @param {string} href @returns {any} */
const outward = (text, href) => h("a", { href, target: "_blank", rel: "noopener noreferrer" }, text);

/** @param {string} line @returns {(Node|string)[]} the line with addresses, phone numbers and web addresses as links */
function linked(line) {
  const address = ADDRESS.exec(line);
  if (address) {
    const [found] = address;
    const rest = line.slice(address.index + found.length);
    return [...linked(line.slice(0, address.index)), outward(found, MAP + encodeURIComponent(found)), ...linked(rest)];
  }
  const parts = [];
  let end = 0;
  for (const { 0: match, index = 0 } of line.matchAll(LINK)) {
    const found = match.replace(/[.,;:!?)»’']+$/, "");
    const digits = found.replace(/[^\d+]/g, "");
    const web = found.startsWith("https");
    const mail = found.includes("@") && !web;
    const known = digits.length === 3 || (digits.length >= 6 && digits.length <= 15);
    if (!web && !mail && (!known || NOT_BEFORE.test(line.slice(0, index)) || NOT_AFTER.test(line.slice(index + found.length)))) continue;
    const link = mail ? h("a", { href: `mailto:${found}` }, found) : h("a.tel", { href: `tel:${digits}` }, found);
    parts.push(line.slice(end, index), web ? outward(found, found) : link);
    end = index + found.length;
  }
  return [...parts, line.slice(end)];
}

/** @param {string} text @param {boolean} links @returns {HTMLElement[]} a paragraph for each line that is not empty */
function paragraphs(text, links) {
  const lines = text.split("\n");
  return lines.flatMap((line, i) => {
    if (!line.trim()) return [];
    const [mark] = ITEM.exec(line) || [""];
    const rest = line.slice(mark.length);
    const kinds = [i && !lines[i - 1].trim() && "gap", mark && "item", line.endsWith(":") && ITEM.test(lines[i + 1]) && "head"];
    const parts = links ? linked(rest) : [rest];
    return [h(`p.${kinds.filter(Boolean).join(" ")}`, ...(mark ? [h("span", mark), ...parts] : parts))];
  });
}

/**
 * What one can do with an answer.
 * @param {string} text @param {string} language @param {Object<string, string>} words @param {(text: string) => void} say
 * @returns {HTMLElement}
 */
function actions(text, language, words, say) {
  const row = h("div.actions");
  const add = (/** @type {string} */ name, /** @type {Function} */ onclick) => {
    const button = h(`button.${name}`, { title: words[name], ariaLabel: words[name], onclick }, icon(name));
    row.append(button);
    return button;
  };
  const reading = add("read", () => read(text, language, reading));
  reading.lang = language;
  reading.hidden = !canRead(language);
  if (navigator.clipboard) add("copy", () => navigator.clipboard.writeText(text).then(() => say(words.copied), () => {}));
  if (navigator.share) add("share", () => navigator.share({ text }).catch(() => {})); // closing the list is no fault
  return row;
}

/**
 * @param {import("./line.js").Message} message
 * @param {Object<string, string>} words the strings of the widget
 * @param {(text: string) => void} say tells a screen reader
 * @returns {HTMLElement}
 */
export function messageElement({ from, kind, language = "", text }, words, say) {
  const mine = from === "person";
  const urgent = kind === "urgent";
  const body = h("div.text", { lang: language }, ...paragraphs(urgent ? text.replace(/^❗\s*/, "") : text, !mine));
  if (urgent) body.prepend(h(text.startsWith("❗") ? "span.sign title" : "span.sign", { role: "img", ariaLabel: words.urgent }, "!"));
  const speaker = { person: words.you, bot: "Drom", staff: words.staff }[from];
  const name = h(from === "staff" ? "span.speaker" : "span.unseen", `${speaker}: `);
  const below = mine ? h("p.state") : actions(text, language, words, say);
  return h(`div.message ${from} ${urgent ? "urgent" : ""}`, { tabIndex: -1 }, name, body, below);
}

/** @param {any} made a message of the person @param {string} state sending, sent or failed @param {string} text */
export function showState(made, state, text) {
  made.dataset.state = state;
  made.lastChild.textContent = text;
}
