/** The list of messages of one chat: order, days, history, and where it is scrolled to. */

import { api, PAGE } from "./api.js";
import { el, iconButton } from "./dom.js";
import { day } from "./format.js";
import { icon } from "./icons.js";
import { messageNode, sender } from "./message.js";

const NEAR_PX = 120;

export class MessageList {
  /** `context`: personId, actions and waiting(messageId, data), as messageNode wants them. */
  constructor(context) {
    this.context = context;
    this.messages = new Map();
    this.nodes = new Map();
    this.complete = false;
    this.loading = false;
    this.log = el("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": "Messages", tabindex: "0" });
    this.newer = iconButton(icon("down"), "Aller au dernier message", () => this.toBottom(), { class: "icon-button newer", hidden: true });
    this.root = el("div", { class: "messages" }, this.log, this.newer);
    this.log.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.follow = true;
    new ResizeObserver(() => this.follow && this.toBottom()).observe(this.log);
    // Pictures get their height late; what was at the bottom stays there.
    this.log.addEventListener("load", () => this.follow && this.toBottom(), true);
  }

  get size() {
    return this.messages.size;
  }

  get newest() {
    return this.ordered().at(-1);
  }

  /** The person's own last message with words, which is the one « ↑ » edits. */
  lastOwnText() {
    return this.ordered().findLast((one) => sender(one, this.context.personId) === "me" && one.text !== undefined && !one.via_bot);
  }

  /** Makes the end of the list equal to `messages`, the newest page the server has. */
  sync(messages) {
    const kept = new Set(messages.map((one) => one.message_id));
    const first = messages[0]?.message_id ?? 0;
    const overlaps = this.messages.has(first) || messages.length < PAGE;
    for (const id of [...this.messages.keys()]) {
      if (!kept.has(id) && (id >= first || !overlaps)) this.remove(id);
    }
    if (!overlaps || messages.length < PAGE) this.complete = messages.length < PAGE;
    for (const message of messages) this.put(message);
    if (this.follow) this.toBottom();
  }

  /** Adds or replaces a message; true when it was not there yet. */
  put(message, { flash = false } = {}) {
    const id = message.message_id;
    const old = this.messages.get(id);
    const whole = { ...message, reaction: message.reaction ?? old?.reaction };
    if (old && JSON.stringify(old) === JSON.stringify(whole)) return false;
    this.messages.set(id, whole);
    this.draw(id);
    if (old && flash) this.flash(id);
    if (this.follow) this.toBottom();
    else if (!old) this.newer.hidden = false;
    return !old;
  }

  patch(id, change) {
    const old = this.messages.get(id);
    if (old) this.put({ ...old, ...change });
  }

  /** Draws a message again, after something outside of it has changed (a tap that waits, for instance). */
  draw(id) {
    const message = this.messages.get(id);
    if (!message) return;
    const node = messageNode(message, this.context);
    const old = this.nodes.get(id);
    this.nodes.set(id, node);
    if (old) this.swap(old, node);
    else this.insert(id, node);
    this.markDay(node);
    this.markDay(node.nextElementSibling);
  }

  remove(id) {
    const node = this.nodes.get(id);
    const next = node?.nextElementSibling;
    node?.remove();
    this.nodes.delete(id);
    this.messages.delete(id);
    this.markDay(next);
  }

  /** Brings a message into view, reading history until it is there. */
  async scrollTo(id) {
    while (!this.nodes.has(id) && !this.complete) await this.readOlder();
    const node = this.nodes.get(id);
    if (!node) return false;
    this.follow = false;
    node.scrollIntoView({ block: "center" });
    this.flash(id);
    return true;
  }

  toBottom() {
    this.follow = true;
    this.newer.hidden = true;
    this.log.scrollTop = this.log.scrollHeight;
  }

  flash(id) {
    const node = this.nodes.get(id);
    node.classList.remove("flash");
    requestAnimationFrame(() => node.classList.add("flash"));
  }

  ordered() {
    return [...this.messages.values()].sort((a, b) => a.message_id - b.message_id);
  }

  insert(id, node) {
    let before = null;
    let last = this.log.lastElementChild;
    while (last && Number(last.dataset.messageId) > id) {
      before = last;
      last = last.previousElementSibling;
    }
    this.log.insertBefore(node, before);
  }

  // The keyboard focus stays on the same button when its message is drawn again.
  swap(old, node) {
    const controls = (root) => [...root.querySelectorAll("button, a")];
    const focused = controls(old).indexOf(document.activeElement);
    old.replaceWith(node);
    controls(node)[focused]?.focus({ preventScroll: true });
  }

  markDay(node) {
    if (!node) return;
    const dayOf = (one) => day(this.messages.get(Number(one.dataset.messageId)).date);
    const previous = node.previousElementSibling;
    if (previous && dayOf(previous) === dayOf(node)) delete node.dataset.day;
    else node.dataset.day = dayOf(node);
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    this.follow = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    if (this.follow) this.newer.hidden = true;
    if (scrollTop < NEAR_PX && this.size > 0) this.readOlder();
  }

  async readOlder() {
    if (this.loading || this.complete) return;
    this.loading = true;
    this.log.setAttribute("aria-busy", "true");
    try {
      const { messages } = await api.chat(this.context.personId, this.ordered()[0]?.message_id);
      const height = this.log.scrollHeight;
      for (const message of messages) this.put(message);
      this.complete = messages.length < PAGE;
      if (!this.follow) this.log.scrollTop += this.log.scrollHeight - height;
    } catch {
      this.complete = true;
    } finally {
      this.loading = false;
      this.log.removeAttribute("aria-busy");
    }
  }
}
