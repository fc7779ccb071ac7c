/** How a message looks. */

import { h, icon } from "./dom.js";
import { canRead, read } from "./voice.js";

const LINK = new RegExp(
  [
    /(?<address>\p{Lu}[\p{L}.-]+(?: [\p{L}.-]+){0,3} \d+[a-z]?(?:-\d+)?, \d{5} \p{Lu}[\p{L} -]+\p{L})/,
    /(?<web>https:\/\/[^\s<>"„“”]+)/,
    /(?<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)/,
    /(?:\+49[ \/-]?\d{2,5}|0\d{2,4})[ \/-]?\d{2,}(?:[ -]\d{1,6}){0,3}|116 ?\d{3}|11[025]/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gu",
);
const NOT_BEFORE = /[\p{L}\d.,+-]$|[§€]\s?$/u;
const NOT_AFTER = /^(?:[\p{L}\d]|[.,][\p{L}\d]|\s?(?:[€%°]|eur|lei\b|лв|евро|m²|кв|qm\b))/iu;
const ITEM = /^(?:•|\d+\.)\s/;
/** What stays of a text of over 350 characters when it is folded: whole lines and sentences, not up to "Tel." nor to the head of a list. */
const FIRST_PART = /^(?=.{350})(?:.{99,350}|.{350,}?)(?:(?:\p{Ll}{4}\.|[!?…])[»”“"]? (?=\p{Lu})|[^:]\n)(?=.{99})/su;
const MAP = "https://www.openstreetmap.org/search?query=";
const outward = (/** @type {string} */ href) => ({ href, target: "_blank", rel: "noreferrer" });

/** @param {string} line @returns {(Node|string)[]} the line with addresses, web addresses, e-mail and phone numbers as links */
function linked(line) {
  const parts = [];
  let end = 0;
  for (const { 0: match, index = 0, groups: { address, web, mail } } of line.matchAll(LINK)) {
    const found = match.replace(/[.,;:!?)»’']+$/, "");
    const after = index + found.length;
    const digits = found.replace(/[^\d+]/g, "");
    const known = digits.length === 3 || (digits.length > 5 && digits.length < 16);
    const phone = known && !NOT_BEFORE.test(line.slice(0, index)) && !NOT_AFTER.test(line.slice(after));
    let link;
    if (web) link = outward(found);
    else if (mail) link = { href: `mailto:${found}` };
    else if (address) link = outward(MAP + found);
    else if (phone) link = { href: `tel:${digits}`, className: "tel" };
    else continue;
    parts.push(line.slice(end, index), h("a", link, found));
    end = after;
  }
  return [...parts, line.slice(end)];
}

/** @param {string} line @returns {(Node|string)[]} the line with what stands between ** in bold, the rest with links */
const marked = (line) => line.split(/\*\*(.+?)\*\*/).flatMap((part, i) => (i % 2 ? [h("strong", part)] : linked(part)));

/** @param {string} text @returns {string} the text without the signs of what is bold */
export const plain = (text) => text.replace(/\*\*/g, "");

/** @param {string} text @param {boolean} links @returns {HTMLElement[]} a paragraph for each line that is not empty */
function paragraphs(text, links) {
  const lines = text.split("\n");
  return lines.flatMap((line, i) => {
    if (!line.trim()) return [];
    const [mark] = ITEM.exec(line) || [""];
    const rest = line.slice(mark.length);
    const kinds = [i && !lines[i - 1].trim() && "gap", mark && "item", line.endsWith(":") && ITEM.test(lines[i + 1]) && "head"];
    const parts = links ? marked(rest) : [rest];
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
    const button = h(`button.${name}`, { title: words[name], onclick }, icon(name));
    row.append(button);
    return button;
  };
  const reading = add("read", () => read(text, language, reading));
  reading.lang = language;
  reading.hidden = !canRead(language);
  const copied = () => {
    copying.replaceChildren("✓");
    say(`${words.copy} ✓`);
  };
  const copying = navigator.clipboard && add("copy", () => navigator.clipboard.writeText(text).then(copied).catch(() => {}));
  if (navigator.share) add("share", () => navigator.share({ text }).catch(() => {})); // closing the list is no fault
  return row;
}

/** @param {HTMLElement} rest @param {Object<string, string>} words @returns {HTMLElement} a button that shows the rest, or hides it */
function folding(rest, words) {
  const show = (/** @type {boolean} */ all) => {
    rest.hidden = !all; // but not when it is printed
    button.ariaExpanded = String(all);
    button.textContent = words[all ? "less" : "more"];
  };
  const button = h("button.fold", { onclick: () => show(rest.hidden) });
  show(false);
  return button;
}

/**
 * @param {import("./line.js").Message} message
 * @param {Object<string, string>} words the strings of the widget
 * @param {(text: string) => void} say tells a screen reader
 * @param {() => void} again tries again to send what is not sent
 * @returns {HTMLElement}
 */
export function messageElement({ from, kind, card, language = "", text }, words, say, again) {
  const mine = from === "person";
  const urgent = kind === "urgent";
  const shown = urgent ? text.replace(/^❗\s*/, "") : text;
  const foldable = from === "staff" || (card && !urgent); // not the greeting, nor what is agreed to
  const [first] = (foldable && FIRST_PART.exec(shown)) || [shown];
  const body = h("div.text", { lang: language }, ...paragraphs(first, !mine));
  if (urgent) body.prepend(h("span.sign", { role: "img", ariaLabel: words.urgent }, "!"));
  const speaker = { person: words.you, bot: "Drom", staff: words.staff }[from];
  const name = h(from === "staff" ? "span.speaker" : "span.unseen", `${speaker}: `);
  const made = h(`div.message ${from} ${urgent ? "urgent" : ""}`, { tabIndex: -1 }, name, body);
  const retry = () => {
    made.focus(); // as the button goes
    again();
  };
  if (mine) made.append(h("button.again", { onclick: retry }, words.try_again), h("p.state"));
  else made.append(actions(plain(text), language, words, say));
  if (first !== shown) {
    const rest = h("div.rest", ...paragraphs(shown.slice(first.length), true));
    body.append(rest);
    made.lastChild.prepend(folding(rest, words));
  }
  return made;
}

/** @param {any} made a message of the person @param {string} state sending, sent, failed or refused @param {string} text */
export function showState(made, state, text) {
  made.dataset.state = state;
  made.lastChild.textContent = text;
}
