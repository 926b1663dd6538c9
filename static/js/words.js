// The two states that people read in words: whether their own is saved, and whether others' arrives.

const LINE = {
  live: "Live",
  reconnecting: "Reconnecting…",
  behind: "Catching up…",
  stale: "The board may be behind: the server cannot read it just now",
  polling: "No live line here: looking for news every few seconds",
};

/**
 * Say whether everything typed here is saved. A page on which something went wrong says so until it is loaded anew.
 * @param {{state: "saved" | "sending" | "unsaved" | "unread", words: string}} said
 */
export function saySaved({ state, words }) {
  const place = document.getElementById("saved");
  if (!place || place.dataset.state === "broken") {
    return;
  }
  place.dataset.state = state;
  if (place.textContent !== words) {
    place.textContent = words;
  }
  // On a phone the panel lies over the bar: it says the first sentence too.
  for (const copy of document.querySelectorAll("[data-own-words]")) {
    copy.textContent = state === "saved" ? "" : words.split(".")[0];
  }
  for (const button of document.querySelectorAll("[data-unsent-open]")) {
    button.toggleAttribute("hidden", state === "saved" || state === "sending");
  }
}

/**
 * Say how news of others arrives.
 * @param {"live" | "reconnecting" | "behind" | "stale" | "polling"} state
 */
export function sayLine(state) {
  const place = document.getElementById("line");
  if (place && place.dataset.state !== state) {
    place.dataset.state = state;
    place.textContent = LINE[state];
  }
}

/**
 * Say something to screen readers, politely.
 * @param {string} words
 */
export function announce(words) {
  const place = document.getElementById("news");
  if (place) {
    place.textContent = words;
  }
}

const EVERY = 5000;
let changes = 0;
/** @type {number | undefined} */
let timer;

/** Announce changes by others to screen readers, at most one message in five seconds. */
export function announceChange() {
  changes += 1;
  timer ??= window.setTimeout(() => {
    const place = document.getElementById("news");
    if (place) {
      place.textContent = changes === 1 ? "The board has changed." : `The board has changed ${changes} times.`;
    }
    changes = 0;
    timer = undefined;
  }, EVERY);
}
