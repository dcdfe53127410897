/** Where a person writes: text, commands, inline mode, replies and corrections, files, and the bot's reply keyboard. */

import { api } from "./api.js";
import { el, iconButton } from "./dom.js";
import { snippet } from "./format.js";
import { icon } from "./icons.js";
import { InlineSearch } from "./inline.js";
import { replyKeyboard } from "./keyboards.js";
import { Suggestions } from "./suggestions.js";
import { askHowToSend, pickFiles } from "./uploads.js";

const PLACEHOLDER = "Message";
const COMMAND = /^\/([a-z0-9_]*)$/i;

export class Composer {
  /**
   * `host`: personId, bot, fail(error), lastOwnText(), pressKey(button), startWith(payload), openAddress(address).
   */
  constructor(host) {
    this.host = host;
    this.commands = [];
    this.context = null;
    this.keyboard = null;
    this.sending = Promise.resolve();
    this.draftKey = `carnet.draft.${host.personId}`;
    this.suggestions = new Suggestions();
    this.inline = new InlineSearch({
      personId: host.personId,
      bot: host.bot,
      suggestions: this.suggestions,
      chosen: () => this.reset(),
      failed: (text) => host.fail(new Error(text)),
      start: (button) => (button.web_app ? host.openAddress(button.web_app.url) : host.startWith(button.start_parameter)),
    });
    this.build();
    this.write(localStorage.getItem(this.draftKey) ?? "");
  }

  build() {
    this.input = el("textarea", { rows: 1, placeholder: PLACEHOLDER, "aria-label": "Votre message", maxlength: 8192, "aria-controls": this.suggestions.root.id, data: { testid: "composer" } });
    this.contextBar = el("div", { class: "context-bar", hidden: true });
    this.keys = el("div", { class: "reply-keyboard", role: "group", "aria-label": "Réponses proposées", hidden: true });
    this.keysToggle = iconButton(icon("keyboard"), "Montrer ou cacher les réponses proposées", () => this.toggleKeys(), { class: "icon-button", hidden: true });
    this.commandsButton = iconButton(el("span", { class: "slash", "aria-hidden": "true" }, "/"), "Commandes", () => this.toggleCommands(), { hidden: true, "data-testid": "commands" });
    const attach = iconButton(icon("attach"), "Joindre un fichier ou une photo", () => this.attach(), { "data-testid": "attach" });
    const send = iconButton(icon("send"), "Envoyer", () => this.submit(), { class: "icon-button send", "data-testid": "send" });
    const line = el("div", { class: "composer-line" }, attach, this.input, this.commandsButton, this.keysToggle, send);
    this.root = el("div", { class: "composer" }, this.suggestions.root, this.contextBar, line, this.keys);
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.keydown(event));
    this.input.addEventListener("paste", (event) => this.pasted(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.root.contains(document.activeElement) || this.suggestions.hide(), 150));
  }

  focus() {
    this.input.focus();
  }

  /** Puts `text` in the field, as if it had been typed. */
  write(text) {
    this.input.value = text;
    this.typed();
  }

  setCommands(commands) {
    this.commands = commands;
    this.commandsButton.hidden = commands.length === 0;
  }

  /** Shows, changes or removes (null) the bot's reply keyboard. */
  setKeyboard(markup) {
    this.keyboard = markup?.keyboard ? markup : null;
    this.input.placeholder = markup?.input_field_placeholder || PLACEHOLDER;
    this.keys.replaceChildren(...(this.keyboard ? replyKeyboard(this.keyboard, (button) => this.pressed(button)) : []));
    this.keys.hidden = this.keysToggle.hidden = !this.keyboard;
  }

  reply(message) {
    this.setContext({ kind: "reply", message });
  }

  edit(message) {
    this.setContext({ kind: "edit", message });
    this.write(message.text);
  }

  setContext(context) {
    this.context = context;
    this.contextBar.hidden = !context;
    if (!context) return;
    const verb = CONTEXTS[context.kind];
    this.contextBar.replaceChildren(icon(verb.iconName),
      el("div", { class: "context-words" }, el("strong", {}, verb.title), el("span", {}, snippet(context.message))),
      iconButton(icon("close"), "Abandonner", () => this.cancelContext()));
    this.focus();
  }

  cancelContext() {
    if (this.context?.kind === "edit") this.write("");
    this.setContext(null);
  }

  reset() {
    this.setContext(null);
    this.write("");
  }

  submit() {
    const text = this.input.value.trim();
    if (!text || this.inline.matches(this.input.value)) return;
    const context = this.context;
    this.reset();
    this.sendInOrder(() => this.deliver(text, context), () => this.restore(text, context));
    this.focus();
  }

  // One message after the other: two quick ones never arrive in the wrong order.
  sendInOrder(work, restore = () => {}) {
    this.sending = this.sending.then(work).catch((problem) => {
      restore();
      this.host.fail(problem);
    });
  }

  deliver(text, context) {
    const { personId } = this.host;
    if (context?.kind === "edit") {
      return context.message.text === text ? null : api.edit(personId, context.message.message_id, text);
    }
    return api.send(personId, text, context?.message.message_id);
  }

  restore(text, context) {
    if (this.input.value) return;
    this.setContext(context);
    this.write(text);
  }

  typed() {
    const text = this.input.value;
    this.fit();
    if (this.context?.kind !== "edit") localStorage.setItem(this.draftKey, text);
    this.inline.cancel();
    if (this.inline.matches(text)) this.inline.typed(text);
    else this.suggestCommands(text);
  }

  // As high as its lines; a field that is not shown yet has no height to measure.
  fit() {
    this.input.style.height = "auto";
    if (this.input.scrollHeight > 0) this.input.style.height = `${this.input.scrollHeight}px`;
  }

  suggestCommands(text) {
    const start = COMMAND.exec(text)?.[1].toLowerCase();
    const found = start === undefined ? [] : this.commands.filter(({ command }) => command.startsWith(start));
    this.showCommands(found);
  }

  showCommands(commands) {
    const items = commands.map(({ command, description }) => ({
      nodes: [el("strong", {}, `/${command}`), el("small", {}, description)],
      choose: () => this.sendCommand(`/${command}`),
    }));
    this.suggestions.show(items, { label: "Commandes", testid: "command-menu" });
  }

  toggleCommands() {
    if (this.suggestions.open) this.suggestions.hide();
    else this.showCommands(this.commands);
    this.focus();
  }

  sendCommand(text) {
    this.reset();
    this.sendText(text);
  }

  sendText(text) {
    this.sendInOrder(() => api.send(this.host.personId, text));
  }

  pressed(button) {
    if (this.keyboard.one_time_keyboard) this.keys.hidden = true;
    this.host.pressKey(button);
  }

  toggleKeys() {
    this.keys.hidden = !this.keys.hidden;
  }

  keydown(event) {
    if (this.suggestions.key(event) || event.isComposing) return;
    const handler = KEYS[event.key];
    if (handler?.(this, event)) event.preventDefault();
  }

  pasted(event) {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    this.sendFiles(files);
  }

  async attach() {
    this.sendFiles(await pickFiles());
  }

  /** Asks how the files go, then sends them one by one, in their order; the first is the reply, if one is begun. */
  async sendFiles(files) {
    const parts = files.length > 0 ? await askHowToSend(files) : null;
    if (!parts) return;
    let replyTo = this.context?.kind === "reply" ? this.context.message.message_id : undefined;
    if (replyTo) this.setContext(null);
    for (const part of parts) {
      const answered = replyTo;
      this.sendInOrder(() => api.media(this.host.personId, part, answered));
      replyTo = undefined;
    }
  }
}

const CONTEXTS = {
  reply: { title: "Réponse", iconName: "reply" },
  edit: { title: "Correction", iconName: "edit" },
};

// Each returns true when the key is used up.
const KEYS = {
  Enter: (composer, event) => {
    if (event.shiftKey) return false;
    composer.submit();
    return true;
  },
  Escape: (composer) => {
    const used = Boolean(composer.context);
    composer.cancelContext();
    return used;
  },
  ArrowUp: (composer) => {
    const message = composer.input.value === "" && !composer.context && composer.host.lastOwnText();
    if (message) composer.edit(message);
    return Boolean(message);
  },
};
