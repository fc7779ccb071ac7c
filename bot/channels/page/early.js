// A language can be tapped before the program is there: the tap is kept, and repeated when it is.
addEventListener("click", ({ target }) => {
  if (target.localName !== "button") return;
  for (const button of target.parentNode.children) button.removeAttribute("aria-pressed");
  target.setAttribute("aria-pressed", "true");
});
addEventListener("DOMContentLoaded", () => {
  const tapped = document.querySelector("drom-chat > main > [aria-pressed]");
  const chat = document.querySelector("drom-chat").shadowRoot;
  if (tapped) chat?.querySelector(`#languages [lang=${tapped.lang}]`)?.click();
});
