/**
 * What the page uses of Telegram's own script, for the local chat: nothing is fetched from outside this machine.
 * Launch parameters come in the fragment; a reload without them finds them in the session's storage.
 */

(() => {
  const KEPT = "__telegram__initParams"; // the name that Telegram's script uses
  const given = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  const parameters = given.tgWebAppData === undefined ? JSON.parse(sessionStorage.getItem(KEPT) ?? "{}") : given;
  sessionStorage.setItem(KEPT, JSON.stringify(parameters));

  const initData = parameters.tgWebAppData ?? "";
  const theme = JSON.parse(parameters.tgWebAppThemeParams ?? "{}");
  for (const [name, colour] of Object.entries(theme)) {
    document.documentElement.style.setProperty(`--tg-theme-${name.replaceAll("_", "-")}`, colour);
  }
  const post = (eventType, eventData = {}) => parent.postMessage(JSON.stringify({ eventType, eventData }), "*");
  const dark = (colour) => colour.match(/[0-9a-f]{2}/gi).reduce((sum, part) => sum + parseInt(part, 16), 0) < 384;

  globalThis.Telegram = {
    WebApp: {
      initData,
      initDataUnsafe: { user: JSON.parse(new URLSearchParams(initData).get("user") ?? "null") },
      colorScheme: theme.bg_color && dark(theme.bg_color) ? "dark" : "light",
      themeParams: theme,
      ready: () => post("web_app_ready"),
      expand: () => post("web_app_expand"),
      close: () => post("web_app_close"),
    },
  };
})();
