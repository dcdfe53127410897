/** Addresses found in messages: which ones open our bot, and which ones may be followed at all. */

const FOLLOWED = new Set(["http:", "https:", "mailto:", "tel:"]);
const TELEGRAM_HOSTS = new Set(["t.me", "telegram.me", "telegram.dog"]);
const PAYLOAD = /^[A-Za-z0-9_-]{1,64}$/;

/** The start payload ("" when there is none) of an address of the bot `username`, or null for any other address. */
export function startPayload(address, username) {
  const url = parse(address);
  if (!url || botName(url).toLowerCase() !== username.toLowerCase()) return null;
  const payload = url.searchParams.get("start") ?? "";
  return PAYLOAD.test(payload) ? payload : "";
}

/** The address to give the browser, or null when its scheme is not one of the plain ones. */
export function followable(address) {
  const url = parse(address);
  return url && FOLLOWED.has(url.protocol) ? url.href : null;
}

function botName(url) {
  if (url.protocol === "tg:") return url.href.startsWith("tg://resolve") ? (url.searchParams.get("domain") ?? "") : "";
  return TELEGRAM_HOSTS.has(url.hostname) ? url.pathname.slice(1) : "";
}

function parse(address) {
  const text = address.trim();
  try {
    return new URL(/^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[\w.-]+:\d/.test(text) ? text : `https://${text}`);
  } catch {
    return null;
  }
}
