/** What the page asks its server, in the name of whoever Telegram says is looking. */

const TIMEOUT_MS = 20000;
const FIRST_PAUSE_MS = 1500;
const LONGEST_PAUSE_MS = 20000;

/** A refusal with a sentence to show; `code` is "old", "changed" or "refused". */
export class Refused extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** Asks until the server answers; `lost()` is called each time that it does not. Rejects with Refused. */
export async function call(path, { initData, body, lost }) {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const response = await attempt(path, initData, body);
    const answer = await response?.json().catch(() => null);
    if (response?.ok && answer) return answer;
    if (answer?.error && response.status < 500) throw new Refused(answer.code, answer.error);
    lost();
    await network(pause);
  }
}

async function attempt(path, initData, body) {
  const headers = { Authorization: `tma ${initData}`, ...(body && { "Content-Type": "application/json" }) };
  const request = { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body), cache: "no-store" };
  try {
    return await fetch(path, { ...request, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch {
    return null;
  }
}

// Resolves after a pause, or as soon as the network is back.
function network(pause) {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      removeEventListener("online", go);
      resolve();
    };
    const timer = setTimeout(go, pause);
    addEventListener("online", go);
  });
}
