/** A button under an answer. */

import { h, icon } from "./dom.js";

/**
 * @param {string} title of a button, which may begin with a sign of its topic @param {string} payload
 * @returns {(Node|string)[]} the picture instead of the sign, if there is one, and the words
 */
function pictured(title, payload) {
  const [, sign, words] = /** @type {string[]} */ (/^([^\p{L}\d]+ )?(.*)/su.exec(title));
  const picture = sign || payload[0] === "d" ? icon(payload.split(/[:/]/)[1]) : "";
  return picture ? [picture, words] : [title];
}

/**
 * @param {import("./line.js").Button} button @param {string} lang @param {string} server
 * @param {(title: string, payload: string) => void} tapped
 * @returns {HTMLElement} a day for the calendar is loaded, anything else is said
 */
export function choiceButton({ title, payload }, lang, server, tapped) {
  const [kind, subject, day] = payload.split(":");
  const href = `${server}/calendar/${day}/${subject}/${lang}.ics`;
  const onclick = () => (kind === "i" ? h("a", { href, download: "" }).click() : tapped(title, payload));
  return h(kind === "t" ? "button.topic" : "button", { lang, value: payload, onclick }, ...pictured(title, payload));
}
