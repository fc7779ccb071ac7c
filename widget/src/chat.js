/** One chat: joins the line to the server, what is shown and what the person does. */

import strings from "strings";
import { makeBubble } from "./bubble.js";
import { makeComposer } from "./composer.js";
import { choiceButton } from "./choice.js";
import { h, icon } from "./dom.js";
import { frame } from "./frame.js";
import { aboutUs, languageButton, languagesBy } from "./languages.js";
import { makeLine, newId } from "./line.js";
import { makeLog } from "./log.js";
import { plain } from "./message.js";
import { canRead, onVoices } from "./voice.js";

/** @typedef {import("./line.js").Message} Message */

const TYPING_MS = 45_000;
const MAX_SIZE = 1.5; // of the text
const BACK = "h:back"; // to the bot, while the staff holds the conversation
const CALM_MS = 3_000; // after which a text for screen readers is taken away again

/**
 * @param {HTMLElement} host the element @param {ShadowRoot} root where to show it @param {string} server its origin
 * @param {string} wanted the language that the page asks for @param {AbortSignal} signal ends everything
 */
export function startChat(host, root, server, wanted, signal) {
  const whole = host.getAttribute("view") === "page";
  root.append(frame(whole));
  /** @param {string} id @returns {any} */
  const at = (id) => root.getElementById(id);
  const [choices, question, confirm, lists] = [at("choices"), at("question"), at("confirm"), [at("tongues"), at("menu")]];
  const on = (/** @type {EventTarget} */ target, /** @type {string} */ event, /** @type {any} */ does) =>
    target.addEventListener(event, does, { signal });
  /** What is the same already, is not read out again. @param {string} id @param {string} text */
  const put = (id, text) => at(id).textContent === text || (at(id).textContent = text);
  /** @type {Object<string, string>} in the language of the chat */
  let words = {};
  let state = "bot"; // with whom the person speaks
  let typingTimer = 0;

  const line = makeLine(server, host.getAttribute("ki") || "", {
    arrived: showMessages,
    draft: showDraft,
    network: showNetwork,
    remaining: (/** @type {Set<string>} */ ids) => log.keepOnly(ids),
    lost: showLost,
  });
  const log = makeLog(at, whole, { words: () => words, say, again: line.wake });
  const composer = makeComposer(at, send);
  const bubble = makeBubble(host, at, line, { opened, words: () => words, say });

  const languages = () => languagesBy([line.kept().language || "", wanted, ...navigator.languages, document.documentElement.lang]);

  /** Show everything in a language. @param {string} code */
  function speak(code) {
    if (!strings[code] || strings[code] === words) return;
    words = strings[code];
    host.lang = code;
    if (whole) document.documentElement.lang = code;
    for (const part of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-text]")))
      part.textContent = words[part.dataset.text || ""];
    question.placeholder = question.ariaLabel = words.write;
    at("log").ariaLabel = words.new_messages;
    confirm.ariaLabel = words.delete_ask;
    fillMenu();
    bubble.show();
  }

  /** @param {string} done what has just been done */
  function showStart(done) {
    const codes = languages();
    speak(codes[0]);
    showChat(false);
    const greeting = host.getAttribute(`greeting-${codes[0]}`) || host.getAttribute("greeting");
    put("greeting", greeting);
    put("start-status", done);
    at("languages").replaceChildren(...codes.map((code) => languageButton(code, () => begin(code))));
    at("start-about").replaceChildren(...codes.map(aboutUs));
  }

  /** @param {boolean} chat whether to show the chat, else the first screen */
  function showChat(chat) {
    at("start").hidden = chat;
    at("chat").hidden = at("tongues").hidden = at("menu").hidden = !chat;
  }

  /** @param {string} code the chosen language */
  async function begin(code) {
    speak(code);
    line.keep({ language: code });
    put("start-status", words.typing);
    if (!(await line.begin(code))) return;
    clear();
    showChat(true);
    focusChat();
  }

  /** Show what this browser has kept: a conversation, or the first screen. @param {string} done */
  function resume(done) {
    line.stop();
    const { token } = line.kept();
    if (!token) return whole || at("panel").open ? showStart(done) : speak(languages()[0]);
    speak(languages()[0]);
    showChat(true);
    clear();
    line.resume(true);
  }

  /** On a phone the keyboard would hide what was said. */
  const focusChat = () => (matchMedia("(pointer: fine)").matches ? question : at("log")).focus();

  /** The window was opened. */
  function opened() {
    if (!line.kept().token) showStart("");
    if (at("chat").hidden) at("languages").firstChild.focus();
    else focusChat();
    log.toEnd();
  }

  /** @param {Message[]} messages @param {string} now the state @param {boolean} history whether of an earlier visit */
  function showMessages(messages, now, history) {
    state = now;
    const follow = history || log.isNearEnd();
    let first = null;
    for (const message of messages) {
      const made = log.show(message);
      setTyping(message.from === "person");
      if (message.from === "person") continue;
      if (message.from === "bot" && message.language) {
        line.keep({ language: message.language }); // staff may write in another language than the person's
        speak(message.language);
      }
      offer(message);
      first = history ? made : first || made;
      if (!history) announce(message);
    }
    showWith();
    if (first && follow) log.reveal(first);
    bubble.note(messages, history);
    if (!history && messages.some(({ from }) => from !== "person")) host.dispatchEvent(new Event("drom:message", { bubbles: true }));
  }

  /** @param {string} id @param {string} state @param {string} [reason] */
  function showDraft(id, state, reason = "") {
    put("problem", words[reason] || "");
    if (state === "sent") setTyping(true);
    const refused = log.state(id, state);
    if (refused && !question.value) composer.write(refused);
  }

  /** Show the buttons of the latest message. @param {Message} message */
  function offer({ buttons = [], language }) {
    const tapped = (/** @type {string} */ title, /** @type {string} */ payload) =>
      send(title, payload).focus({ preventScroll: true }); // so that Tab goes on to the answer
    choices.replaceChildren(...buttons.map((button) => h("li", choiceButton(button, language, server, tapped))));
  }

  /** @param {string} text @param {string} [payload] @returns {any} */
  function send(text, payload) {
    if (payload) choices.replaceChildren();
    const draft = { id: newId(), text, payload };
    const made = log.show({ ...draft, from: "person" });
    log.reveal(made); // above the buttons, which may be many
    line.send(draft);
    return made;
  }

  function showLost() {
    clear();
    at("log").prepend(h("p.note", words.begun_anew));
  }

  /** Empty the chat, but for what is still to be sent. */
  function clear() {
    log.clear();
    choices.replaceChildren();
    state = "bot";
    showWith();
    setTyping(false);
    showNetwork(true);
    put("problem", "");
    bubble.reset();
    for (const draft of line.unsent()) log.show({ ...draft, from: "person" });
  }

  /** @param {boolean} works */
  function showNetwork(works) {
    put(at("chat").hidden ? "start-status" : "status", works ? "" : words.offline);
  }

  /** @param {boolean} waiting whether an answer is to come */
  function setTyping(waiting) {
    clearTimeout(typingTimer);
    at("typing").hidden = !waiting || state === "staff"; // then the bot is silent
    if (waiting) typingTimer = setTimeout(setTyping, TYPING_MS, false);
  }

  /** Show that somebody of the staff reads, or will, and the way back to the bot. */
  function showWith() {
    const text = words[`with_${state}`] || "";
    at("with").hidden = !text;
    put("with-whom", text);
    at("back").hidden = state !== "staff" || choices.querySelector(`[value="${BACK}"]`);
  }

  /** @param {Message} message */
  function announce({ from, kind, language, text }) {
    const speaker = from === "staff" ? words.staff : "Drom";
    say(`${kind === "urgent" ? words.urgent : speaker}: ${plain(text)}`, language, kind === "urgent" ? "alarm" : "news");
  }

  /** Have a text read out once. @param {string} text @param {string} [language] @param {string} [how] politely or at once */
  function say(text, language = host.lang, how = "news") {
    const said = h("span", { lang: language }, text, " ");
    at(how).append(said);
    setTimeout(() => said.remove(), CALM_MS);
  }

  /** @param {number} [size] of the text, else the next one */
  function resize(size) {
    const before = line.kept().size || 1;
    const next = size || (before < MAX_SIZE ? before + 0.25 : 1);
    if (!size) line.keep({ size: next });
    at("root").style.fontSize = `${next}em`;
  }

  function fillMenu() {
    const item = (/** @type {string} */ key, /** @type {Function} */ does) => h(`button#${key}`, { onclick: does }, icon(key), words[key]);
    const toggle = () => {
      line.keep({ sound: !line.kept().sound });
      fillMenu();
      at("sound").focus();
    };
    const sound = item("sound", toggle);
    sound.ariaPressed = String(!!line.kept().sound);
    const say = (/** @type {string} */ key) => item(key, () => closeList(at("menu")) || send(words[key], `d:${key}`));
    const bigger = item("text_size", () => resize());
    const ask = item("delete", () => {
      closeList(at("menu"));
      put("confirm-problem", "");
      confirm.showModal();
    });
    at("menu").lastChild.replaceChildren(say("human"), say("help"), bigger, sound, ask);
    const change = (/** @type {string} */ code) => {
      closeList(at("tongues"));
      line.keep({ language: code });
      speak(code);
      send(strings[code].name, `l:${code}`);
    };
    at("tongues").lastChild.replaceChildren(...languages().map((code) => languageButton(code, () => change(code))));
  }

  /** @param {any} list */
  function closeList(list) {
    list.open = false;
    list.firstChild.focus();
  }

  async function deleteAll() {
    const done = await line.deleteAll();
    put("confirm-problem", done ? "" : words.delete_failed);
    if (!done) return;
    confirm.close();
    clear();
    composer.write("");
    showStart(words.deleted);
    at("languages").firstChild.focus();
  }

  function listen() {
    composer.listen(on);
    for (const list of lists)
      on(list, "keydown", (/** @type {KeyboardEvent} */ event) => {
        if (event.key !== "Escape" || !list.open) return;
        event.preventDefault();
        closeList(list);
      });
    on(document, "click", (/** @type {Event} */ event) => {
      for (const list of lists) if (!event.composedPath().includes(list)) list.open = false;
    });
    on(at("back"), "click", () => send(words.back, BACK));
    on(at("confirm-no"), "click", () => confirm.close());
    on(at("confirm-yes"), "click", deleteAll);
    on(window, "storage", (/** @type {StorageEvent} */ { oldValue, newValue }) => {
      const [before, now] = [oldValue, newValue].map((value) => JSON.parse(value || "{}").token);
      if (before !== now) resume(""); // begun or deleted in another tab
    });
    const again = () => document.hidden || line.wake();
    for (const event of ["online", "pageshow", "visibilitychange"]) on(window, event, again); // the last one bubbles up to it
    onVoices(() => root.querySelectorAll(".read").forEach((/** @type {any} */ one) => (one.hidden = !canRead(one.lang))), signal);
    signal.addEventListener("abort", line.stop);
    bubble.listen(on);
  }

  listen();
  resize(line.kept().size || 1);
  resume("");
}
