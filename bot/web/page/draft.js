/** What is typed and drawn and not sent yet, kept on the phone: a closed app loses nothing. */

const PREFIX = "carnet.sign.";
const KEPT_MS = 7 * 24 * 3600 * 1000;

export class Draft {
  /** `key` names the document and who looks at it. */
  constructor(key) {
    this.key = PREFIX + key;
    this.values = stored((storage) => {
      forgetOld(storage);
      return JSON.parse(storage.getItem(this.key));
    });
  }

  /** The values kept, or null. */
  read() {
    return this.values;
  }

  keep(values) {
    this.values = values;
    stored((storage) => storage.setItem(this.key, JSON.stringify({ ...values, at: Date.now() })));
  }

  forget() {
    this.values = null;
    stored((storage) => storage.removeItem(this.key));
  }
}

// A signature that nobody sent does not stay on a phone for ever.
function forgetOld(storage) {
  const keys = Object.keys(storage).filter((key) => key.startsWith(PREFIX));
  const old = keys.filter((key) => !(Date.now() - (parsed(storage.getItem(key))?.at ?? 0) < KEPT_MS));
  old.forEach((key) => storage.removeItem(key));
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// No room left, or none allowed, as in a frame that may store nothing: the page works all the same while it is open.
function stored(use) {
  try {
    return use(localStorage);
  } catch {
    return null;
  }
}
