/** The frame of the page: the persons' tabs, the panes side by side, the state of the connection. */

import { el, iconButton } from "./dom.js";
import { icon } from "./icons.js";
import { initialLayout, messageInAddress, rememberLayout } from "./layout.js";
import { Pane } from "./pane.js";
import { avatar, chooseWho, newPerson, startPanel } from "./people.js";
import { isDark, onSystemTheme, switchTheme } from "./theme.js";

const NARROW = matchMedia("(max-width: 760px)");

export class Shell {
  constructor({ bot, persons }) {
    this.bot = bot;
    this.persons = new Map(persons.map((person) => [person.id, person]));
    this.panes = new Map();
    this.unread = new Map();
    this.active = null;
    this.build();
    NARROW.addEventListener("change", () => this.draw());
    onSystemTheme(() => this.drawTheme());
  }

  build() {
    this.tabs = el("nav", { class: "tabs", "aria-label": "Personnes" });
    this.status = el("div", { class: "connection", role: "status", hidden: true, data: { testid: "connection" } }, "Reconnexion…");
    this.theme = iconButton(icon("moon"), "", () => this.changeTheme(), { "data-testid": "theme" });
    const brand = el("div", { class: "brand" }, el("img", { src: "/page/icon.svg", alt: "", width: 28, height: 28 }), el("span", {}, el("strong", {}, "Carnet"), " chat local"));
    const add = iconButton(icon("plus"), "Nouvelle personne", () => this.addPerson(), { "data-testid": "person-new" });
    this.bar = el("header", { class: "bar" }, brand, this.tabs, add, this.theme);
    this.stage = el("main", { class: "stage" });
    this.drawTheme();
  }

  /** Opens the panes of the last visit, or the welcome of a first one. */
  open() {
    document.body.replaceChildren(this.status);
    if (this.persons.size === 0) {
      document.body.append(startPanel((person) => this.patched(person)));
      return;
    }
    document.body.append(this.bar, this.stage);
    const target = messageInAddress();
    const { panes, active } = initialLayout([...this.persons.values()]);
    const loads = panes.map((id) => this.openPane(id));
    this.show(active);
    if (target) loads[0].then(() => this.panes.get(panes[0]).list.scrollTo(target));
  }

  receive(event) {
    if (event.type === "person") this.patched(event.person);
    else this.deliver(event);
  }

  deliver(event) {
    const { chat_id: id } = event;
    this.panes.get(id)?.receive(event);
    if (event.type !== "message" || event.message.from?.id === id || this.visible(id)) return;
    this.unread.set(id, (this.unread.get(id) ?? 0) + 1);
    this.drawTabs();
  }

  lost() {
    this.status.hidden = false;
  }

  /** After an interruption: everything on screen is read again. */
  back(persons) {
    this.status.hidden = true;
    persons.forEach((person) => this.patched(person));
    for (const pane of this.panes.values()) pane.reload();
  }

  /** A person is new or has changed; the first one of all opens the page. */
  patched(person) {
    const first = this.persons.size === 0;
    this.persons.set(person.id, person);
    this.panes.get(person.id)?.setPerson(person);
    if (first) this.open();
    this.drawTabs();
  }

  /** Shows the pane of a person, opening it when needed. */
  show(id) {
    if (!this.panes.has(id)) this.openPane(id);
    this.active = id;
    this.draw();
    const pane = this.panes.get(id);
    pane.root.scrollIntoView({ inline: "nearest", block: "nearest" });
    if (!NARROW.matches) pane.composer.focus();
  }

  close(id) {
    this.panes.get(id).root.remove();
    this.panes.delete(id);
    this.active = [...this.panes.keys()][0];
    this.draw();
  }

  /** Lets somebody open a deep link, in his own pane. */
  async openLink(payload, personId) {
    const detail = payload ? "Ce lien ouvre Carnet. Qui le touche ?" : "Ce lien ouvre une conversation avec Carnet. Qui le touche ?";
    const person = await chooseWho([...this.persons.values()], personId, detail);
    if (!person) return;
    this.patched(person);
    this.show(person.id);
    await this.panes.get(person.id).start(payload);
  }

  async addPerson() {
    const person = await newPerson([...this.persons.values()]);
    if (!person) return;
    this.patched(person);
    this.show(person.id);
  }

  openPane(id) {
    const pane = new Pane(this.persons.get(id), this);
    this.panes.set(id, pane);
    this.stage.append(pane.root);
    return pane.reload();
  }

  visible(id) {
    return this.panes.has(id) && (!NARROW.matches || this.active === id) && !document.hidden;
  }

  draw() {
    for (const [id, pane] of this.panes) {
      pane.root.hidden = NARROW.matches && id !== this.active;
      if (!pane.root.hidden) this.unread.delete(id);
    }
    this.stage.classList.toggle("single", this.panes.size < 2);
    rememberLayout([...this.panes.keys()], this.active);
    this.drawTabs();
  }

  drawTabs() {
    this.tabs.replaceChildren(...[...this.persons.values()].map((person) => this.tab(person)));
  }

  tab(person) {
    const open = NARROW.matches ? person.id === this.active : this.panes.has(person.id);
    const count = this.unread.get(person.id);
    return el("button", { type: "button", class: "tab", "aria-pressed": String(open), data: { testid: `tab-${person.id}` }, on: { click: () => this.show(person.id) } },
      avatar(person), el("span", {}, person.first_name, person.last_name && el("span", { class: "tab-last" }, ` ${person.last_name}`)),
      count && el("span", { class: "badge", "aria-label": `${count} non lus` }, String(count)));
  }

  changeTheme() {
    switchTheme();
    this.drawTheme();
  }

  drawTheme() {
    const label = isDark() ? "Passer en clair" : "Passer en sombre";
    this.theme.replaceChildren(icon(isDark() ? "sun" : "moon"));
    this.theme.setAttribute("aria-label", label);
    this.theme.title = label;
  }
}
