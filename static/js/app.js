// Starts the behaviours of a page; each finds its own elements by data attributes.

import { initAll } from "../vendor/nhsuk/nhsuk-frontend.min.js";
import { startClock } from "./clock.js";
import { startCopying } from "./copying.js";
import { startFaces } from "./faces.js";
import { startLive } from "./live.js";
import { startOutbox } from "./outbox.js";
import { startOwn } from "./own.js";
import { startPanel } from "./panel.js";
import { startReady } from "./ready.js";
import { startMoving, startSorting } from "./sorting.js";
import { startWaiting } from "./waiting.js";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();

const room = document.querySelector("main[data-workshop]");
if (room instanceof HTMLElement && room.dataset.workshop) {
  startPanel();
  startOutbox(room.dataset.workshop);
  startFaces(room);
  startClock(room);
  startOwn(room);
  startMoving();
  startReady(room);
  // What was said of the last step is old as soon as something else happens here.
  room.addEventListener("room:changed", () => room.querySelector(".nhsuk-notification-banner[role=status]")?.remove());
  if (room.dataset.stream) {
    startLive(room);
  }
}
startSorting();
startWaiting();
startCopying();
