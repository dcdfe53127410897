/** A Web App above the chat, as Telegram's web client shows one: a frame, launch parameters, and its events. */

import { ask } from "./dialogs.js";
import { el } from "./dom.js";

const VERSION = "9.0";

/** Opens the page at `url` for whom `initData` names; resolves when it is closed. */
export function openWebApp(title, url, initData) {
  const frame = el("iframe", { src: `${url}#${launchParameters(initData)}`, title, data: { testid: "web-app-frame" } });
  let close = null;
  const listen = ({ source, data }) => {
    if (source === frame.contentWindow && eventType(data) === "web_app_close") close();
  };
  addEventListener("message", listen);
  const closed = ask(title, (closeDialog) => {
    close = closeDialog;
    return frame;
  }, { testid: "web-app", className: "viewer viewer-app" });
  return closed.finally(() => removeEventListener("message", listen));
}

function launchParameters(initData) {
  return new URLSearchParams({
    tgWebAppData: initData,
    tgWebAppVersion: VERSION,
    tgWebAppPlatform: "web",
    tgWebAppThemeParams: JSON.stringify(theme()),
  });
}

// The page's own colours under the names that Telegram gives to a person's theme.
const COLOURS = {
  bg_color: "--surface",
  secondary_bg_color: "--surface-2",
  text_color: "--ink",
  hint_color: "--ink-2",
  link_color: "--accent",
  button_color: "--accent",
  button_text_color: "--accent-ink",
};

function theme() {
  const probe = el("span", { hidden: true });
  document.body.append(probe);
  const shown = (name) => {
    probe.style.color = `var(${name})`;
    return hex(getComputedStyle(probe).color);
  };
  const colours = Object.fromEntries(Object.entries(COLOURS).map(([key, name]) => [key, shown(name)]));
  probe.remove();
  return colours;
}

function hex(colour) {
  const parts = colour.match(/[\d.]+/g).slice(0, 3);
  return `#${parts.map((part) => Math.round(Number(part)).toString(16).padStart(2, "0")).join("")}`;
}

function eventType(data) {
  try {
    return JSON.parse(data).eventType;
  } catch {
    return null;
  }
}
