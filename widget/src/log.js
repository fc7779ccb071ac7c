/** The list of messages: each once, in the server's order, what is not sent yet at the end. */

import { messageElement, showState } from "./message.js";

/** @typedef {import("./line.js").Message} Message */

/**
 * @param {(id: string) => any} at finds parts @param {boolean} whole whether the page scrolls, else the window in it
 * @param {{words: () => Object<string, string>, say: (text: string) => void, again: () => void}} told
 */
export function makeLog(at, whole, { words, say, again }) {
  const log = at("log");
  const scroller = whole ? document.documentElement : at("panel");
  /** @type {Map<string, any>} the messages, by id */
  const shown = new Map();

  /** @param {Message} message @returns {any} */
  function show(message) {
    if (!message.text) return null; // the greeting that was sent unasked
    const made = shown.get(message.id) || messageElement(message, words(), say, again);
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
   * @param {string} id @param {string} how sending, sent, failed (it will be tried again) or refused for good
   * @returns {string} the text, if it was refused
   */
  function state(id, how) {
    const made = shown.get(id);
    if (!made) return "";
    const refused = how === "refused";
    showState(made, how, words()[refused ? "failed" : how]);
    if (!refused) return "";
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

  /** @returns {boolean} whether the end is less than a screen away: then a new message is shown, else somebody reads what was before */
  const isNearEnd = () => scroller.clientHeight * 2 + scroller.scrollTop > scroller.scrollHeight;
  const toEnd = () => (scroller.scrollTop = scroller.scrollHeight);

  /** Scroll to the beginning of a message, or to the question right above it. @param {any} made */
  function reveal(made) {
    const above = made.previousElementSibling;
    (above?.offsetHeight < scroller.clientHeight / 4 ? above : made).scrollIntoView(); // below the bar: scroll-margin
  }

  return { show, state, keepOnly, clear, isNearEnd, toEnd, reveal };
}
