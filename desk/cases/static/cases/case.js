// A case: keeps the newest message in sight, the focus where it was, and a half-typed reply where it is.
(() => {
  "use strict";
  const NEAR = 80; // pixels from the end within which somebody is reading the newest message
  const scroll = document.getElementById("scroll");
  const preview = document.getElementById("preview");
  let atEnd = true;
  let focused = null;

  function toEnd() { if (scroll) scroll.scrollTop = scroll.scrollHeight; }
  if (scroll) {
    toEnd();
    scroll.addEventListener("scroll", () => { atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR; });
  }

  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.id === "live" && !document.hidden) event.detail.parameters.sichtbar = "1";
  });
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.elt.id !== "live" || event.detail.xhr.status !== 404) return;
    document.getElementById("gone").hidden = false;
    event.detail.elt.remove();
  });

  // What is replaced may hold the focus: then it goes to the part that took its place.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const part = event.detail.target;
    focused = part && part.contains(document.activeElement) ? { part: part.id, id: document.activeElement.id } : focused;
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (focused && document.activeElement === document.body) {
      const same = focused.id && document.getElementById(focused.id);
      const part = same || document.getElementById(focused.part);
      if (part) part.focus({ preventScroll: true });
    }
    focused = null;
    if (atEnd) toEnd();
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "preview" && preview.firstElementChild) {
      preview.focus({ preventScroll: true });
      preview.scrollIntoView({ block: "nearest" });
    }
    if (event.detail.target.id === "phrase-form") {
      const first = event.detail.target.querySelector("input:not([type=hidden]), select, textarea, .button");
      if (first) first.focus();
    }
  });

  function clear(element) { if (element) element.replaceChildren(); }
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close-preview]")) {
      clear(preview);
      const open = document.querySelector(".way-of[open]");
      const field = open && open.querySelector("input:not([type=hidden]), textarea");
      if (field) field.focus();
    }
    if (event.target.closest("[data-close-form]")) {
      clear(document.getElementById("phrase-form"));
      clear(preview);
      document.getElementById("baustein").focus();
    }
  });

  // Kept until the browser's tab is closed, so that an expired log-in or a reload loses nothing.
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const field = form.querySelector("textarea");
    const kept = sessionStorage.getItem(form.dataset.draft);
    if (kept && !field.value) {
      field.value = kept;
      form.closest("details").open = true;
    }
    field.addEventListener("input", () => { sessionStorage.setItem(form.dataset.draft, field.value); });
  }
  document.addEventListener("drom-sent", () => {
    for (const form of document.querySelectorAll("form[data-empty-after-sending]")) {
      form.reset();
      sessionStorage.removeItem(form.dataset.draft);
    }
    clear(document.getElementById("phrase-form"));
    atEnd = true;
    toEnd();
    const title = document.getElementById("composer-title");
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && event.detail.elt.matches("form[data-empty-after]")) event.detail.elt.reset();
  });
})();
