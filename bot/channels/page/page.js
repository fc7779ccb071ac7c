/** The chat page: joins the line to the server, the messages and what the person does. */

import * as line from "./line.js";
import { element, messageElement, showState } from "./message.js";

/** @typedef {line.Message} Message */

const TYPING_MS = 45_000;
const RETRY_MS = 3_000;
const NEAR_PIXELS = 160;

/** @param {string} id @returns {any} */
const at = (id) => document.getElementById(id);
const log = at("log");
const choices = at("choices");
const question = at("question");
const confirm = at("confirm");
const menu = at("menu");

/** @type {Object<string, Object<string, string>>} by language */
let strings = {};
/** @type {Object<string, string>} in the language of the page */
let words = {};
/** @type {Map<string, any>} the messages on the page, by id */
const shown = new Map();
let typingTimer = 0;
/** with whom the person speaks: bot, asked, waiting, staff or closed */
let state = "bot";

// ---- languages and the first screen

/** @returns {string[]} all languages, the likely ones of this person first */
function languages() {
  const all = Object.keys(strings);
  const wanted = [line.kept().language, new URLSearchParams(location.search).get("lang"), ...navigator.languages];
  const codes = wanted.map((tag) => (tag || "").split("-")[0]);
  return [...new Set([...codes.filter((code) => all.includes(code)), ...all])];
}

/** Show the page in a language. @param {string} code */
function speak(code) {
  if (!strings[code] || strings[code] === words) return;
  words = strings[code];
  line.keep({ language: code });
  document.documentElement.lang = code;
  document.title = words.title;
  for (const part of document.querySelectorAll("[data-text]")) part.textContent = words[part.dataset.text];
  question.placeholder = words.write;
  log.setAttribute("aria-label", words.new_messages);
}

/** @param {string} done what has just been done */
function showStart(done) {
  const codes = languages();
  showChat(false);
  at("start-status").textContent = done;
  at("start-title").replaceChildren(...codes.map((lang) => element("span", { lang }, `${strings[lang].choose_language}. `)));
  const button = (/** @type {string} */ lang) => element("button", { lang, onclick: () => begin(lang) }, strings[lang].name);
  at("languages").replaceChildren(...codes.map(button));
  at("start-about").replaceChildren(...codes.map((lang) => element("p", { lang, className: "about" }, strings[lang].about)));
}

/** @param {boolean} chat whether to show the chat, else the first screen */
function showChat(chat) {
  at("start").hidden = chat;
  at("chat").hidden = at("tools").hidden = !chat;
}

/** @param {string} code the chosen language */
async function begin(code) {
  speak(code);
  at("start-status").textContent = words.connecting;
  if (!(await line.begin(code))) return;
  clear();
  showChat(true);
  (matchMedia("(pointer: fine)").matches ? question : log).focus(); // a phone's keyboard would hide the greeting
}

// ---- messages

/** @param {Message[]} messages @param {string} state @param {boolean} history whether of an earlier visit */
function showMessages(messages, newState, history) {
  state = newState;
  const follow = history || innerHeight + scrollY > document.documentElement.scrollHeight - NEAR_PIXELS;
  let first = null;
  if (history) {
    log.setAttribute("aria-live", "off"); // only what is new is read out
    setTimeout(() => log.setAttribute("aria-live", "polite"), 1000);
  }
  for (const message of messages) {
    const made = showMessage(message, !history);
    setTyping(message.from === "person");
    if (message.from === "person") continue;
    speak(message.language || "");
    offer(message);
    first = history ? made : first || made;
  }
  showWith();
  if (first && follow) reveal(first);
}

/** @param {Message} message @param {boolean} fresh @returns {any} */
function showMessage(message, fresh) {
  if (!message.text) return null; // the greeting that the page sent by itself
  const made = shown.get(message.id) || messageElement(message, words, fresh);
  shown.set(message.id, made);
  const state = message.cursor ? "sent" : "sending";
  if (message.from === "person") showState(made, state, words[state]);
  made.dataset.cursor = message.cursor || Infinity; // what the server has not listed stands at the end
  let before = log.lastElementChild;
  while (before && (before === made || +before.dataset.cursor > +made.dataset.cursor)) before = before.previousElementSibling;
  if (made.parentNode && made.previousElementSibling === before) return made; // else it would be read out again
  if (before) before.after(made);
  else log.prepend(made);
  return made;
}

/** @param {string} id @param {string} state @param {string} [reason] */
function showDraft(id, state, reason) {
  at("problem").textContent = reason ? words[reason] : "";
  if (state === "sent") setTyping(true);
  const made = shown.get(id);
  if (!made) return;
  showState(made, state, words[state]);
  if (state !== "failed") return;
  const retry = () => question.focus() || line.wake();
  if (!reason) return made.lastChild.append(" ", element("button", { onclick: retry }, words.retry));
  made.dataset.cursor = made.previousElementSibling?.dataset.cursor || 0; // it stays where it is
  if (!question.value) write(made.querySelector(".text").innerText);
}

/** Show the buttons of the latest message. @param {Message} message */
function offer({ buttons = [], language }) {
  const tap = (/** @type {line.Button} */ { title, payload }) => {
    const [kind, subject, day] = payload.split(":");
    if (kind === "i") return location.assign(`calendar/${day}/${subject}/${language}.ics`); // a file for the calendar
    choices.replaceChildren();
    send({ id: line.newId(), text: title, payload }).focus({ preventScroll: true }); // so that Tab goes on to the answer
  };
  const items = buttons.map((button) => element("button", { lang: language, onclick: () => tap(button) }, button.title));
  choices.replaceChildren(...items.map((item) => element("li", {}, item)));
}

/** @param {line.Draft} draft @returns {any} */
function send(draft) {
  const made = showMessage({ ...draft, from: "person" }, true);
  scrollTo(0, document.body.scrollHeight);
  line.send(draft);
  return made;
}

/** @param {Set<string>} ids of messages that still exist */
function keepOnly(ids) {
  for (const [id, made] of shown) if (!ids.has(id) && shown.delete(id)) made.remove();
}

function showLost() {
  clear();
  log.prepend(element("p", { className: "note" }, words.begun_anew));
}

/** Empty the chat, but for what is still to be sent. */
function clear() {
  keepOnly(new Set());
  log.replaceChildren();
  choices.replaceChildren();
  state = "bot";
  showWith();
  setTyping(false);
  showNetwork(true);
  at("problem").textContent = "";
  for (const draft of line.outbox()) showMessage({ ...draft, from: "person" }, false);
}

/** Scroll to the beginning of a message, or to the question right above it. @param {any} made */
function reveal(made) {
  const above = made.previousElementSibling;
  const from = above && above.matches(".person, .note") && above.offsetHeight < innerHeight / 4 ? above : made;
  scrollTo(0, above ? from.getBoundingClientRect().top + scrollY - at("bar").offsetHeight - 8 : 0);
}

/** @param {boolean} works */
function showNetwork(works) {
  const text = works ? "" : words.offline;
  if (at("status").textContent !== text) at("status").textContent = text;
}

/** Show that somebody of the staff reads, or will. */
function showWith() {
  const text = { waiting: words.with_centre, staff: words.with_staff }[state] || "";
  at("with").hidden = !text;
  const offered = [...choices.querySelectorAll("button")].some(({ textContent }) => textContent === words.back);
  at("back").hidden = state !== "staff" || offered;
  if (at("with-whom").textContent !== text) at("with-whom").textContent = text;
}

/** @param {boolean} waiting whether an answer is to come */
function setTyping(waiting) {
  clearTimeout(typingTimer);
  const shown = waiting && state !== "staff"; // then the bot is silent
  at("typing").hidden = !shown;
  if (shown) typingTimer = setTimeout(setTyping, TYPING_MS, false);
}

// ---- what the person does

/** Fill the field and make it as high as its text. @param {string} text */
function write(text) {
  if (question.value !== text) question.value = text;
  question.style.height = "auto";
  question.style.height = `${question.scrollHeight + 2}px`;
}

/** @param {Event} event */
function submit(event) {
  event.preventDefault();
  const text = question.value.trim();
  question.focus();
  if (!text) return;
  write("");
  send({ id: line.newId(), text });
}

async function deleteAll() {
  const done = await line.deleteAll();
  at("confirm-problem").textContent = done ? "" : words.delete_failed;
  if (!done) return;
  confirm.close();
  clear();
  write("");
  showStart(words.deleted);
  at("languages").firstChild.focus();
}

function listen() {
  at("composer").onsubmit = submit;
  question.oninput = () => write(question.value);
  question.onkeydown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  };
  at("back").onclick = () => send({ id: line.newId(), text: words.back, payload: "h:back" });
  at("language").onclick = () => send({ id: line.newId(), text: words.language, payload: "d:change_language" });
  const closeMenu = () => {
    menu.open = false;
    menu.firstElementChild.focus();
  };
  menu.addEventListener("keydown", (/** @type {KeyboardEvent} */ { key }) => key === "Escape" && closeMenu());
  addEventListener("click", ({ target }) => menu.contains(target) || (menu.open = false));
  at("delete").onclick = () => {
    closeMenu();
    at("confirm-problem").textContent = "";
    confirm.showModal();
  };
  at("confirm-no").onclick = () => confirm.close();
  at("confirm-yes").onclick = deleteAll;
  addEventListener("storage", ({ oldValue, newValue }) => {
    const [before, now] = [oldValue, newValue].map((value) => JSON.parse(value || "{}").token);
    if (before !== now) location.reload(); // begun or deleted in another tab
  });
}

async function main() {
  const response = await fetch("/page.json").catch(() => null);
  if (!response?.ok) return setTimeout(main, RETRY_MS);
  strings = await response.json();
  listen();
  line.connect({ messages: showMessages, draft: showDraft, network: showNetwork, remaining: keepOnly, lost: showLost });
  if (!line.kept().token) return showStart("");
  speak(languages()[0]);
  showChat(true);
  clear();
  line.resume(true);
}

main();
