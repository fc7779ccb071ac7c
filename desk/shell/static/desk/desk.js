// What every page of the desk does by itself: unread count, notification without content, lost connection, copying.
(() => {
  "use strict";
  const title = document.title;
  let unread = null;

  // Any element with data-unread="3" sets the count, also one that htmx has just put in.
  function count() {
    const found = document.querySelector("[data-unread]");
    if (!found) return;
    const now = Number(found.dataset.unread) || 0;
    document.title = now > 0 ? `(${now}) ${title}` : title;
    if (unread !== null && now > unread) notify();
    unread = now;
  }

  // Says that there is something, never what: a screen in an office is seen by many.
  function notify() {
    if (!document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
    const notification = new Notification("Drom: neue Nachricht", { tag: "drom" });
    notification.addEventListener("click", () => { window.focus(); notification.close(); });
  }

  function offerNotification() {
    for (const button of document.querySelectorAll("[data-ask-notification]")) {
      const possible = "Notification" in window && Notification.permission === "default";
      const place = button.closest("[data-notification]") || button;
      place.hidden = !possible;
      if (possible && !button.dataset.ready) {
        button.dataset.ready = "true";
        button.addEventListener("click", () => Notification.requestPermission().then(offerNotification));
      }
    }
  }

  // Pages that ask by themselves do not keep a log-in alive.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.closest("[data-background]")) event.detail.headers["Drom-Background"] = "1";
  });

  const lost = document.getElementById("lost");
  document.addEventListener("htmx:sendError", () => { lost.hidden = false; });
  document.addEventListener("htmx:timeout", () => { lost.hidden = false; });
  document.addEventListener("htmx:afterOnLoad", () => { lost.hidden = true; });
  window.addEventListener("offline", () => { lost.hidden = false; });
  window.addEventListener("online", () => { lost.hidden = true; });

  document.addEventListener("htmx:afterSettle", () => { count(); offerNotification(); });
  count();
  offerNotification();

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) {
      const source = document.getElementById(button.dataset.copy);
      navigator.clipboard.writeText((source.value || source.textContent).trim()).then(() => { button.textContent = "Kopiert"; });
    }
    if (event.target.closest("[data-print]")) window.print();
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });
})();
