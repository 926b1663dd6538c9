// News of others: the stream, its watchdog, polling when streams do not get through, and morphing regions in place.

import { request } from "./request.js";
import { canShare, Sharing } from "./sharing.js";
import { announceChange, sayLine } from "./words.js";

/** @typedef {{after: number, number: number, regions: Record<string, string>, gone: string[], whole: boolean}} News */

const MUTE_AFTER = 21_000; // two heartbeats of ten seconds missed
const HELLO_WITHIN = 6_000;
const MUTE_STREAMS = 3;
const TRY_EVERY = 60_000;
const POLL_EVERY = 3_000;
const WATCH_EVERY = 1_000;
const ANSWER_WITHIN = 15_000;
const [OPEN, CLOSED] = [1, 2]; // of an EventSource, where there is one
const KEPT_ATTRIBUTES = new Set(["data-shown", "data-chosen", "open"]);

/** @type {() => Promise<void>} */
let look = async () => {};

/** Ask for what is new now, without waiting for the stream. */
export function catchUp() {
  return look();
}

/**
 * Keep the regions of a page up to date.
 * @param {HTMLElement} room
 */
export function startLive(room) {
  let number = Number(room.dataset.number);
  let muteStreams = 0;
  let refusedStreams = 0;
  let heardAt = Date.now();
  let wait = 500;
  let polling = false;
  let stale = false;
  let wentAway = false; // the browser has said so, and no word of the stream has come since
  let revoked = false;
  let lost = false;
  /** @type {EventSource | null} */
  let source = null;
  /** @type {number | undefined} */
  let again;
  /** @type {number | undefined} */
  let nextLook;
  const face = room.dataset.face === "screen" ? "&face=screen" : "";
  const board = `${room.dataset.workshop}:${room.dataset.audience}:${room.dataset.face}`;
  /**
   * How this tab hears: by the stream, which it holds for all tabs; from the tab that does; by asking, where tabs cannot
   * share; or not at all, while it is hidden.
   * @type {"leads" | "follows" | "polls" | "rests"}
   */
  let part = "polls";
  const sharing = canShare() ? new Sharing(board, { lead, follow, hear, rest }) : null;

  /** @param {News} news */
  async function apply(news) {
    if (news.whole) {
      await readPageAgain();
      return;
    }
    if (news.after > number) {
      await look();
      return;
    }
    if (news.number <= number) {
      return;
    }
    for (const [stem, html] of Object.entries(news.regions)) {
      morph(stem, html);
    }
    for (const stem of news.gone) {
      document.getElementById(stem)?.remove();
    }
    number = news.number;
    room.dataset.number = String(number);
    sayHeard();
    room.dispatchEvent(new CustomEvent("room:changed", { bubbles: true, detail: Object.keys(news.regions) }));
    announceChange();
  }

  async function readPageAgain() {
    const html = await request(window.location.href, { headers: { Accept: "text/html" } }, ANSWER_WITHIN, (response) =>
      response.ok ? response.text() : Promise.reject(new Error(`page: ${response.status}`)),
    );
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const freshRoom = fresh.querySelector(`main[data-workshop="${room.dataset.workshop}"]`);
    if (!freshRoom) {
      throw new Error("page: something else answered");
    }
    for (const region of fresh.querySelectorAll("[data-region]")) {
      if (!region.parentElement?.closest("[data-region]")) {
        morph(region.id, region.outerHTML);
      }
    }
    number = Number(freshRoom.getAttribute("data-number"));
    room.dataset.number = String(number);
    sayHeard();
    room.dispatchEvent(new CustomEvent("room:changed", { bubbles: true }));
  }

  look = async () => {
    const url = `${room.dataset.changes}?after=${number}${face}`;
    const news = await request(url, { redirect: "manual" }, ANSWER_WITHIN, async (response) => {
      const isOurs = response.headers.get("X-Workshop") === room.dataset.workshop;
      if (isOurs && [401, 403, 404].includes(response.status)) {
        return null;
      }
      if (isOurs && response.ok) {
        return response.json();
      }
      throw new Error(`changes: ${response.status}, ${isOurs ? "of ours" : "of something between"}`);
    });
    if (news) {
      await apply(news);
    } else {
      leave();
    }
  };

  function leave() {
    revoked = true;
    source?.close();
    if (!handBack(room)) {
      window.location.reload();
    }
  }

  function open() {
    window.clearTimeout(again);
    if (part !== "leads") {
      return;
    }
    if (typeof EventSource !== "function") {
      startPolling();
      return;
    }
    source?.close();
    const stream = new EventSource(`${room.dataset.stream}?after=${number}${face}`);
    source = stream;
    heardAt = Date.now();
    let greeted = false;
    window.setTimeout(() => {
      if (!greeted && source === stream && stream.readyState !== CLOSED) {
        mute();
      }
    }, HELLO_WITHIN);
    for (const kind of ["hello", "news", "beat", "stale", "revoked"]) {
      stream.addEventListener(kind, (event) => {
        greeted = true;
        refusedStreams = 0;
        sharing?.tell(kind, event.data);
        hear({ kind, data: event.data });
      });
    }
    stream.addEventListener("bye", (event) => {
      stream.close();
      reopen(Number(event.data));
    });
    stream.onerror = () => {
      stream.close();
      // A refused stream looks like a lost one; asking for changes tells them apart.
      void look().then(
        () => greeted || refuse(),
        () => {},
      );
      reopen(wait + Math.random() * wait);
      wait = Math.min(wait * 2, 8_000);
    };
  }

  function lead() {
    part = "leads";
    open();
  }

  function follow() {
    part = "follows";
    source?.close();
    heardAt = Date.now();
    void look().then(
      () => sayHeard(),
      () => {}, // the leader's next heartbeat tells
    );
  }

  function rest() {
    part = "rests";
    source?.close();
    polling = false;
    window.clearTimeout(again);
    window.clearTimeout(nextLook);
  }

  /** A word of the stream, one's own or that of the tab that leads. @param {{kind: string, data: string}} word */
  function hear({ kind, data }) {
    heardAt = Date.now();
    wait = 500;
    wentAway = false;
    if (kind === "revoked") {
      leave();
      return;
    }
    if (kind === "beat" || part === "follows") {
      trust();
    }
    if (kind === "stale" || kind === "beat") {
      stale = kind === "stale";
    }
    const newest = kind === "beat" ? Number(data) : number;
    if (kind === "news") {
      void Promise.resolve()
        .then(() => apply(JSON.parse(data)))
        .catch(() => catchUpTo(number + 1));
    } else if (newest > number) {
      catchUpTo(newest);
    }
    sayHeard(newest);
  }

  /**
   * What came could not be applied, or something is missing: ask for it, and say so until it is here.
   * @param {number} newest
   */
  function catchUpTo(newest) {
    sayHeard(newest);
    void look().catch(() => {}); // said as behind until the next heartbeat asks again
  }

  /** Say how news arrives, unless the page looks by itself. @param {number} newest the number that is known of */
  function sayHeard(newest = number) {
    if (!polling && !wentAway) {
      sayLine(stale ? "stale" : newest > number ? "behind" : "live");
    }
  }

  /** A heartbeat came by itself: the line carries streams. A greeting proves less, for some proxies pass only that. */
  function trust() {
    muteStreams = 0;
    polling = false;
  }

  /** @param {number} milliseconds */
  function reopen(milliseconds) {
    if (revoked || part !== "leads") {
      return;
    }
    if (!polling) {
      sayLine("reconnecting");
    }
    window.clearTimeout(again);
    again = window.setTimeout(open, milliseconds);
  }

  /** A stream says nothing: look for news without it until one has proved itself. */
  function mute() {
    muteStreams += 1;
    source?.close();
    startPolling();
    reopen(muteStreams < MUTE_STREAMS ? 200 : TRY_EVERY);
  }

  /** A stream is refused where pages are not. While a server restarts that happens once or twice. */
  function refuse() {
    refusedStreams += 1;
    if (refusedStreams >= MUTE_STREAMS) {
      startPolling();
    }
  }

  function startPolling() {
    if (!polling) {
      polling = true;
      window.clearTimeout(nextLook);
      void poll();
    }
  }

  async function poll() {
    /** @type {"polling" | "reconnecting"} */
    const line = await look().then(
      () => "polling",
      () => "reconnecting",
    );
    if (polling && !revoked) {
      sayLine(line);
      if (line === "polling" && lost) {
        muteStreams = 0;
        reopen(0);
      }
      lost = line === "reconnecting";
      nextLook = window.setTimeout(poll, POLL_EVERY);
    }
  }

  let watchedAt = Date.now();
  window.setInterval(() => {
    const now = Date.now();
    const slept = now - watchedAt > 5 * WATCH_EVERY;
    watchedAt = now;
    const follows = part === "follows" && !polling;
    if (!(follows || (part === "leads" && source?.readyState === OPEN)) || now - heardAt <= MUTE_AFTER) {
      return;
    }
    if (follows) {
      startPolling(); // the tab that leads is asleep, or its line is
    } else if (slept) {
      reopen(0); // the machine was asleep, which says nothing about the line
    } else {
      mute();
    }
  }, WATCH_EVERY);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - heardAt > 12_000) {
      reopen(0);
    }
  });
  window.addEventListener("online", () => {
    wentAway = false;
    if (part === "follows") {
      follow();
    }
    reopen(0);
  });
  window.addEventListener("offline", () => {
    wentAway = true;
    sayLine("reconnecting");
  });
  sayLine("reconnecting");
  if (sharing) {
    sharing.start();
  } else {
    startPolling();
  }
}

/**
 * Bring a region to a new state in place: what has focus, selection or typed text stays.
 * @param {string} id
 * @param {string} html
 */
export function morph(id, html) {
  const region = document.getElementById(id);
  if (region) {
    Idiomorph.morph(region, html, {
      morphStyle: "outerHTML",
      // Only what is being typed or chosen stays; a link that has focus changes its words with the rest.
      ignoreActiveValue: Boolean(document.activeElement?.matches("input, textarea, select")),
      restoreFocus: true,
      callbacks: {
        beforeAttributeUpdated: (/** @type {string} */ name) => !KEPT_ATTRIBUTES.has(name),
      },
    });
  }
}

/**
 * Somebody may no longer see this page. Instead of the board they get the words that they were writing, to copy.
 * @param {HTMLElement} room
 * @returns {boolean} whether there were any
 */
function handBack(room) {
  if (room.dataset.audience !== "participant") {
    return false; // an account signs in and finds them again
  }
  const boxes = room.querySelectorAll("form[data-op] textarea, form[data-op] input[type=text]");
  const words = [...boxes].map((box) => /** @type {HTMLInputElement} */ (box).value.trim()).filter((text) => text);
  const template = document.getElementById("left");
  if (words.length === 0 || !(template instanceof HTMLTemplateElement)) {
    return false;
  }
  const page = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const box = page.querySelector("textarea");
  if (box) {
    box.value = words.join("\n\n");
  }
  room.replaceChildren(page);
  room.querySelector("h1")?.focus();
  return true;
}
