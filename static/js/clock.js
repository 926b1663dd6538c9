// The clock of the room: it counts down to an end time on the server, by the server's time, whatever this device's clock says.

import { request } from "./request.js";
import { announce } from "./words.js";

const LATE = 4_000; // a tick that comes this much later than due: the device slept
const MINUTE = 60_000;
const ANSWER_WITHIN = 15_000;

/** @param {HTMLElement} room */
export function startClock(room) {
  const [arrived] = performance.getEntriesByType("navigation");
  let server = Number(room.dataset.now);
  let here = arrived instanceof PerformanceNavigationTiming ? arrived.responseStart : performance.now();
  let ticked = performance.now();
  let drift = Date.now() - performance.now();
  let measuring = false;
  /** @type {Map<string, number>} */
  const before = new Map();

  /** The server's time. The device's own clock counts on from the last measure only, and is never believed. */
  function now() {
    return server + performance.now() - here;
  }

  async function measure() {
    if (measuring || !room.dataset.time) {
      return;
    }
    measuring = true;
    const asked = performance.now();
    try {
      const url = room.dataset.time ?? "";
      const answer = await request(url, { cache: "no-store" }, ANSWER_WITHIN, (response) => response.json());
      if (!Number.isFinite(answer?.now)) {
        throw new Error("now: something else answered");
      }
      here = performance.now();
      server = answer.now + (here - asked) / 2;
      before.clear();
      show();
    } catch {
      // Without a line the last measure counts on; the next tick after it tries again.
      ticked = 0;
    } finally {
      measuring = false;
    }
  }

  function show() {
    const clock = document.getElementById("clock");
    for (const place of clock?.querySelectorAll("[data-clock]") ?? []) {
      const which = place.getAttribute("data-clock") || "ends";
      const ends = Number(which === "step" ? clock?.dataset.stepEnds : clock?.dataset.ends);
      const left = ends - now();
      const words = said(left);
      if (place.textContent !== words) {
        place.textContent = words;
      }
      place.setAttribute("data-state", left <= 0 ? "over" : left <= 5 * MINUTE ? "soon" : "on");
      if (which === "ends") {
        tell(String(ends), left, Number(clock?.dataset.planned) * 1000);
      }
    }
  }

  /**
   * Say it at few fixed points only: half time, five minutes, one minute, time is up.
   * @param {string} key which end it is about
   * @param {number} left
   * @param {number} planned
   */
  function tell(key, left, planned) {
    const last = before.get(key);
    before.clear();
    before.set(key, left);
    const points = [planned / 2, 5 * MINUTE, MINUTE, 0].filter((point) => point < planned);
    const passed = points.filter((point) => last !== undefined && last > point && left <= point);
    if (passed.length > 0) {
      const point = Math.min(...passed);
      announce(point === 0 ? "Time is up. You can go on writing." : `${minutes(Math.round(point / MINUTE))} left.`);
    }
  }

  function tick() {
    const late = performance.now() - ticked > 1_000 + LATE;
    const jumped = Math.abs(Date.now() - performance.now() - drift) > LATE;
    ticked = performance.now();
    drift = Date.now() - performance.now();
    if (late || jumped) {
      void measure();
    }
    show();
  }

  window.setInterval(tick, 1_000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) {
      void measure();
    }
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      void measure();
    }
  });
  room.addEventListener("room:changed", show);
  show();
}

/**
 * What is left, as it is read: minutes and seconds, and in words when it has run out.
 * @param {number} left in milliseconds
 */
function said(left) {
  if (left > 0) {
    const seconds = Math.ceil(left / 1000);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
  const over = Math.floor(-left / MINUTE);
  if (over === 0) {
    return "time is up";
  }
  return over > 60 ? "more than an hour over" : `${minutes(over)} over`;
}

/** @param {number} count */
function minutes(count) {
  return count === 1 ? "1 minute" : `${count} minutes`;
}
