/** What opens above the chat: questions, alerts, menus, the viewer, and toasts. */

import { el, iconButton } from "./dom.js";
import { icon } from "./icons.js";

const TOAST_MS = 4000;
const LYON = { latitude: 45.75781, longitude: 4.83201 };

/** Opens a dialog; `build(close)` gives its content. Resolves to what `close(value)` got, null when dismissed. */
export function ask(title, build, { testid, className = "" } = {}) {
  return new Promise((resolve) => {
    const outcome = { value: null };
    const close = (value = null) => {
      outcome.value = value;
      box.close();
    };
    const heading = el("header", { class: "dialog-head" }, el("h2", {}, title), iconButton(icon("close"), "Fermer", () => close()));
    const box = el("dialog", { class: `dialog ${className}`, "aria-label": title, data: { testid: testid ?? "dialog" } },
      el("div", { class: "dialog-inside" }, heading, build(close)));
    box.addEventListener("close", () => {
      box.remove();
      resolve(outcome.value);
    });
    box.addEventListener("click", (event) => event.target === box && close());
    document.body.append(box);
    box.showModal();
  });
}

/** A text that must be read before going on. */
export function alertBox(title, text) {
  return ask(title, (close) => [
    el("p", { class: "dialog-text" }, text),
    el("div", { class: "dialog-actions" }, el("button", { type: "button", class: "primary", on: { click: () => close() } }, "D’accord")),
  ], { testid: "alert" });
}

/** The page plays the payment provider: resolves to true when the person pays. */
export function askPayment({ title, description, sum }) {
  return ask("Paiement d’essai", (close) => [
    el("p", { class: "dialog-text" }, el("strong", {}, title), el("br"), description),
    el("p", { class: "invoice-sum" }, sum),
    el("p", { class: "dialog-text" }, "Aucun argent ne circule : cette page joue le prestataire de paiement."),
    el("div", { class: "dialog-actions" },
      el("button", { type: "button", on: { click: () => close() } }, "Annuler"),
      el("button", { type: "button", class: "primary", data: { testid: "confirm-payment" }, on: { click: () => close(true) } }, `Payer ${sum}`)),
  ], { testid: "payment" });
}

/** Latitude and longitude as typed, from Lyon; null when given up. */
export function askLocation() {
  return askFields("Envoyer une position", [
    { name: "latitude", label: "Latitude", value: LYON.latitude, type: "number", step: "any", min: -90, max: 90 },
    { name: "longitude", label: "Longitude", value: LYON.longitude, type: "number", step: "any", min: -180, max: 180 },
  ], "Envoyer").then((values) => values && { latitude: Number(values.latitude), longitude: Number(values.longitude) });
}

/** Asks for some fields, each required; resolves to {name: text}, or null. */
export function askFields(title, fields, verb) {
  return ask(title, (close) => {
    const submit = (event) => {
      event.preventDefault();
      close(Object.fromEntries(new FormData(event.target)));
    };
    return el("form", { class: "fields", on: { submit } }, fields.map(field),
      el("div", { class: "dialog-actions" }, el("button", { class: "primary", type: "submit", data: { testid: "confirm" } }, verb)));
  });
}

/** A labelled input; `props` are the input's attributes. */
export function field({ label, hint, ...props }) {
  return el("label", { class: "field" }, el("span", {}, label),
    el("input", { required: true, autocomplete: "off", ...props }), hint && el("small", {}, hint));
}

/** A list of choices at a point of the screen. `items`: {label, iconName, run}. */
export function openMenu({ x, y }, items) {
  const close = () => menu.hidePopover();
  const choose = (run) => () => {
    close();
    run();
  };
  const entry = ({ label, iconName, run }) =>
    el("button", { type: "button", role: "menuitem", on: { click: choose(run) } }, icon(iconName), el("span", {}, label));
  const menu = el("div", { class: "menu", role: "menu", popover: "auto", data: { testid: "menu" } }, items.map(entry));
  menu.addEventListener("toggle", (event) => event.newState === "closed" && menu.remove());
  menu.addEventListener("keydown", (event) => moveInMenu(event, menu));
  document.body.append(menu);
  menu.showPopover();
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(y, innerHeight - menu.offsetHeight - 8))}px`;
  menu.firstElementChild.focus();
}

/** Shows a PDF or a picture above the page. */
export function openViewer({ url, name, kind }) {
  const content = kind === "pdf"
    ? el("iframe", { src: url, title: name, data: { testid: "pdf-frame" } })
    : el("img", { src: url, alt: name });
  const download = el("a", { class: "primary", href: url, download: name, data: { testid: "download" } }, icon("download"), "Télécharger");
  return ask(name, () => [content, el("div", { class: "dialog-actions" }, download)], {
    testid: kind === "pdf" ? "pdf-viewer" : "image-viewer",
    className: `viewer viewer-${kind}`,
  });
}

/** A short word inside `place`, gone after a few seconds or a touch. */
export function toast(place, text) {
  const dismiss = () => node.remove();
  const node = el("button", { type: "button", class: "toast", data: { testid: "toast" }, on: { click: dismiss } }, text);
  place.replaceChildren(node);
  setTimeout(dismiss, TOAST_MS);
}

const MENU_STEPS = { ArrowDown: 1, ArrowUp: -1 };

function moveInMenu(event, menu) {
  const step = MENU_STEPS[event.key];
  if (!step) return;
  event.preventDefault();
  const entries = [...menu.children];
  const at = entries.indexOf(document.activeElement);
  entries[(at + step + entries.length) % entries.length].focus();
}
