/** The empty chat: its parts in their places. Words are put in by `data-text`, so that the language can change at any time. */

import { element, icon } from "./dom.js";

/** @param {string} name @param {string} key @param {Object} [properties] */
const worded = (name, key, properties = {}) => {
  const made = element(name, properties);
  made.dataset.text = key;
  return made;
};
/** @param {string} key @returns {HTMLElement} words for screen readers, beside a picture */
const unseen = (key) => worded("span", key, { className: "unseen" });
/** @param {string} id @param {string} role @returns {HTMLElement} */
const spoken = (id, role) => {
  const made = element("p", { id, className: id });
  made.setAttribute("role", role);
  return made;
};
/** @param {string} id @param {...(Node|string)} label @returns {any} a button that opens a list */
const list = (id, ...label) => element("details", { id, className: "list" }, element("summary", {}, ...label), element("div", {}));

/**
 * @param {boolean} whole whether it fills the page, else it is a bubble that opens a window
 * @returns {HTMLElement}
 */
export function frame(whole) {
  const header = element(
    "header",
    { id: "bar" },
    element(whole ? "h1" : "h2", { id: "name" }, "Drom"),
    element(
      "div",
      { id: "tools" },
      list("languages-list", icon("world"), worded("span", "name", { className: "wide" }), unseen("language")),
      list("menu", icon("lines"), unseen("menu")),
    ),
  );
  const start = element(
    "section",
    { id: "start", hidden: true },
    element("p", { id: "greeting" }),
    element("h3", { id: "start-title", className: "unseen" }),
    spoken("start-status", "status"),
    element("div", { id: "languages" }),
    element("div", { id: "start-about" }),
  );
  const question = element("textarea", { id: "question", rows: 1, enterKeyHint: "send", autocomplete: "off" });
  const label = worded("label", "write", { className: "unseen", htmlFor: "question" });
  question.setAttribute("aria-describedby", "problem");
  const composer = element(
    "form",
    { id: "composer" },
    spoken("status", "status"),
    spoken("problem", "alert"),
    label,
    question,
    element("button", { id: "send" }, icon("arrow"), worded("span", "send", { className: "wide" })),
  );
  const dots = element("span", {}, ...[0, 1, 2].map(() => element("i", {})));
  dots.setAttribute("aria-hidden", "true");
  const log = element("div", { id: "log", tabIndex: -1 });
  log.setAttribute("role", "log");
  log.setAttribute("aria-live", "off"); // #news says what is new, without the buttons
  const chat = element(
    "section",
    { id: "chat", hidden: true },
    worded("p", "about", { className: "about" }),
    log,
    element("p", { id: "typing", hidden: true }, dots, " ", worded("span", "typing")),
    element("ul", { id: "choices" }),
    composer,
  );
  const confirm = element(
    "dialog",
    { id: "confirm" },
    worded("p", "delete_ask", { id: "confirm-text" }),
    spoken("confirm-problem", "alert"),
    worded("button", "delete_no", { id: "confirm-no" }),
    worded("button", "delete_yes", { id: "confirm-yes" }),
  );
  confirm.setAttribute("aria-labelledby", "confirm-text");
  const panel = element(
    whole ? "div" : "dialog",
    { id: "panel" },
    header,
    spoken("with", "status"),
    element(whole ? "main" : "div", { id: "main" }, start, chat),
    confirm,
  );
  const root = element("div", { id: "root", className: whole ? "whole" : "" }, panel, spoken("news", "status"), spoken("alarm", "alert"));
  if (whole) return root;
  panel.setAttribute("aria-labelledby", "name");
  header.lastChild.append(element("button", { id: "close" }, icon("cross"), unseen("close")));
  root.prepend(element("button", { id: "open" }, icon("talk"), worded("span", "open"), element("b", { id: "count" })));
  return root;
}
