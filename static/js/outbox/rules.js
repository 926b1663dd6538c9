// The rules of the outbox: what an answer says of an entry, and which state follows on what. Nothing here touches the page;
// docs/outbox.md draws the same table.

/** @typedef {"idle" | "sending" | "waiting" | "held"} State */
/** @typedef {"saved" | "refused" | "away" | "stranger" | "busy" | "signed out" | "old page"} Verdict */
/** @typedef {"press" | "settled" | "emptied" | "retry" | "away" | "stranger" | "busy" | "signed out" | "old page"} Happening */

/**
 * The state that follows; what is not named leaves the state as it is.
 * @type {Record<State, Partial<Record<Happening, State>>>}
 */
export const TABLE = {
  idle: { press: "sending", retry: "sending" },
  sending: {
    emptied: "idle",
    away: "waiting",
    stranger: "waiting",
    busy: "waiting",
    "signed out": "held",
    "old page": "held",
  },
  waiting: { press: "sending", retry: "sending", emptied: "idle" },
  held: { press: "sending", retry: "sending", emptied: "idle" },
};

/** What the page says of entries that wait, by what kept the last one from being settled. */
export const WHY = {
  away: "Sent again when the line is back.",
  stranger:
    "Something between here and the server answered in its place, such as the sign-in page of this network. Sent again by itself.",
  busy: "The server cannot save just now. Sent again by itself.",
  "signed out": "You are signed out: sign in again, here or in another tab; it is sent then.",
  "old page": "Reload this page; it is sent then.",
};

/**
 * The state after something happened.
 * @param {State} state
 * @param {Happening} happening
 * @returns {State}
 */
export function after(state, happening) {
  return TABLE[state][happening] ?? state;
}

/**
 * What an answer says of the entry with a key. Only an answer that echoes the key is the product's (docs/http.md): a portal
 * or a company's proxy may answer with any status.
 * @param {{status: number, headers: {get(name: string): string | null}}} answer
 * @param {string} key
 * @returns {Verdict}
 */
export function verdict(answer, key) {
  if (answer.headers.get("X-Operation") !== key) {
    return "stranger";
  }
  const outcome = answer.headers.get("X-Outcome");
  if (outcome === "saved" || outcome === "refused") {
    return outcome;
  }
  if (answer.status === 401) {
    return "signed out";
  }
  return answer.headers.get("X-Keep") ? "old page" : "busy";
}

const RETRY = [1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * How long to wait before the next attempt, in milliseconds.
 * @param {number} failures one after the other, at least one
 */
export function pause(failures) {
  return RETRY[Math.min(failures, RETRY.length) - 1];
}

/**
 * What the page says of one's own words.
 * @param {{state: State, waiting: number, unread: number, here: number, why: keyof typeof WHY}} facts entries that wait,
 *   refusals that nobody has read, and how many of both are in this page only, because the device keeps nothing
 * @returns {{state: "saved" | "sending" | "unsaved" | "unread", words: string}}
 */
export function says({ state, waiting, unread, here, why }) {
  if (waiting > 0 && (state === "waiting" || state === "held")) {
    const where = here > 0 ? "kept in this page only: leave it open" : "kept on this device";
    return { state: "unsaved", words: `Not saved: ${count(waiting)} ${where}. ${WHY[why]}` };
  }
  if (waiting > 0) {
    return { state: "sending", words: "Sending…" };
  }
  if (unread > 0) {
    return { state: "unread", words: `Not saved: ${count(unread)} not taken. Read why.` };
  }
  return { state: "saved", words: "All saved" };
}

/** @param {number} entries */
function count(entries) {
  return entries === 1 ? "1 entry" : `${entries} entries`;
}

/**
 * The words of a form without what is its own business: equal words are one and the same thing, however they were sent.
 * @param {string} body
 */
export function wordsOf(body) {
  const fields = new URLSearchParams(body);
  for (const name of ["key", "version", "csrfmiddlewaretoken", "choice", "from", "seen"]) {
    fields.delete(name);
  }
  return fields.toString();
}
