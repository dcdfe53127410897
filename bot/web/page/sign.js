/** The signature page: what is signed, who signs it, the pad, and the one sending. */

import { call } from "./api.js";
import { Draft } from "./draft.js";
import { Pad } from "./pad.js";

const app = globalThis.Telegram?.WebApp;
const $ = (id) => document.getElementById(id);
const word = (name) => $("words").content.querySelector(`[data-word="${name}"]`).textContent;

const address = location.pathname.replace("/sign/", "/api/sign/") + location.search;
const draft = new Draft(`${app?.initDataUnsafe?.user?.id ?? 0}${address}`);
const pad = new Pad($("pad"), () => keep());
let paper = null;
let typed = false;

if (app?.initData) open();
else tell(word("outside"));

async function open() {
  app.ready();
  app.expand();
  app.disableVerticalSwipes?.(); // a stroke downwards must not close the app
  document.documentElement.style.colorScheme = app.colorScheme ?? "";
  app.onEvent?.("themeChanged", () => { document.documentElement.style.colorScheme = app.colorScheme; });
  listen();
  try {
    show(await call(address, { initData: app.initData, lost: () => tell(word("offline")) }));
  } catch (refusal) {
    tell(sentence(refusal));
  }
}

function listen() {
  for (const id of ["name", "role", "reserves"]) $(id).addEventListener("input", () => keep());
  $("name").addEventListener("input", () => drawName());
  $("clear").addEventListener("click", () => { pad.strokes = []; keep(); });
  $("other").addEventListener("click", () => { choose(!typed); keep(); });
  $("close").addEventListener("click", () => app.close());
  $("form").addEventListener("submit", (event) => { event.preventDefault(); sign(); });
}

/** Draws the document, and the form as it was left, or that it is signed. */
function show(read) {
  paper = read;
  $("wait").hidden = true;
  $("paper").hidden = false;
  for (const name of ["company", "title", "customer", "note"]) $(name).textContent = paper[name];
  $("lines").replaceChildren(...paper.lines.map(line));
  $("sums").replaceChildren(...paper.sums.flatMap(sum));
  if (paper.typed) $("typed-words").textContent = paper.typed;
  $("form").hidden = true;
  if (paper.over) tell(paper.over);
  else if (paper.signed) finish(paper.signed);
  else fill(draft.read());
}

function fill(kept) {
  $("form").hidden = false;
  $("reserves-field").hidden = !paper.asks_reserves;
  const same = kept?.version === paper.version;
  for (const name of ["name", "role", "reserves"]) $(name).value = kept?.[name] ?? paper[name];
  if (kept && !same) $("reserves").value = together(paper.reserves, kept.reserves);
  pad.strokes = same ? kept.strokes : []; // what was drawn under other lines signs nothing
  choose(same && kept.typed);
  say(kept && !same ? word("changed") : "");
}

// Reserves that were noted meanwhile, and those that were typed here: neither takes the other's place.
function together(noted, typed) {
  const lines = [noted, typed].flatMap((text) => text.split("\n").map((line) => line.trim()));
  return [...new Set(lines)].filter(Boolean).join("\n");
}

/** The name in letters, or the pad. */
function choose(letters) {
  typed = Boolean(letters);
  $("typed").hidden = !typed;
  $("drawn").hidden = typed;
  $("other").textContent = typed ? $("other").dataset.draw : $("other").dataset.type;
  drawName();
}

function drawName() {
  $("typed-name").textContent = $("name").value.trim() || "…";
  $("name").removeAttribute("aria-invalid");
}

function keep() {
  draft.keep({ ...values(), strokes: pad.strokes, typed });
}

function values() {
  const [name, role, reserves] = ["name", "role", "reserves"].map((id) => $(id).value.trim());
  return { name, role, reserves, version: paper.version };
}

async function sign() {
  const missing = !$("name").value.trim() ? "nameless" : !typed && pad.empty ? "empty" : "";
  if (missing) return point(missing);
  busy(true);
  say(word("sending"));
  try {
    const body = { ...values(), strokes: typed ? [] : pad.strokes };
    finish((await call(address, { initData: app.initData, body, lost: () => say(word("offline")) })).signed);
    app.HapticFeedback?.notificationOccurred("success");
  } catch (refusal) {
    await refused(refusal);
  } finally {
    busy(false);
  }
}

// The document is no longer what was read: it is shown again, and signed again.
async function refused(refusal) {
  say(sentence(refusal));
  if (refusal.code !== "changed") return;
  show(await call(address, { initData: app.initData, lost: () => say(word("offline")) }));
  scrollTo({ top: 0, behavior: "smooth" });
}

function point(missing) {
  say(word(missing));
  if (missing !== "nameless") return;
  $("name").setAttribute("aria-invalid", "true");
  $("name").focus();
}

function finish(signed) {
  draft.forget();
  $("form").hidden = true;
  $("done-words").textContent = signed;
  $("done").hidden = false;
  $("done").scrollIntoView({ block: "nearest" });
}

function busy(now) {
  for (const field of $("form").elements) field.disabled = now;
  $("pad").inert = now;
  $("sign").setAttribute("aria-busy", String(now));
}

function sentence({ code, message }) {
  return code === "old" ? word("old") : message;
}

function say(text) {
  $("status").textContent = text;
}

function tell(text) {
  $("wait").textContent = text;
  $("wait").hidden = false;
}

function line({ label, detail, amount, section }) {
  const row = document.createElement("li");
  row.append(part("span", label, section ? "section" : ""));
  if (amount) row.append(part("span", amount, "amount"));
  if (detail) row.append(part("span", detail, "detail"));
  return row;
}

function sum([label, amount, strong]) {
  const name = strong ? "strong" : "";
  return [part("dt", label, name), part("dd", amount, name)];
}

function part(tag, text, name) {
  const node = document.createElement(tag);
  node.textContent = text;
  node.className = name;
  return node;
}
