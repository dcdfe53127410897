/** Inline keyboards under a message, and reply keyboards under the composer. */

import { el } from "./dom.js";
import { icon } from "./icons.js";

/**
 * The keyboard of `message`, or null. `waiting(data)` says whether a tap on this data still waits for its answer.
 * `actions`: tap(message, data), openButton(address), openWebApp(message, button), copy(text), startInline(query), unsupported().
 */
export function inlineKeyboard(message, waiting, actions) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  const row = (buttons) => el("div", { class: "keys" }, buttons.map((button) => inlineButton(button, message, waiting, actions)));
  return el("div", { class: "inline-keyboard", role: "group", "aria-label": "Actions" }, rows.map(row));
}

/** The reply keyboard as buttons; `press(button)` gets the KeyboardButton. */
export function replyKeyboard(markup, press) {
  const key = (button) => {
    const value = typeof button === "string" ? { text: button } : button;
    const on = { click: () => press(value) };
    return el("button", { type: "button", class: "reply-key", data: { testid: "reply-keyboard-button" }, on }, value.text);
  };
  return markup.keyboard.map((row) => el("div", { class: "keys" }, row.map(key)));
}

// [field of InlineKeyboardButton, icon in its corner, what a press does]
const ACTIONS = [
  ["callback_data", null, (button, message, actions) => actions.tap(message, button.callback_data)],
  ["url", "external", (button, _message, actions) => actions.openButton(button.url)],
  ["copy_text", "copy", (button, _message, actions) => actions.copy(button.copy_text.text)],
  ["switch_inline_query_current_chat", "search", (button, _message, actions) => actions.startInline(button.switch_inline_query_current_chat)],
  ["switch_inline_query", "search", (button, _message, actions) => actions.startInline(button.switch_inline_query)],
  ["switch_inline_query_chosen_chat", "search", (button, _message, actions) => actions.startInline(button.switch_inline_query_chosen_chat.query ?? "")],
  ["web_app", "open", (button, message, actions) => actions.openWebApp(message, button)],
];

function inlineButton(button, message, waiting, actions) {
  const [, mark, press] = ACTIONS.find(([field]) => field in button) ?? ["", null, (_b, _m, { unsupported }) => unsupported()];
  const busy = button.callback_data !== undefined && waiting(button.callback_data);
  const props = {
    type: "button",
    class: `inline-key ${button.style ?? ""}`,
    "aria-busy": busy ? "true" : null,
    data: { testid: "inline-button" },
    on: { click: () => press(button, message, actions) },
  };
  return el("button", props, el("span", { class: "label" }, button.text), mark && icon(mark));
}
