/** The list of messages: each once, in the server's order, what is not sent yet at the end. */

import { h } from "./dom.js";
import { messageElement, showState } from "./message.js";

/** @typedef {import("./line.js").Message} Message */

const NEAR_PIXELS = 160;

/**
 * @param {(id: string) => any} at finds parts @param {boolean} whole whether the page scrolls, else the window in it
 * @param {{words: () => Object<string, string>, say: (text: string) => void, retry: () => void}} told
 */
export function makeLog(at, whole, { words, say, retry }) {
  const log = at("log");
  const scroller = whole ? document.scrollingElement || document.body : at("panel");
  /** @type {Map<string, any>} the messages, by id */
  const shown = new Map();

  /** @param {Message} message @returns {any} */
  function show(message) {
    if (!message.text) return null; // the greeting that was sent unasked
    const made = shown.get(message.id) || messageElement(message, words(), say);
    shown.set(message.id, made);
    const state = message.cursor ? "sent" : "sending";
    if (message.from === "person") showState(made, state, words()[state]);
    made.dataset.cursor = message.cursor || Infinity; // what the server has not listed stands at the end
    let before = log.lastElementChild;
    while (before && (before === made || +before.dataset.cursor > +made.dataset.cursor)) before = before.previousElementSibling;
    if (made.parentNode && made.previousElementSibling === before) return made;
    if (before) before.after(made);
    else log.prepend(made);
    return made;
  }

  /**
   * Show what became of a message of the person.
   * @param {string} id @param {string} how sending, sent or failed @param {boolean} final whether it will not be tried again
   * @returns {string} the text, if it was refused for good
   */
  function state(id, how, final) {
    const made = shown.get(id);
    if (!made) return "";
    showState(made, how, words()[how]);
    if (how !== "failed") return "";
    if (!final) {
      made.lastChild.append(" ", h("button", { onclick: retry }, words().retry));
      return "";
    }
    made.dataset.cursor = made.previousElementSibling?.dataset.cursor || 0; // it stays where it is
    return made.querySelector(".text").innerText;
  }

  /** @param {Set<string>} ids of messages that still exist */
  function keepOnly(ids) {
    for (const [id, made] of shown) if (!ids.has(id) && shown.delete(id)) made.remove();
  }

  function clear() {
    shown.clear();
    log.replaceChildren();
  }

  const isAtEnd = () => scroller.clientHeight + scroller.scrollTop > scroller.scrollHeight - NEAR_PIXELS;
  const toEnd = () => (scroller.scrollTop = scroller.scrollHeight);

  /** Scroll to the beginning of a message, or to the question right above it. @param {any} made */
  function reveal(made) {
    const above = made.previousElementSibling;
    const from = above && above.matches(".person, .note") && above.offsetHeight < scroller.clientHeight / 4 ? above : made;
    const top = whole ? 0 : scroller.getBoundingClientRect().top;
    const bar = at("bar").offsetHeight + at("with").offsetHeight;
    scroller.scrollTop = above ? scroller.scrollTop + from.getBoundingClientRect().top - top - bar - 8 : 0;
  }

  return { show, state, keepOnly, clear, isAtEnd, toEnd, reveal };
}
