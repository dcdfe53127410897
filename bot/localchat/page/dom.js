/**
 * One way to build nodes. Text only ever enters the page as text: nothing here parses markup, so what a person
 * or the bot writes cannot become an element.
 */

/** A new element. `props`: attributes, plus `on` (listeners) and `data` (dataset). Empty children are skipped. */
export function el(name, props = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(props)) setProp(node, key, value);
  node.append(...children.flat(2).filter(isPresent));
  return node;
}

/** A round or plain button that shows an icon and is named for screen readers by `label`. */
export function iconButton(iconNode, label, onClick, props = {}) {
  const on = { click: onClick };
  return el("button", { type: "button", class: "icon-button", "aria-label": label, title: label, on, ...props }, iconNode);
}

function setProp(node, key, value) {
  if (!isPresent(value)) return;
  if (key === "on") {
    for (const [type, listener] of Object.entries(value)) node.addEventListener(type, listener);
  } else if (key === "data") {
    Object.assign(node.dataset, value);
  } else {
    node.setAttribute(key, value === true ? "" : String(value));
  }
}

function isPresent(value) {
  return value !== null && value !== undefined && value !== false;
}
