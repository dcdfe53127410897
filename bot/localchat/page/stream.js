/** The live stream of events, followed for ever. */

const FIRST_DELAY_MS = 300;
const LONGEST_DELAY_MS = 5000;

/**
 * Follows the events that come after `cursor`.
 *
 * `onEvent(event)` gets each event at least once, in order; `onLost()` is called when the stream breaks and
 * `onReturn(cursor)` when it is back: what is on screen should then be read again, since events that are not
 * kept may have been missed. `onReset()`: the server cannot continue from our cursor, everything must be read anew.
 */
export function follow({ cursor, onEvent, onLost, onReturn, onReset }) {
  const link = { cursor, delay: FIRST_DELAY_MS, broken: false };
  open();

  function open() {
    const source = new EventSource(`/client/events?after=${link.cursor}`);
    source.onopen = opened;
    source.onmessage = received;
    source.onerror = () => lost(source);
  }

  function opened() {
    link.delay = FIRST_DELAY_MS;
    if (link.broken) onReturn(link.cursor);
    link.broken = false;
  }

  function received(frame) {
    const id = Number(frame.lastEventId || link.cursor);
    const event = JSON.parse(frame.data);
    if (event.type === "reset") {
      onReset();
    } else if (id >= link.cursor) {
      link.cursor = id;
      onEvent(event);
    }
  }

  // The browser's own reconnection would ask again from the first cursor, so ours replaces it.
  function lost(source) {
    source.close();
    link.broken = true;
    onLost();
    setTimeout(open, link.delay);
    link.delay = Math.min(link.delay * 2, LONGEST_DELAY_MS);
  }
}
