/** One message as a node. */

import { attachments } from "./content.js";
import { el, iconButton } from "./dom.js";
import { richText } from "./entities.js";
import { clock, moment, snippet } from "./format.js";
import { icon } from "./icons.js";
import { inlineKeyboard } from "./keyboards.js";

/**
 * The node of `message` as the person `context.personId` sees it.
 *
 * `context.waiting(messageId, data)` tells the taps still without an answer; `context.actions` is what its parts call.
 */
export function messageNode(message, context) {
  const from = sender(message, context.personId);
  const { actions } = context;
  const menu = (event) => openMenu(event, message, actions);
  return el("article", {
    class: `message from-${from}`,
    tabindex: "-1",
    data: { testid: "message", messageId: message.message_id, from },
    on: { contextmenu: menu },
  },
  el("div", { class: "stack" },
    el("div", { class: "bubble-row" }, bubble(message, context), iconButton(icon("more"), "Actions du message", menu, { class: "icon-button message-menu", "data-testid": "message-menu" })),
    inlineKeyboard(message, (data) => context.waiting(message.message_id, data), actions),
    reactions(message)));
}

/** "me" when the person wrote it (or chose it in inline mode), else "bot". */
export function sender(message, personId) {
  return message.from?.id === personId ? "me" : "bot";
}

function bubble(message, { actions, personId }) {
  const text = message.text ?? message.caption;
  const entities = message.entities ?? message.caption_entities;
  return el("div", { class: "bubble" },
    el("span", { class: "visually-hidden" }, sender(message, personId) === "me" ? "Vous : " : "Carnet : "),
    message.via_bot && el("div", { class: "via" }, `via @${message.via_bot.username}`),
    message.reply_to_message && quoted(message.reply_to_message, actions, personId),
    attachments(message, actions),
    text && el("div", { class: "text", dir: "auto" }, richText(text, entities, actions)),
    meta(message));
}

function meta(message) {
  const time = el("time", { datetime: new Date(message.date * 1000).toISOString(), title: moment(message.date) }, clock(message.date));
  return el("div", { class: "meta" }, message.edit_date && el("span", { class: "edited" }, "modifié"), time);
}

function quoted(source, actions, personId) {
  const click = () => actions.scrollTo(source.message_id);
  const author = sender(source, personId) === "me" ? "Vous" : "Carnet";
  return el("button", { type: "button", class: "quoted", data: { testid: "quoted" }, on: { click } },
    el("span", { class: "quoted-author" }, author), el("span", { class: "quoted-text" }, snippet(source)));
}

function reactions(message) {
  if (!message.reaction?.length) return null;
  const chip = (emoji) => el("span", { class: "reaction" }, emoji);
  return el("div", { class: "reactions", "aria-label": `Réaction de Carnet : ${message.reaction.join(" ")}` }, message.reaction.map(chip));
}

// A right click inside a link or a selection keeps the browser's own menu.
function openMenu(event, message, actions) {
  if (event.type === "contextmenu" && (event.target.closest("a, audio") || String(getSelection()))) return;
  event.preventDefault();
  actions.openMessageMenu(message, event);
}
