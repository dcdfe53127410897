/** Starts the page: reads the state, opens the panes, follows the events. */

import { api } from "./api.js";
import { el } from "./dom.js";
import { Shell } from "./shell.js";
import { follow } from "./stream.js";
import { applyTheme } from "./theme.js";

const RETRY_MS = 1000;

applyTheme();
start(await firstState());

function start(state) {
  const shell = new Shell(state);
  shell.open();
  follow({
    cursor: state.cursor,
    onEvent: (event) => shell.receive(event),
    onLost: () => shell.lost(),
    onReturn: (cursor) => comeBack(shell, cursor),
    onReset: () => location.reload(),
  });
}

// A cursor behind ours means another history (the data folder was emptied): nothing on screen is true any more.
async function comeBack(shell, cursor) {
  const state = await api.state().catch(() => null);
  if (!state) return;
  if (state.cursor < cursor) location.reload();
  else shell.back(state.persons);
}

async function firstState() {
  for (;;) {
    try {
      return await api.state();
    } catch {
      document.body.replaceChildren(el("p", { class: "connection", role: "status" }, "Connexion au serveur local…"));
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
