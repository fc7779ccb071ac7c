/** The field in which one types. */

/** @param {(id: string) => any} at finds parts @param {(text: string) => void} send what is typed */
export function makeComposer(at, send) {
  const question = at("question");

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
    send(text);
  }

  /** @param {(target: EventTarget, event: string, does: Function) => void} on */
  function listen(on) {
    on(at("composer"), "submit", submit);
    on(question, "input", () => write(question.value));
    on(question, "keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
    });
  }

  return { write, listen };
}
