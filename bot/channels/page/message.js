/** How a message looks. What was written becomes text nodes; it is never parsed as HTML. */

const LINK = /https:\/\/[^\s<>"„“”]+|(?:\+49[ /-]?\d{2,5}|0\d{2,4})[ /-]?\d{2,}(?:[ -]\d{1,6}){0,3}|116 ?\d{3}|11[025]/g;
const NOT_BEFORE = /[\p{L}\d.,+-]$|[§€]\s?$/u;
const NOT_AFTER = /^(?:[\p{L}\d]|[.,][\p{L}\d]|\s?(?:[€%°]|euro|eur\b|lei\b|лв|евро|m²|кв|qm\b))/iu;
const ITEM = /^(?:•|\d+\.)\s/;

/** @param {string} name @param {Object} properties @param {...(Node|string)} children @returns {any} */
export function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** @param {string} line @returns {(Node|string)[]} the line with phone numbers and web addresses as links */
function linked(line) {
  const parts = [];
  let end = 0;
  for (const { 0: match, index = 0 } of line.matchAll(LINK)) {
    const found = match.replace(/[.,;:!?)»’']+$/, "");
    const digits = found.replace(/[^\d+]/g, "");
    const web = found.startsWith("https");
    const known = digits.length === 3 || (digits.length >= 6 && digits.length <= 15);
    if (!web && (!known || NOT_BEFORE.test(line.slice(0, index)) || NOT_AFTER.test(line.slice(index + found.length)))) continue;
    const how = web ? { href: found, target: "_blank", rel: "noopener" } : { href: `tel:${digits}`, className: "tel" };
    parts.push(line.slice(end, index), element("a", how, found));
    end = index + found.length;
  }
  return [...parts, line.slice(end)];
}

/** @param {string} line @returns {(Node|string)[]} the line with what stands between ** in bold, the rest with links */
function marked(line) {
  return line.split(/\*\*(.+?)\*\*/).flatMap((part, i) => (i % 2 ? [element("strong", {}, part)] : linked(part)));
}

/** @param {string} text @param {boolean} links @returns {HTMLElement[]} a paragraph for each line that is not empty */
function paragraphs(text, links) {
  const lines = text.split("\n");
  return lines.flatMap((line, i) => {
    if (!line.trim()) return [];
    const [mark] = ITEM.exec(line) || [""];
    const rest = line.slice(mark.length);
    const kinds = [i && !lines[i - 1].trim() && "gap", mark && "item", line.endsWith(":") && ITEM.test(lines[i + 1]) && "head"];
    const made = element("p", { className: kinds.filter(Boolean).join(" ") }, ...(links ? marked(rest) : [rest]));
    if (mark) made.prepend(element("span", {}, mark));
    return [made];
  });
}

/**
 * @param {import("./line.js").Message} message
 * @param {Object<string, string>} words the strings of the page
 * @param {boolean} fresh false for one of an earlier visit, which must not be read out as an alarm
 * @returns {HTMLElement}
 */
export function messageElement({ from, kind, language, text }, words, fresh) {
  const mine = from === "person";
  const urgent = kind === "urgent";
  const body = element("div", { className: "text", lang: language || document.documentElement.lang });
  if (urgent) {
    const sign = element("span", { className: text.startsWith("❗") ? "sign title" : "sign" }, "!");
    sign.setAttribute("role", "img");
    sign.setAttribute("aria-label", words.urgent);
    body.append(sign);
    if (fresh) body.setAttribute("role", "alert");
  }
  body.append(...paragraphs(urgent ? text.replace(/^❗\s*/, "") : text, !mine));
  const speaker = { person: words.you, bot: "Drom", staff: words.staff }[from];
  const name = element("span", { className: from === "staff" ? "speaker" : "unseen" }, `${speaker}: `);
  const made = element("div", { className: `message ${from} ${urgent ? "urgent" : ""}`, tabIndex: -1 }, name, body);
  if (mine) {
    const state = element("p", { className: "state" });
    state.setAttribute("aria-live", "off");
    made.append(state);
  }
  return made;
}

/** @param {any} made a message of the person @param {string} state sending, sent or failed @param {string} text */
export function showState(made, state, text) {
  made.dataset.state = state;
  made.lastChild.textContent = text;
}
