/** The list above the composer: commands, or the results of the inline mode. The composer keeps the focus. */

import { el } from "./dom.js";

export class Suggestions {
  constructor() {
    this.root = el("div", { class: "suggestions", id: `suggestions-${Suggestions.count++}`, role: "listbox", hidden: true });
    this.items = [];
    this.active = -1;
  }

  static count = 0;

  get open() {
    return !this.root.hidden;
  }

  /** Shows `items` ({nodes, choose}); `active` is the one Enter chooses, -1 for none. */
  show(items, { label, testid, active = -1, notice = null }) {
    this.items = items;
    this.root.setAttribute("aria-label", label);
    this.root.dataset.testid = testid;
    this.root.replaceChildren(...items.map((item, index) => this.option(item, index)));
    if (notice) this.root.append(el("p", { class: "notice" }, notice));
    this.root.hidden = items.length === 0 && !notice;
    this.activate(items.length > active ? active : -1);
  }

  hide() {
    this.items = [];
    this.root.hidden = true;
    this.root.replaceChildren();
  }

  /** Handles a key of the composer; true when the key was for the list. */
  key(event) {
    if (!this.open) return false;
    const handler = KEYS[event.key];
    if (!handler || event.isComposing || !handler(this)) return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  move(step) {
    if (this.items.length === 0) return false;
    const from = this.active < 0 && step < 0 ? 0 : this.active;
    this.activate((from + step + this.items.length) % this.items.length);
    return true;
  }

  choose(index) {
    const item = this.items[index];
    item?.choose();
    return Boolean(item);
  }

  activate(index) {
    this.active = index;
    [...this.root.querySelectorAll("[role=option]")].forEach((node, at) => {
      node.setAttribute("aria-selected", String(at === index));
      if (at === index) node.scrollIntoView({ block: "nearest" });
    });
  }

  option(item, index) {
    const on = { click: () => this.choose(index), mousedown: (event) => event.preventDefault() };
    return el("button", { type: "button", class: "suggestion-row", role: "option", tabindex: "-1", "aria-selected": "false", data: { testid: "suggestion" }, on }, item.nodes);
  }
}

const KEYS = {
  ArrowDown: (list) => list.move(1),
  ArrowUp: (list) => list.move(-1),
  Tab: (list) => list.choose(Math.max(list.active, 0)),
  Enter: (list) => list.choose(list.active),
  Escape: (list) => {
    list.hide();
    return true;
  },
};
