/** What a message carries besides its words: photos, files, places, people. */

import { fileUrl } from "./api.js";
import { el } from "./dom.js";
import { fullName, initials, money, size } from "./format.js";
import { icon } from "./icons.js";

/** The nodes of everything `message` carries, and a plain notice for a kind this page does not know. */
export function attachments(message, actions) {
  const kind = KINDS.find(([field]) => message[field]);
  if (kind) return [kind[1](message[kind[0]], actions, message)];
  return message.text === undefined && message.caption === undefined
    ? [el("p", { class: "unknown" }, serviceText(message))]
    : [];
}

// `venue` comes before `location`: a venue message carries both.
const KINDS = [
  ["photo", photo],
  ["document", file],
  ["voice", voice],
  ["audio", file],
  ["video", file],
  ["animation", file],
  ["contact", contact],
  ["venue", (venue) => place(venue.location, venue.title, venue.address)],
  ["location", (point) => place(point, "Position", null)],
  ["invoice", invoice],
  ["successful_payment", (paid) => el("p", { class: "paid", data: { testid: "paid" } }, `Payé pour essai : ${money(paid.total_amount, paid.currency)}`)],
];

function photo(sizes, actions) {
  const largest = sizes.reduce((best, one) => (one.width * one.height > best.width * best.height ? one : best));
  const { width, height, file_size: bytes, file_id: id } = largest;
  const label = `Photo de ${width} sur ${height} points`;
  const image = el("img", { src: fileUrl(id), width, height, alt: label, loading: "lazy" });
  const click = () => actions.view({ url: fileUrl(id), name: "photo.jpg", kind: "image" });
  const caption = el("span", { class: "photo-size" }, `${width} × ${height}`, bytes ? ` · ${size(bytes)}` : "");
  return el("button", { type: "button", class: "photo", data: { testid: "photo" }, "aria-label": `${label}, agrandir`, on: { click } }, image, caption);
}

function file(document, actions) {
  const name = document.file_name ?? "document";
  const url = fileUrl(document.file_id);
  const kind = VIEWED.find(([pattern]) => pattern.test(document.mime_type ?? ""))?.[1];
  const inside = [fileBadge(name), el("span", { class: "file-words" }, el("span", { class: "file-name" }, name), fileDetail(document, kind))];
  if (!kind) return el("a", { class: "file", href: url, download: name, data: { testid: "document" } }, inside);
  const click = () => actions.view({ url, name, kind });
  return el("button", { type: "button", class: "file", data: { testid: "document" }, on: { click } }, inside);
}

const VIEWED = [
  [/^application\/pdf$/, "pdf"],
  [/^image\/(png|jpeg|webp|gif)$/, "image"],
];

function fileDetail(document, kind) {
  const how = kind ? "toucher pour ouvrir" : "toucher pour télécharger";
  return el("span", { class: "file-detail" }, [size(document.file_size), how].filter(Boolean).join(" · "));
}

function fileBadge(name) {
  const extension = /\.([a-z0-9]{1,4})$/i.exec(name)?.[1] ?? "";
  return el("span", { class: "file-badge", data: { extension: extension.toLowerCase() }, "aria-hidden": "true" }, extension.toUpperCase() || icon("file"));
}

function voice({ file_id: id, duration }) {
  return el("audio", { controls: true, preload: "metadata", src: fileUrl(id), "aria-label": `Message vocal de ${duration ?? "?"} s` });
}

function contact(card) {
  const phone = card.phone_number.startsWith("+") ? card.phone_number : `+${card.phone_number}`;
  const call = el("a", { href: `tel:${phone}` }, phone);
  return el("div", { class: "tile", data: { testid: "contact" } },
    el("span", { class: "avatar", "aria-hidden": "true" }, initials(card)),
    el("span", { class: "file-words" }, el("span", { class: "file-name" }, fullName(card)), el("span", { class: "file-detail" }, call)));
}

function place({ latitude, longitude }, title, address) {
  const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  const coordinates = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return el("a", { class: "tile", href, target: "_blank", rel: "noopener noreferrer", data: { testid: "place" } },
    el("span", { class: "place-badge", "aria-hidden": "true" }, icon("pin")),
    el("span", { class: "file-words" },
      el("span", { class: "file-name" }, title),
      address && el("span", { class: "file-detail" }, address),
      el("span", { class: "file-detail" }, coordinates)));
}

function invoice(asked, actions, message) {
  const sum = money(asked.total_amount, asked.currency);
  const pay = el("button", { type: "button", class: "primary wide", data: { testid: "pay" }, on: { click: () => actions.pay(message) } }, `Payer ${sum}`);
  return el("div", { class: "invoice", data: { testid: "invoice" } },
    el("strong", { dir: "auto" }, asked.title), el("span", { dir: "auto" }, asked.description), el("span", { class: "invoice-sum" }, sum),
    message.is_paid ? el("span", { class: "paid" }, "Payé pour essai") : pay);
}

function serviceText(message) {
  return message.pinned_message ? "Message épinglé" : "Ce message ne peut pas être montré ici.";
}
