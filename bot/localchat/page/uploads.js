/** Files and pictures on their way out: chosen, dropped or pasted, then looked at once more before they leave. */

import { ask } from "./dialogs.js";
import { el } from "./dom.js";
import { size } from "./format.js";
import { icon } from "./icons.js";

const PHOTO = /^image\/(jpeg|png|webp)$/;
const VOICE = /^audio\/(ogg|opus)$/;

/** Opens the browser's file chooser; resolves to the files. */
export function pickFiles() {
  return new Promise((resolve) => {
    const input = el("input", { type: "file", multiple: true });
    input.addEventListener("change", () => resolve([...input.files]));
    input.addEventListener("cancel", () => resolve([]));
    input.click();
  });
}

/** Asks how `files` are sent. Resolves to [{kind, file, caption}], or null when given up. */
export function askHowToSend(files) {
  const title = files.length === 1 ? "Envoyer un fichier" : `Envoyer ${files.length} fichiers`;
  const photos = files.some((file) => PHOTO.test(file.type));
  return ask(title, (close) => {
    const asFile = el("input", { type: "checkbox", name: "as_file", "data-testid": "as-file" });
    const caption = el("input", { name: "caption", maxlength: 1024, placeholder: "Légende (facultative)", "aria-label": "Légende", autocomplete: "off", autofocus: true });
    const submit = (event) => {
      event.preventDefault();
      close(files.map((file, index) => ({ file, kind: kindOf(file, asFile.checked), caption: index === 0 ? caption.value.trim() : "" })));
    };
    return el("form", { class: "fields", on: { submit } },
      el("div", { class: "previews" }, files.map(preview)), caption,
      photos && el("label", { class: "check" }, asFile, "Envoyer les photos comme des fichiers"),
      el("div", { class: "dialog-actions" }, el("button", { class: "primary", type: "submit", data: { testid: "send-files" } }, "Envoyer")));
  }, { testid: "files-dialog" });
}

/** Makes `root` a place where files can be dropped. */
export function acceptDrops(root, take) {
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  root.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    root.classList.add("dropping");
  });
  root.addEventListener("dragleave", (event) => root.contains(event.relatedTarget) || root.classList.remove("dropping"));
  root.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    root.classList.remove("dropping");
    take([...event.dataTransfer.files]);
  });
}

function kindOf(file, asFile) {
  if (VOICE.test(file.type)) return "voice";
  return PHOTO.test(file.type) && !asFile ? "photo" : "document";
}

function preview(file) {
  if (!PHOTO.test(file.type)) return el("p", { class: "preview-file" }, icon("file"), `${file.name} · ${size(file.size)}`);
  const url = URL.createObjectURL(file);
  return el("img", { src: url, alt: file.name, on: { load: () => URL.revokeObjectURL(url) } });
}
