/** Inline mode: « @bot words » typed in the composer asks the bot for results, and one of them is chosen. */

import { api } from "./api.js";
import { el } from "./dom.js";

const PAUSE_MS = 250;

export class InlineSearch {
  /** `chosen()` runs once a result has been posted, `failed(text)` when it could not be. */
  constructor({ personId, bot, suggestions, chosen, failed, start }) {
    Object.assign(this, { personId, suggestions, chosen, failed, start });
    this.pattern = new RegExp(`^@${bot.username}\\s(.*)$`, "is");
    this.turn = 0;
    this.timer = null;
  }

  /** True when `text` is a question to the inline mode rather than a message. */
  matches(text) {
    return this.pattern.test(text);
  }

  /** Follows what is typed: asks after a short pause, drops the answers to older words. */
  typed(text) {
    const query = this.pattern.exec(text)[1].trim();
    const turn = this.cancel();
    this.timer = setTimeout(() => this.search(query, "", [], turn), PAUSE_MS);
  }

  cancel() {
    clearTimeout(this.timer);
    return ++this.turn;
  }

  async search(query, offset, before, turn) {
    this.show(before, "Recherche…");
    try {
      const answer = await api.inline(this.personId, query, offset);
      if (turn === this.turn) this.results(query, answer, before, turn);
    } catch (problem) {
      if (turn === this.turn) this.show([], problem.status === 504 ? "Carnet n’a pas répondu." : problem.message);
    }
  }

  results(query, { results, next_offset: next, button }, before, turn) {
    const first = before.length === 0 && button ? [this.startItem(button)] : before;
    const items = [...first, ...results.map((result) => this.item(query, result))];
    const more = next ? [{ nodes: ["Plus de résultats…"], choose: () => this.search(query, next, items, turn) }] : [];
    this.show([...items, ...more], items.length ? null : "Aucun résultat.");
  }

  show(items, notice) {
    this.suggestions.show(items, { label: "Résultats", testid: "inline-results", active: 0, notice });
  }

  item(query, result) {
    const title = result.title ?? result.caption ?? result.first_name ?? result.id;
    const detail = result.description ?? result.address ?? result.phone_number;
    return {
      nodes: [el("span", { class: "result-mark", "aria-hidden": "true" }, [...title][0]?.toUpperCase() ?? "·"),
        el("span", { class: "result-words" }, el("strong", {}, title), detail && el("small", {}, detail))],
      choose: () => this.choose(query, result.id),
    };
  }

  startItem(button) {
    return { nodes: [el("strong", {}, button.text)], choose: () => this.start(button) };
  }

  async choose(query, resultId) {
    this.cancel();
    try {
      await api.chooseInline(this.personId, query, resultId);
      this.chosen();
    } catch (problem) {
      this.failed(problem.message);
    }
  }
}
