// What is one's own on the page: never in the stream, so it is asked for again after own saves and new questions.

import { keepInTab, keptInTab } from "./device.js";
import { morph } from "./live.js";
import { request } from "./request.js";

const STEMS = ["ask", "priorities"];
const WITHIN = 1_500; // a whole room is asked something else at once, and does not come all at once
const EVERY = 500;
const ANSWER_WITHIN = 15_000;
const AGAIN = 2_000;
let turns = 0;

/** @param {HTMLElement} room */
export function startOwn(room) {
  const offset = Number(room.dataset.now) - Date.now() || 0;
  window.setInterval(() => endWhatIsOver(room, Date.now() + offset), EVERY);
  if (!document.getElementById("mine")) {
    return;
  }
  /** @type {number | undefined} */
  let timer;
  /** @param {number} milliseconds */
  const soon = (milliseconds) => {
    window.clearTimeout(timer);
    // What could not be fetched is asked for again: nothing else would bring it.
    timer = window.setTimeout(() => void look(room).catch(() => soon(AGAIN)), milliseconds);
  };
  document.addEventListener("outbox:saved", () => soon(0));
  room.addEventListener("room:changed", (event) => {
    const stems = event instanceof CustomEvent && Array.isArray(event.detail) ? event.detail : [];
    if (stems.some((stem) => STEMS.includes(stem))) {
      soon(Math.random() * WITHIN);
    }
  });
  goToGroup(room);
}

/** @param {HTMLElement} room */
async function look(room) {
  const turn = ++turns;
  const url = document.getElementById("mine")?.dataset.mine ?? "";
  const html = await request(url, { redirect: "manual" }, ANSWER_WITHIN, async (response) =>
    response.ok && response.headers.get("X-Workshop") === room.dataset.workshop ? response.text() : "",
  );
  if (!html) {
    throw new Error("mine: something else answered");
  }
  // An answer that was overtaken by a later one is older than what stands.
  if (turn === turns) {
    morph("mine", html);
    goToGroup(room);
  }
}

/**
 * Bring a phone to the first place of its group, once for each group.
 * @param {HTMLElement} room
 */
function goToGroup(room) {
  const mine = document.getElementById("mine");
  const group = mine?.dataset.group ?? "";
  const kept = `group:${room.dataset.workshop}`;
  if (keptInTab(kept) === group) {
    return;
  }
  keepInTab(kept, group);
  const first = mine?.querySelector(".mine-places a")?.getAttribute("href");
  if (first && room.dataset.face === "phone") {
    keepInTab(`segment:${room.dataset.workshop}`, first.slice(1));
    room.dispatchEvent(new CustomEvent("room:changed", { bubbles: true }));
  }
}

/**
 * Hide what can be done only until a moment, such as taking a reveal back; the server refuses it then anyway.
 * @param {HTMLElement} room
 * @param {number} now
 */
function endWhatIsOver(room, now) {
  for (const element of room.querySelectorAll("[data-until]")) {
    if (element instanceof HTMLElement) {
      element.hidden = now > Number(element.dataset.until) * 1_000;
    }
  }
}
