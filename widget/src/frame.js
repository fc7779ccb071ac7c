/** The empty chat: its parts in their places. Words are put in by `data-text`, so that the language can change at any time. */

import { h, icon } from "./dom.js";

/** @param {string} what @param {string} key of the words @returns {HTMLElement} */
const worded = (what, key) => {
  const made = h(what, { type: "button" }); // or it would send the form
  made.dataset.text = key;
  return made;
};
/** @param {string} key @returns {HTMLElement} words for screen readers, beside a picture */
const unseen = (key) => worded("span.unseen", key);
/** @param {string} id @param {string} role @returns {HTMLElement} */
const spoken = (id, role) => h(`p#${id}.${role}`, { role });
/** @param {string} id @param {...(Node|string)} label @returns {HTMLElement} a button that opens a list */
const list = (id, ...label) => h(`details#${id}.list`, h("summary", ...label), h("div"));

/**
 * @param {boolean} whole whether it fills the page, else it is a bubble that opens a window
 * @returns {HTMLElement}
 */
export function frame(whole) {
  const tools = h(
    "div#tools",
    list("tongues", icon("world"), worded("span.wide", "name"), unseen("language")),
    list("menu", icon("lines"), unseen("menu")),
  );
  const panel = h(
    `${whole ? "div" : "dialog"}#panel`,
    h("header#bar", h(`${whole ? "h1" : "h2"}#name`, "Drom"), tools),
    h(
      `${whole ? "main" : "div"}#main`,
      h(
        "section#start",
        h("p#greeting"),
        spoken("start-status", "status"),
        h("div#languages"),
        h("div#start-about"),
      ),
      h(
        "section#chat",
        h("div#log", { tabIndex: -1, role: "log", ariaLive: "off" }), // #news says what is new, without the buttons
        worded("p#typing", "typing"),
        h("ul#choices"),
        h(
          "form#composer",
          h("div#with", spoken("with-whom", "status"), worded("button#back", "back")),
          spoken("status", "status"),
          spoken("problem", "alert"),
          h("textarea#question", { rows: 1, enterKeyHint: "send" }),
          h("button#send", icon("arrow"), worded("span.wide", "send")),
        ),
      ),
    ),
    h(
      "dialog#confirm",
      { role: "alertdialog" },
      worded("p", "delete_ask"),
      spoken("confirm-problem", "alert"),
      worded("button#confirm-no", "delete_no"),
      worded("button#confirm-yes", "delete_yes"),
    ),
  );
  const root = h("div#root", panel, spoken("news", "status"), spoken("alarm", "alert"));
  if (!whole) {
    panel.ariaLabel = "Drom";
    tools.append(h("button#close", icon("cross"), unseen("close")));
    root.prepend(h("button#open", worded("span", "open"), h("b#count")));
  }
  return root;
}
