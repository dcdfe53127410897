/** Text and its Bot API entities → nodes. Offsets are UTF-16 units, which is what JavaScript strings count in. */

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { followable } from "./links.js";

/** The nodes of `text`. `actions`: openLink(address) → true when handled, sendCommand(text), mention(text), copy(text). */
export function richText(text, entities = [], actions) {
  const sorted = entities
    .map((entity) => ({ ...entity, end: entity.offset + entity.length }))
    .sort((a, b) => a.offset - b.offset || b.end - a.end);
  return range(text, 0, text.length, sorted, actions);
}

const WRAPPERS = {
  bold: (inner) => el("strong", {}, inner),
  italic: (inner) => el("em", {}, inner),
  underline: (inner) => el("u", {}, inner),
  strikethrough: (inner) => el("s", {}, inner),
  code: (inner, { shown, actions }) => copyable(inner, shown, actions),
  pre: (inner, { shown, entity, actions }) => codeBlock(inner, shown, entity.language, actions),
  spoiler: (inner) => spoiler(inner),
  blockquote: (inner) => el("blockquote", {}, inner),
  expandable_blockquote: (inner) => foldedQuote(inner),
  text_link: (inner, { entity, actions }) => link(inner, entity.url, actions),
  url: (inner, { shown, actions }) => link(inner, shown, actions),
  email: (inner, { shown, actions }) => link(inner, `mailto:${shown}`, actions),
  phone_number: (inner, { shown, actions }) => link(inner, `tel:${shown.replace(/[^+\d]/g, "")}`, actions),
  bot_command: (inner, { shown, actions }) => inlineAction(inner, () => actions.sendCommand(shown)),
  mention: (inner, { shown, actions }) => inlineAction(inner, () => actions.mention(shown)),
  text_mention: (inner) => el("span", { class: "mention" }, inner),
  hashtag: (inner) => el("span", { class: "mention" }, inner),
  cashtag: (inner) => el("span", { class: "mention" }, inner),
};

// Entities nest; one that only overlaps another is cut at its edge, and its rest is drawn after it.
function range(text, start, end, entities, actions) {
  const nodes = [];
  let queue = entities;
  let at = start;
  while (queue.length > 0) {
    const [entity, ...others] = queue;
    const stop = Math.min(entity.end, end);
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    const inside = others.filter((other) => other.offset < stop);
    const inner = range(text, entity.offset, stop, inside, actions);
    nodes.push(wrap(entity, inner, text.slice(entity.offset, stop), actions));
    queue = others.filter((other) => other.end > stop).map((other) => ({ ...other, offset: Math.max(other.offset, stop) }));
    at = stop;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function wrap(entity, inner, shown, actions) {
  const wrapper = WRAPPERS[entity.type];
  return wrapper ? wrapper(inner, { entity, shown, actions }) : inner;
}

function link(inner, address, actions) {
  const href = followable(address);
  const click = (event) => {
    if (actions.openLink(address)) event.preventDefault();
  };
  if (!href) return inlineAction(inner, () => actions.openLink(address));
  return el("a", { href, target: "_blank", rel: "noopener noreferrer", on: { click } }, inner);
}

function inlineAction(inner, click) {
  return el("button", { type: "button", class: "inline-action", on: { click } }, inner);
}

function copyable(inner, shown, actions) {
  const click = () => actions.copy(shown);
  return el("code", { title: "Toucher pour copier", on: { click } }, inner);
}

function codeBlock(inner, shown, language, actions) {
  const copy = el("button", { type: "button", class: "pre-copy", "aria-label": "Copier", on: { click: () => actions.copy(shown) } }, icon("copy"));
  return el("div", { class: "pre" }, el("div", { class: "pre-head" }, language ?? "", copy), el("pre", {}, inner));
}

function spoiler(inner) {
  const node = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Texte masqué, toucher pour lire" }, el("span", {}, inner));
  const reveal = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    node.classList.add("revealed");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  };
  node.addEventListener("click", reveal);
  node.addEventListener("keydown", reveal);
  return node;
}

function foldedQuote(inner) {
  const toggle = el("button", { type: "button", class: "quote-toggle", "aria-expanded": "false" }, "Lire la suite");
  const quote = el("blockquote", { class: "folded" }, el("div", { class: "quote-text" }, inner), toggle);
  toggle.addEventListener("click", () => {
    const open = !quote.classList.toggle("folded");
    toggle.textContent = open ? "Replier" : "Lire la suite";
    toggle.setAttribute("aria-expanded", String(open));
  });
  return quote;
}
