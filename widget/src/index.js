/** The element `<drom-chat>`. What it may be told by attributes stands in docs/widget.md. */

import { startChat } from "./chat.js";
import { h } from "./dom.js";
import css from "./style.css";

/** Where this file came from is where the server is; a file inside the server's own page has no address. */
const script = /** @type {?HTMLScriptElement} */ (document.currentScript);
const SERVER = new URL(script?.src || location.href).origin;

class DromChat extends HTMLElement {
  connectedCallback() {
    const root = this.shadowRoot || this.attachShadow({ mode: "open" });
    this.wanted = this.wanted ?? this.lang; // the chat writes there what is chosen
    this.end = new AbortController();
    root.replaceChildren();
    startChat(this, root, SERVER, this.wanted, this.end.signal);
    style(root);
  }

  disconnectedCallback() {
    this.end?.abort();
  }
}

/** A sheet made by script is allowed by every Content-Security-Policy; old browsers need an element. @param {ShadowRoot} root */
function style(root) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.prepend(h("style", css));
  }
}

if (!customElements.get("drom-chat")) customElements.define("drom-chat", DromChat);
