/** How moments, sizes and people are written, in French. */

const CLOCK = new Intl.DateTimeFormat("fr-FR", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("fr-FR", { weekday: "long", day: "numeric", month: "long" });
const DAY_YEAR = new Intl.DateTimeFormat("fr-FR", { day: "numeric", month: "long", year: "numeric" });
const MOMENT = new Intl.DateTimeFormat("fr-FR", { dateStyle: "full", timeStyle: "medium" });
const DECIMAL = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 1 });
const DAY_MS = 86_400_000;

/** « 09:12 » from a time in seconds. */
export const clock = (seconds) => CLOCK.format(seconds * 1000);

/** The whole moment, for tooltips. */
export const moment = (seconds) => MOMENT.format(seconds * 1000);

/** « Aujourd’hui », « Hier », « lundi 3 mars », or with the year when it is another one. */
export function day(seconds, now = new Date()) {
  const then = new Date(seconds * 1000);
  const age = Math.round((midnight(now) - midnight(then)) / DAY_MS);
  if (age === 0) return "Aujourd’hui";
  if (age === 1) return "Hier";
  return (then.getFullYear() === now.getFullYear() ? DAY : DAY_YEAR).format(then);
}

/** « 12,5 Ko » from a number of bytes. */
export function size(bytes) {
  if (bytes === undefined) return "";
  if (bytes < 1000) return `${bytes} octets`;
  return bytes < 1_000_000 ? `${DECIMAL.format(bytes / 1000)} Ko` : `${DECIMAL.format(bytes / 1_000_000)} Mo`;
}

/** « 1 234,50 € » from cents. */
export const money = (cents, currency) => new Intl.NumberFormat("fr-FR", { style: "currency", currency }).format(cents / 100);

/** First and last name of a person, a contact or a bot. */
export const fullName = (who) => [who.first_name, who.last_name].filter(Boolean).join(" ");

/** One or two capitals for an avatar. */
export function initials(who) {
  return [who.first_name, who.last_name].filter(Boolean).map((name) => [...name][0].toUpperCase()).join("");
}

/** A message in one line: its words, or the kind of thing it carries. */
export function snippet(message) {
  const words = message.text ?? message.caption;
  if (words) return words.replace(/\s+/g, " ").slice(0, 140);
  const [, label] = CARRIED.find(([field]) => message[field]) ?? [null, () => "Message"];
  return label(message);
}

const CARRIED = [
  ["photo", () => "Photo"],
  ["document", (message) => message.document.file_name ?? "Document"],
  ["voice", () => "Message vocal"],
  ["contact", (message) => `Contact : ${fullName(message.contact)}`],
  ["venue", (message) => `Lieu : ${message.venue.title}`],
  ["location", () => "Position"],
  ["invoice", (message) => `À payer : ${message.invoice.title}`],
  ["successful_payment", () => "Payé pour essai"],
];

function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
