/** Open and closed: the bubble on a town's page, its window, and what has not been read. The full page is always open. */

import { ring } from "./voice.js";

const NARROW = "(max-width:40em),(max-height:30em)";

/**
 * @param {HTMLElement} host the element itself
 * @param {(id: string) => any} at finds parts
 * @param {any} line
 * @param {{opened: () => void, words: () => Object<string, string>, say: (text: string) => void}} told
 */
export function makeBubble(host, at, line, told) {
  const panel = at("panel");
  const open = at("open"); // null on the full page
  const { title } = document; // that the server gave to the full page
  let unread = 0;
  let latest = 0;

  /** @returns {boolean} whether a new message is seen at once */
  const seen = () => (!open || panel.open) && !document.hidden;

  function show() {
    const text = unread ? `${told.words().new_messages}: ${unread}` : "";
    if (open) {
      at("count").textContent = unread || "";
      open.ariaLabel = `${told.words().open}. ${text}`;
    } else document.title = (unread ? `(${unread}) ` : "") + title;
    return text;
  }

  function read() {
    if (!seen()) return;
    unread = 0;
    if (latest > (line.kept().read || 0)) line.keep({ read: latest });
    show();
  }

  /** @param {import("./line.js").Message[]} messages @param {boolean} history whether of an earlier visit */
  function note(messages, history) {
    const before = line.kept().read || 0;
    const others = messages.filter(({ from, cursor = 0 }) => from !== "person" && cursor > before);
    latest = messages[messages.length - 1]?.cursor || latest;
    if (seen()) return read();
    unread += others.length;
    const text = show();
    if (!others.length || history) return;
    told.say(text);
    if (line.kept().sound) ring();
  }

  function openPanel() {
    if (panel.open) return;
    if (matchMedia(NARROW).matches) panel.showModal();
    else panel.show();
    open.hidden = true;
    told.opened();
    read();
    host.dispatchEvent(new Event("drom:open", { bubbles: true }));
  }

  function close() {
    open.hidden = false;
    panel.close();
    open.focus();
  }

  /** Forget what was counted. */
  function reset() {
    unread = latest = 0;
    show();
  }

  /** @param {(target: EventTarget, event: string, does: Function) => void} on */
  function listen(on) {
    on(document, "visibilitychange", read);
    if (!open) return;
    on(open, "click", openPanel);
    on(at("close"), "click", close);
    on(panel, "keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Escape" || event.defaultPrevented || at("confirm").open) return;
      event.preventDefault(); // or a modal window would close without returning the focus
      close();
    });
  }

  return { listen, note, reset, show };
}
