// The faces: on a phone one segment at a time, with buttons to the one before and after; on a desk what has focus is seen.

import { keepInTab, keptInTab } from "./device.js";
import { announce } from "./words.js";

const COLUMN = "section[data-segment]";
const BOXES = "form[data-op] textarea, form[data-op] input[type=text]";

/** @param {HTMLElement} room */
export function startFaces(room) {
  room.addEventListener("focusin", reveal);
  if (room.dataset.face !== "phone") {
    return;
  }
  room.dataset.oneAtATime = "";
  show(room, remembered(room));
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-segment-step]") : null;
    if (button instanceof HTMLElement) {
      step(room, Number(button.dataset.segmentStep));
    }
    const jump = event.target instanceof Element ? event.target.closest("[data-jump] a, a[data-go]") : null;
    const place = document.getElementById(jump?.getAttribute("href")?.slice(1) ?? "");
    if (place) {
      event.preventDefault();
      jump?.closest("details")?.removeAttribute("open");
      go(room, place);
    }
  });
  room.addEventListener("room:changed", () => follow(room));
  document.addEventListener("panel:closed", () => goOn(room));
  follow(room);
}

/**
 * Go where the desk has brought everybody, once; somebody who goes on from there is let go.
 * @param {HTMLElement} room
 */
function follow(room) {
  const wanted = document.getElementById("spotlight")?.dataset.spotlight ?? "";
  const place = document.getElementById(wanted);
  if (wanted !== (room.dataset.followed ?? "")) {
    room.dataset.followed = wanted;
    if (place) {
      keepInTab(`segment:${room.dataset.workshop}`, place.id);
      if (window.location.hash && window.location.hash !== "#board") {
        window.location.hash = "board";
      }
    }
    const title = place?.querySelector(".name")?.textContent;
    announce(title ? `Everybody is at ${title} now.` : "You can go where you like again.");
  }
  show(room, remembered(room));
  goOn(room);
}

/**
 * Bring a phone to the question when the room goes on: to another part or step, into silence or out of it. Who is writing
 * stays until the panel closes, and reads there where the room is; so does, within a part, who has just opened a form.
 * @param {HTMLElement} room
 */
function goOn(room) {
  const ask = document.getElementById("ask");
  const now = `${ask?.dataset.part ?? ""} ${ask?.querySelector(".ask-technique")?.textContent ?? ""}`;
  const panel = document.getElementById("panel");
  if (now === (room.dataset.asked ??= now) || !ask || !panel) {
    return;
  }
  const words = `The room goes on: ${ask.querySelector("h1")?.textContent ?? ""}`;
  const within = room.dataset.asked?.split(" ")[0] === ask.dataset.part;
  if (isWriting(panel) || (within && panel.querySelector(BOXES))) {
    const bar = panel.querySelector(".panel-close");
    const note = bar?.querySelector("b") ?? document.createElement("b");
    if (note.textContent !== words) {
      note.textContent = words;
      bar?.prepend(note);
      announce(words);
    }
    return;
  }
  room.dataset.asked = now;
  panel.querySelector("button[data-panel-close]")?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  window.location.hash = "ask";
  ask.scrollIntoView();
  announce(words);
}

/** @param {HTMLElement} panel whether it holds words that are not sent, or that were refused and wait to be read */
function isWriting(panel) {
  const boxes = /** @type {HTMLInputElement[]} */ ([...panel.querySelectorAll(BOXES)]);
  const typed = boxes.some((box) => box.value.trim() && box.value !== box.defaultValue);
  return typed || panel.querySelector(".panel-kept, .nhsuk-error-summary") !== null;
}

/**
 * Bring what the keyboard has reached wholly into the board's window; browsers stop at partly.
 * @param {FocusEvent} event
 */
function reveal(event) {
  const target = event.target;
  if (target instanceof Element && target.closest(".scroller a") && target.matches(":focus-visible")) {
    target.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

/** @param {HTMLElement} room */
function columns(room) {
  return /** @type {HTMLElement[]} */ ([...room.querySelectorAll(COLUMN)]);
}

/** @param {HTMLElement} room */
function remembered(room) {
  const id = keptInTab(`segment:${room.dataset.workshop}`);
  return columns(room).find((column) => column.id === id) ?? columns(room)[0];
}

/** @param {HTMLElement} room @param {number} by */
function step(room, by) {
  const all = columns(room);
  const next = all[all.indexOf(remembered(room)) + by];
  if (next) {
    go(room, next);
  }
}

/** @param {HTMLElement} room @param {HTMLElement} next */
function go(room, next) {
  keepInTab(`segment:${room.dataset.workshop}`, next.id);
  show(room, next);
  const heading = next.querySelector("h2, h3");
  if (heading instanceof HTMLElement) {
    heading.tabIndex = -1;
    heading.focus();
  }
}

/** @param {HTMLElement} room @param {HTMLElement | undefined} chosen */
function show(room, chosen) {
  const all = columns(room);
  for (const column of all) {
    column.toggleAttribute("data-shown", column === chosen);
  }
  for (const link of document.querySelectorAll("a[data-here]")) {
    const below = `segments/${chosen?.dataset.segment}/${link.getAttribute("data-here")}`;
    if (chosen) {
      link.setAttribute("href", (room.dataset.changes ?? "").replace(/changes\/$/, below));
    }
  }
  const place = chosen ? all.indexOf(chosen) : -1;
  for (const [index, dot] of [...document.querySelectorAll("[data-mini] > *")].entries()) {
    dot.toggleAttribute("data-on", index === place);
  }
  for (const button of document.querySelectorAll("[data-segment-step]")) {
    if (button instanceof HTMLButtonElement) {
      const next = place + Number(button.dataset.segmentStep);
      button.disabled = next < 0 || next >= all.length;
    }
  }
}
