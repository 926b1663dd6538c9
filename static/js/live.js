// News of others: the stream, its watchdog, polling when streams do not get through, and morphing regions in place.

import { announceChange, sayLine } from "./words.js";

/** @typedef {{after: number, number: number, regions: Record<string, string>, gone: string[], whole: boolean}} News */

const MUTE_AFTER = 25_000; // two heartbeats of ten seconds missed
const HELLO_WITHIN = 6_000;
const MUTE_STREAMS = 3;
const POLL_EVERY = 3_000;
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
  let heardAt = Date.now();
  let wait = 500;
  let polling = false;
  let revoked = false;
  /** @type {EventSource | null} */
  let source = null;
  /** @type {number | undefined} */
  let again;
  const face = room.dataset.face === "screen" ? "&face=screen" : "";

  /** @param {News} news */
  async function apply(news) {
    if (news.whole || news.after > number) {
      await readPageAgain();
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
    room.dispatchEvent(new CustomEvent("room:changed", { bubbles: true }));
    announceChange();
  }

  async function readPageAgain() {
    const response = await fetch(window.location.href, { headers: { Accept: "text/html" } });
    if (!response.ok) {
      return;
    }
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    const freshRoom = fresh.querySelector("main[data-workshop]");
    if (!freshRoom) {
      return;
    }
    for (const region of fresh.querySelectorAll("[data-region]")) {
      if (!region.parentElement?.closest("[data-region]")) {
        morph(region.id, region.outerHTML);
      }
    }
    number = Number(freshRoom.getAttribute("data-number"));
    room.dataset.number = String(number);
    room.dispatchEvent(new CustomEvent("room:changed", { bubbles: true }));
  }

  look = async () => {
    const response = await fetch(`${room.dataset.changes}?after=${number}${face}`);
    if (response.redirected || [401, 403, 404].includes(response.status)) {
      leave();
    } else if (response.ok) {
      await apply(await response.json());
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
    source?.close();
    const stream = new EventSource(`${room.dataset.stream}?after=${number}${face}`);
    source = stream;
    heardAt = Date.now();
    let greeted = false;
    window.setTimeout(() => {
      if (!greeted && source === stream) {
        mute();
      }
    }, HELLO_WITHIN);
    stream.addEventListener("hello", () => {
      greeted = true;
      heard();
    });
    stream.addEventListener("news", (event) => {
      heard();
      void apply(JSON.parse(event.data));
    });
    stream.addEventListener("beat", (event) => {
      heard();
      if (Number(event.data) > number) {
        void look();
      }
    });
    stream.addEventListener("bye", (event) => {
      stream.close();
      reopen(Number(event.data));
    });
    stream.addEventListener("revoked", leave);
    stream.onerror = () => {
      stream.close();
      // A refused stream looks like a lost one; asking for changes tells them apart.
      void look().catch(() => {});
      reopen(wait + Math.random() * wait);
      wait = Math.min(wait * 2, 8_000);
    };
  }

  function heard() {
    heardAt = Date.now();
    muteStreams = 0;
    wait = 500;
    if (!polling) {
      sayLine("live");
    }
  }

  /** @param {number} milliseconds */
  function reopen(milliseconds) {
    if (polling || revoked) {
      return;
    }
    sayLine("reconnecting");
    window.clearTimeout(again);
    again = window.setTimeout(open, milliseconds);
  }

  function mute() {
    muteStreams += 1;
    source?.close();
    if (muteStreams >= MUTE_STREAMS) {
      polling = true;
      sayLine("polling");
      void poll();
    } else {
      void look().catch(() => {});
      reopen(200);
    }
  }

  async function poll() {
    try {
      await look();
      sayLine("polling");
    } catch {
      sayLine("reconnecting");
    }
    window.setTimeout(poll, POLL_EVERY);
  }

  window.setInterval(() => {
    if (!polling && source?.readyState === EventSource.OPEN && Date.now() - heardAt > MUTE_AFTER) {
      mute();
    }
  }, 2_000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !polling && Date.now() - heardAt > 12_000) {
      reopen(0);
    }
  });
  window.addEventListener("online", () => reopen(0));
  window.addEventListener("offline", () => sayLine("reconnecting"));
  window.addEventListener("pagehide", () => source?.close());
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      reopen(0);
    }
  });
  sayLine("reconnecting");
  open();
}

/**
 * Bring a region to a new state in place: what has focus, selection or typed text stays.
 * @param {string} id
 * @param {string} html
 */
function morph(id, html) {
  const region = document.getElementById(id);
  if (region) {
    Idiomorph.morph(region, html, {
      morphStyle: "outerHTML",
      ignoreActiveValue: true,
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
