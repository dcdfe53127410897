/** One person's chat with the bot, as a phone-sized pane. */

import { api } from "./api.js";
import { Composer } from "./composer.js";
import { alertBox, askFields, askLocation, askPayment, openMenu, openViewer, toast } from "./dialogs.js";
import { el, iconButton } from "./dom.js";
import { fullName, money, snippet } from "./format.js";
import { icon } from "./icons.js";
import { followable, startPayload } from "./links.js";
import { MessageList } from "./messages.js";
import { sender } from "./message.js";
import { avatar } from "./people.js";
import { acceptDrops } from "./uploads.js";
import { openWebApp } from "./webapp.js";

const ACTION_MS = 5500;

export class Pane {
  /** `shell`: bot, openLink(payload, personId), close(personId), patched(person). */
  constructor(person, shell) {
    this.person = person;
    this.shell = shell;
    this.taps = new Map();
    this.early = new Map();
    this.backlog = null;
    this.pinnedId = null;
    this.actions = this.messageActions();
    this.list = new MessageList({ personId: person.id, actions: this.actions, waiting: (id, data) => this.taps.has(tapKey(id, data)) });
    this.composer = new Composer(this.composerHost());
    this.build();
    this.setPerson(person);
  }

  build() {
    this.subtitle = el("span", { class: "pane-subtitle", role: "status" });
    this.face = el("span", { class: "pane-face" });
    this.toasts = el("div", { class: "toasts", role: "status", "aria-live": "polite" });
    this.pinBar = el("button", { type: "button", class: "pin-bar", hidden: true, data: { testid: "pinned" }, on: { click: () => this.list.scrollTo(this.pinnedId) } });
    this.startButton = el("button", { type: "button", class: "primary wide", data: { testid: "start" }, on: { click: () => this.composer.sendText("/start") } }, "Démarrer");
    this.unblockButton = el("button", { type: "button", class: "primary wide", data: { testid: "unblock" }, on: { click: () => this.setBlocked(false) } }, "Débloquer le bot");
    this.empty = el("div", { class: "empty" }, el("img", { src: "/page/icon.svg", alt: "", width: 56, height: 56 }),
      el("strong", {}, this.shell.bot.first_name), el("p", {}, "Touchez « Démarrer » pour lui parler."));
    this.foot = el("div", { class: "pane-foot" }, this.startButton, this.unblockButton);
    const menu = iconButton(icon("more"), "Plus d’actions", (event) => openMenu(below(event), this.menuItems()), { "data-testid": "pane-menu" });
    const close = iconButton(icon("close"), "Fermer ce panneau", () => this.shell.close(this.person.id), { class: "icon-button pane-close" });
    const head = el("header", { class: "pane-head" }, this.face,
      el("div", { class: "pane-title" }, el("h2", {}, this.shell.bot.first_name), this.subtitle), menu, close);
    this.root = el("section", { class: "pane", data: { testid: `pane-${this.person.id}` } },
      head, this.pinBar, this.empty, this.list.root, this.toasts, this.foot, this.composer.root);
    acceptDrops(this.root, (files) => this.composer.sendFiles(files));
  }

  /** Reads the chat again; the events that arrive meanwhile are applied on top. */
  async load() {
    this.backlog = [];
    try {
      this.show(await api.chat(this.person.id));
    } catch (problem) {
      this.fail(problem);
    }
    const late = this.backlog;
    this.backlog = null;
    late.forEach((event) => this.apply(event));
  }

  /** Reads it all again after an interruption, in which the answers to taps may have been missed. */
  reload() {
    const waiting = [...this.taps.keys()];
    this.taps.clear();
    waiting.forEach((key) => this.list.draw(parseInt(key, 10)));
    return this.load();
  }

  receive(event) {
    if (this.backlog) this.backlog.push(event);
    else this.apply(event);
  }

  setPerson(person) {
    this.person = person;
    this.face.replaceChildren(avatar(person));
    this.root.setAttribute("aria-label", `Conversation de ${fullName(person)}`);
    this.idle();
    this.showFoot();
  }

  show(chat) {
    this.list.sync(chat.messages);
    this.composer.setCommands(chat.commands);
    this.setKeyboard(chat.reply_keyboard ?? chat.force_reply);
    this.pin(chat.pinned_message_id);
    this.showFoot();
  }

  apply(event) {
    EVENTS[event.type]?.(this, event);
  }

  // An empty chat starts with one button; a blocked bot is unblocked by one.
  showFoot() {
    const { blocked } = this.person;
    const fresh = this.list.size === 0;
    this.startButton.hidden = blocked || !fresh;
    this.unblockButton.hidden = !blocked;
    this.empty.hidden = !fresh;
    this.list.root.hidden = fresh;
    this.foot.hidden = !blocked && !fresh;
    this.composer.root.hidden = blocked || fresh;
  }

  received(message, options) {
    if (sender(message, this.person.id) === "bot") this.idle();
    this.list.put(message, options);
    this.showFoot();
    if (this.pinnedId === message.message_id) this.pin(this.pinnedId);
  }

  setKeyboard(markup) {
    this.composer.setKeyboard(markup);
    const newest = this.list.newest;
    if (markup?.force_reply && newest && sender(newest, this.person.id) === "bot") this.composer.reply(newest);
  }

  pin(id) {
    this.pinnedId = id;
    const message = this.list.messages.get(id);
    this.pinBar.hidden = !id;
    this.pinBar.replaceChildren(icon("pinned"), el("span", {}, el("strong", {}, "Message épinglé"), message ? snippet(message) : "Toucher pour y aller"));
  }

  acting(action) {
    clearTimeout(this.actionTimer);
    this.subtitle.textContent = `${this.shell.bot.first_name} ${CHAT_ACTIONS[action] ?? "travaille…"}`;
    this.subtitle.classList.add("acting");
    this.actionTimer = setTimeout(() => this.idle(), ACTION_MS);
  }

  idle() {
    clearTimeout(this.actionTimer);
    this.subtitle.textContent = `vu par ${fullName(this.person)}`;
    this.subtitle.classList.remove("acting");
  }

  // The answer may come by the stream before the tap's own response has told its id: it is kept in `early`.
  async tap(message, data) {
    const key = tapKey(message.message_id, data);
    if (this.taps.has(key)) return;
    this.taps.set(key, null);
    this.list.draw(message.message_id);
    try {
      const { callback_query_id: id } = await api.tap(this.person.id, message.message_id, data);
      this.taps.set(key, id);
      const answer = this.early.get(id);
      if (answer) this.answered(answer);
    } catch (problem) {
      this.endTap(key, message.message_id);
      this.fail(problem);
    }
  }

  answered(event) {
    const { callback_query_id: id, message_id: messageId } = event;
    const key = [...this.taps].find(([, value]) => value === id)?.[0];
    if (!key) {
      if ([...this.taps.values()].includes(null)) this.early.set(id, event);
      return;
    }
    this.early.delete(id);
    this.endTap(key, messageId);
    this.showAnswer(event);
  }

  endTap(key, messageId) {
    this.taps.delete(key);
    this.list.draw(messageId);
  }

  showAnswer({ type, text, show_alert: alert, url }) {
    if (type === "callback_expired") this.say("Carnet n’a pas répondu à ce bouton.");
    else if (text && alert) alertBox(this.shell.bot.first_name, text);
    else if (text) this.say(text);
    if (url) this.openAddress(url);
  }

  say(text) {
    toast(this.toasts, text);
  }

  fail(problem) {
    this.say(problem.message);
  }

  async attempt(work) {
    try {
      return await work();
    } catch (problem) {
      return this.fail(problem);
    }
  }

  async setBlocked(blocked) {
    const person = await this.attempt(() => api.changePerson(this.person.id, { blocked }));
    if (person) this.shell.patched(person);
  }

  /** Sends /start with this payload as the person of this pane. */
  async start(payload) {
    if (this.person.blocked) await this.setBlocked(false);
    this.composer.sendText(payload ? `/start ${payload}` : "/start");
  }

  openAddress(address) {
    if (this.openOurs(address)) return;
    const href = followable(address);
    if (href) window.open(href, "_blank", "noopener,noreferrer");
    else this.say("Cette adresse ne peut pas être ouverte ici.");
  }

  // True when the address was a deep link to our bot, which is opened here.
  openOurs(address) {
    const payload = startPayload(address, this.shell.bot.username);
    if (payload === null) return false;
    this.shell.openLink(payload, this.person.id);
    return true;
  }

  async openWebApp(message, { text, web_app: { url } }) {
    const signed = await this.attempt(() => api.webApp(this.person.id, message.message_id, url));
    if (signed) await openWebApp(text, url, signed.init_data);
  }

  async pay(message) {
    const { title, description, total_amount: total, currency } = message.invoice;
    if (!(await askPayment({ title, description, sum: money(total, currency) }))) return;
    const outcome = await this.attempt(() => api.pay(this.person.id, message.message_id));
    if (outcome?.refusal) alertBox("Paiement refusé", outcome.refusal);
  }

  async copy(text) {
    await this.attempt(() => navigator.clipboard.writeText(text));
    this.say("Copié.");
  }

  async pasteLink() {
    const answer = await askFields("Ouvrir un lien du bot", [{ name: "link", label: "Lien", type: "text", placeholder: `https://t.me/${this.shell.bot.username}?start=…`, "data-testid": "link" }], "Ouvrir");
    if (!answer) return;
    const payload = startPayload(answer.link, this.shell.bot.username);
    if (payload === null) this.say("Ce lien n’est pas un lien de ce bot.");
    else await this.start(payload);
  }

  sendContact() {
    const { id, phone_number: phone, first_name: first, last_name: last } = this.person;
    this.composer.sendInOrder(() => api.contact(id, { phone_number: phone, first_name: first, last_name: last, user_id: id }));
  }

  async sendLocation() {
    const point = await askLocation();
    if (point) this.composer.sendInOrder(() => api.location(this.person.id, point));
  }

  pressKey(button) {
    if (button.request_contact) this.sendContact();
    else if (button.request_location) this.sendLocation();
    else if (button.web_app) this.openAddress(button.web_app.url);
    else if (button.request_users || button.request_chat || button.request_poll) this.actions.unsupported();
    else this.composer.sendText(button.text);
  }

  menuItems() {
    const { blocked } = this.person;
    return [
      { label: "Coller un lien…", iconName: "link", run: () => this.pasteLink() },
      { label: "Envoyer mon contact", iconName: "phone", run: () => this.sendContact() },
      { label: "Envoyer une position…", iconName: "pin", run: () => this.sendLocation() },
      { label: blocked ? "Débloquer le bot" : "Bloquer le bot", iconName: "block", run: () => this.setBlocked(!blocked) },
    ];
  }

  messageItems(message) {
    const own = sender(message, this.person.id) === "me" && message.text !== undefined && !message.via_bot;
    const text = message.text ?? message.caption;
    return [
      { label: "Répondre", iconName: "reply", run: () => this.composer.reply(message) },
      own && { label: "Modifier", iconName: "edit", run: () => this.composer.edit(message) },
      text && { label: "Copier le texte", iconName: "copy", run: () => this.copy(text) },
      { label: "Copier le lien", iconName: "link", run: () => this.copy(messageLink(this.person.id, message)) },
    ].filter(Boolean);
  }

  messageActions() {
    return {
      tap: (message, data) => this.tap(message, data),
      openButton: (address) => this.openAddress(address),
      openWebApp: (message, button) => this.openWebApp(message, button),
      pay: (message) => this.pay(message),
      openLink: (address) => this.openOurs(address),
      copy: (text) => this.copy(text),
      view: (file) => openViewer(file),
      scrollTo: (id) => this.list.scrollTo(id),
      sendCommand: (text) => this.composer.sendText(text),
      mention: (name) => this.composer.write(`${name} `),
      startInline: (query) => this.startInline(query),
      openMessageMenu: (message, event) => openMenu(pointOf(event), this.messageItems(message)),
      unsupported: () => this.say("Ce bouton n’existe pas dans le chat local."),
    };
  }

  startInline(query) {
    this.composer.write(`@${this.shell.bot.username} ${query}`);
    this.composer.focus();
  }

  composerHost() {
    return {
      personId: this.person.id,
      bot: this.shell.bot,
      fail: (problem) => this.fail(problem),
      lastOwnText: () => this.list.lastOwnText(),
      pressKey: (button) => this.pressKey(button),
      startWith: (payload) => this.start(payload),
      openAddress: (address) => this.openAddress(address),
    };
  }
}

const EVENTS = {
  message: (pane, { message }) => pane.received(message),
  edited_message: (pane, { message }) => pane.received(message, { flash: true }),
  deleted: (pane, { message_id: id }) => {
    pane.list.remove(id);
    pane.showFoot();
  },
  reaction: (pane, { message_id: id, reaction }) => pane.list.patch(id, { reaction }),
  chat_action: (pane, { action }) => pane.acting(action),
  callback_answer: (pane, event) => pane.answered(event),
  callback_expired: (pane, event) => pane.answered(event),
  keyboard: (pane, { reply_keyboard: keyboard, force_reply: forced }) => pane.setKeyboard(keyboard ?? forced),
  commands: (pane, { commands }) => pane.composer.setCommands(commands),
  pinned: (pane, { message_id: id }) => pane.pin(id),
};

const CHAT_ACTIONS = {
  typing: "écrit…",
  upload_document: "envoie un document…",
  upload_photo: "envoie une photo…",
  upload_voice: "envoie un message vocal…",
  record_voice: "enregistre un message vocal…",
  find_location: "cherche un lieu…",
};

const tapKey = (messageId, data) => `${messageId} ${data}`;

const messageLink = (personId, message) => `${location.origin}/?panes=${personId}#message-${message.message_id}`;

function below(event) {
  const box = event.currentTarget.getBoundingClientRect();
  return { x: box.right - 8, y: box.bottom + 4 };
}

function pointOf(event) {
  return event.type === "contextmenu" ? { x: event.clientX, y: event.clientY } : below(event);
}
