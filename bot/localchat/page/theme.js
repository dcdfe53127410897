/** Light or dark: the system's choice until the person makes another one. */

const KEY = "carnet.theme";
const DARK = matchMedia("(prefers-color-scheme: dark)");

/** Whether the page is dark now. */
export function isDark() {
  return chosen() ? chosen() === "dark" : DARK.matches;
}

/** Puts the remembered choice on the page. */
export function applyTheme() {
  if (chosen()) document.documentElement.dataset.theme = chosen();
}

/** Goes to the other one, and remembers it. */
export function switchTheme() {
  localStorage.setItem(KEY, isDark() ? "light" : "dark");
  applyTheme();
}

/** Runs `redraw` when the system changes its mind. */
export function onSystemTheme(redraw) {
  DARK.addEventListener("change", redraw);
}

function chosen() {
  return localStorage.getItem(KEY);
}
