/** The fictitious persons of this machine: the first-run panel, the form that creates one, the « open as » chooser. */

import { api } from "./api.js";
import { ask, field } from "./dialogs.js";
import { el } from "./dom.js";
import { fullName, initials } from "./format.js";

const SUGGESTIONS = [
  { first_name: "Sophie", last_name: "Lambert", username: "sophie_lambert", role: "commerciale" },
  { first_name: "Karim", last_name: "Haddad", username: "karim_haddad", role: "technicien" },
  { first_name: "Marc", last_name: "Dupont", username: "marc_dupont", role: "client" },
];
const TINTS = 6;

/** The friendly panel of an empty machine. `onCreated(person)` is called once somebody exists. */
export function startPanel(onCreated) {
  return el("main", { class: "welcome", data: { testid: "start-panel" } },
    el("img", { src: "/page/icon.svg", alt: "", width: 72, height: 72 }),
    el("h1", {}, "Choisissez qui vous êtes"),
    el("p", {}, "Ceci est un chat local avec le bot Carnet, comme dans Telegram mais sans compte."),
    el("p", {}, "Les personnes sont fictives et rien ne quitte cette machine."),
    personForm([], onCreated));
}

/** Asks for a new person; resolves to it, or to null. */
export function newPerson(persons) {
  return ask("Nouvelle personne", (close) => personForm(persons, close), { testid: "person-dialog" });
}

/** Asks who opens a link: resolves to a person (maybe a new one), or to null. */
export async function chooseWho(persons, currentId, detail) {
  const choice = await ask("Ouvrir en tant que…", (close) => [
    el("p", { class: "dialog-text" }, detail),
    el("div", { class: "people" }, persons.map((person) => personRow(person, currentId, close)),
      el("button", { type: "button", class: "person-row", data: { testid: "open-as-new" }, on: { click: () => close("new") } },
        el("span", { class: "avatar new", "aria-hidden": "true" }, "+"), el("span", {}, "Nouvelle personne…"))),
  ], { testid: "open-as-dialog" });
  return choice === "new" ? newPerson(persons) : choice;
}

/** The round mark of a person, always of the same colour. */
export function avatar(person) {
  return el("span", { class: `avatar tint-${person.id % TINTS}`, "aria-hidden": "true" }, initials(person));
}

function personRow(person, currentId, close) {
  const detail = person.id === currentId ? "cette conversation" : "sa propre conversation";
  return el("button", { type: "button", class: "person-row", data: { testid: "open-as", personId: person.id }, on: { click: () => close(person) } },
    avatar(person), el("span", {}, fullName(person), el("small", {}, detail)));
}

function personForm(persons, onCreated) {
  const error = el("p", { class: "form-error", role: "alert" });
  const form = el("form", { class: "fields person-form" },
    suggestions(persons, (person) => fill(form, person)),
    el("div", { class: "pair" },
      field({ name: "first_name", label: "Prénom", maxlength: 64, "data-testid": "person-first-name" }),
      field({ name: "last_name", label: "Nom", maxlength: 64, required: false, "data-testid": "person-last-name" })),
    el("details", {}, el("summary", {}, "Plus de réglages"), details()),
    error,
    el("button", { type: "submit", class: "primary wide", data: { testid: "person-create" } }, "Commencer"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await create(form, error, onCreated);
  });
  return form;
}

function details() {
  return [
    el("div", { class: "pair" },
      field({ name: "username", label: "Nom d’utilisateur", required: false, pattern: "[A-Za-z][A-Za-z0-9_]{3,31}", placeholder: "facultatif" }),
      field({ name: "phone_number", label: "Téléphone", required: false, placeholder: "au hasard", inputmode: "tel" })),
    el("div", { class: "pair" },
      field({ name: "language_code", label: "Langue", required: false, pattern: "[a-z]{2}", placeholder: "fr" }),
      field({ name: "id", label: "Identifiant Telegram", required: false, pattern: "[0-9]{1,15}", placeholder: "le suivant", inputmode: "numeric" })),
  ];
}

function suggestions(persons, choose) {
  const known = new Set(persons.map((person) => person.first_name));
  const free = SUGGESTIONS.filter((one) => !known.has(one.first_name));
  const card = (one, index) => el("button", { type: "button", class: "suggestion", "aria-pressed": "false", data: { testid: "person-suggestion", name: one.first_name }, on: { click: () => choose(one) } },
    el("span", { class: `avatar tint-${index + 1}`, "aria-hidden": "true" }, initials(one)), el("strong", {}, one.first_name), el("small", {}, one.role));
  return free.length > 0 && el("div", { class: "suggestions-row", role: "group", "aria-label": "Personnes proposées" }, free.map(card));
}

function fill(form, person) {
  for (const name of ["first_name", "last_name", "username"]) form.elements[name].value = person[name];
  for (const card of form.querySelectorAll(".suggestion")) {
    card.setAttribute("aria-pressed", String(card.dataset.name === person.first_name));
  }
  form.querySelector("[type=submit]").focus();
}

async function create(form, error, onCreated) {
  const filled = Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim()));
  if (filled.id) filled.id = Number(filled.id);
  try {
    onCreated(await api.createPerson(filled));
  } catch (problem) {
    error.textContent = problem.status === 409 ? "Cet identifiant est déjà pris." : problem.message;
  }
}
