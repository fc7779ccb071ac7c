/** Elements and pictures. What was written by anybody becomes text nodes; nothing is ever parsed as HTML. */

/**
 * Make an element.
 * @param {string} what its name, id and class: `p#status.note`
 * @param {...(Node|string|Object)} contents text nodes, elements, and objects with properties
 * @returns {any}
 */
export function h(what, ...contents) {
  const [, name, id, className] = /** @type {string[]} */ (/^(\w+)#?([\w-]*)\.?(.*)/.exec(what));
  const made = document.createElement(name);
  if (id) made.id = id;
  if (className) made.className = className;
  for (const one of contents) typeof one === "string" || one instanceof Node ? made.append(one) : Object.assign(made, one);
  return made;
}

/** Lines on a field of 24 by 24. */
const LINES = {
  __proto__: null,
  childcare: "M4 13h7v7H4zm9 0h7v7h-7zM8 4h7v7H8z",
  school: "m2 9 10-5 10 5-10 5zm4 2v5c3 3 9 3 12 0v-5",
  tenancy: "m4 11 8-7 8 7v9h-6v-6h-4v6H4z",
  health: "M9 3h6v6h6v6h-6v6H9v-6H3V9h6z",
  fraud: "M12 4 2 20h20zm0 6v4m0 3v0",
  authorities: "m3 9 9-5 9 5zm2 0v8m5-8v8m4-8v8m5-8v8M3 20h18",
  work: "M3 8h18v12H3zm6 0V4h6v4M3 13h18",
  safety: "M12 3 4 6v6c0 5 4 8 8 9 4-1 8-4 8-9V6z",
  human: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-8 16-8 16 0",
  help: "M4 4h6v6H4zm10 0h6v6h-6zM4 14h6v6H4zm10 0h6v6h-6z",
  world: "M3 12h18M12 3c5 5 5 13 0 18-5-5-5-13 0-18a9 9 0 0 1 0 18 9 9 0 0 1 0-18",
  lines: "M4 7h16M4 12h16M4 17h16",
  cross: "m6 6 12 12M18 6 6 18",
  arrow: "M5 12h14M12 5l7 7-7 7",
  read: "M4 9v6h4l5 4V5L8 9zm12 0c2 2 2 4 0 6m2-8c4 3 4 7 0 10",
  copy: "M8 8h12v12H8zM16 8V4H4v12h4",
  share: "M12 15V3m-4 4 4-4 4 4M5 12v9h14v-9",
};

/** @param {string} name @returns {Node|string} the picture, or nothing if there is none of that name */
export function icon(name) {
  if (!LINES[name]) return "";
  const [svg, path] = ["svg", "path"].map((kind) => document.createElementNS("http://www.w3.org/2000/svg", kind));
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.ariaHidden = "true";
  path.setAttribute("d", LINES[name]);
  svg.append(path);
  return svg;
}
