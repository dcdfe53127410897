/** Which panes are open: from the address, else from the last visit, else the first person's. */

const KEY = "carnet.layout";

/** The ids to open first, each one an existing person; `active` is the one shown on a narrow screen. */
export function initialLayout(persons) {
  const known = new Set(persons.map((person) => person.id));
  const asked = fromAddress() ?? remembered();
  const panes = [...new Set(asked.panes)].filter((id) => known.has(id));
  if (panes.length === 0 && persons.length > 0) panes.push(persons[0].id);
  return { panes, active: panes.includes(asked.active) ? asked.active : panes[0] };
}

/** Keeps the layout for the next visit, and in the address. */
export function rememberLayout(panes, active) {
  localStorage.setItem(KEY, JSON.stringify({ panes, active }));
  const query = panes.length > 0 ? `?panes=${panes.join(",")}` : "";
  history.replaceState(null, "", `/${query}`);
}

/** The message named in the address (« #message-42 »), or null. */
export function messageInAddress() {
  const found = /^#message-(\d+)$/.exec(location.hash);
  return found ? Number(found[1]) : null;
}

function fromAddress() {
  const text = new URLSearchParams(location.search).get("panes");
  if (!text) return null;
  const panes = text.split(",").map(Number);
  return { panes, active: remembered().active };
}

function remembered() {
  try {
    const { panes, active } = JSON.parse(localStorage.getItem(KEY));
    return { panes: Array.isArray(panes) ? panes : [], active };
  } catch {
    return { panes: [], active: undefined };
  }
}
