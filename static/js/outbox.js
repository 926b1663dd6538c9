// Own words on their way: each entry gets a key, is kept on the device until the server's own answer has settled it, and is
// sent in order. docs/outbox.md draws its states.

import { keepInTab, keptInTab } from "./device.js";
import { newKey } from "./keys.js";
import { catchUp } from "./live.js";
import { Neighbours } from "./outbox/neighbours.js";
import { after, pause, says, verdict, wordsOf } from "./outbox/rules.js";
import { Store } from "./outbox/store.js";
import { startUnsent } from "./outbox/unsent.js";
import { encode, fill, start } from "./outbox/words.js";
import { request } from "./request.js";
import { announce, saySaved } from "./words.js";

/** @typedef {import("./outbox/store.js").Entry} Entry */
/** @typedef {import("./outbox/rules.js").Happening} Happening */

const KEPT = "is kept on this device and sent when the line is back.";
const TWICE = "This is on its way already.";
/** Shown where the words of the answer were lost on their way. */
const SAVED = `<p class="panel-close"><button class="small-button" type="button" data-panel-close>Close</button></p>
  <div class="panel"><h2 class="panel-said">Saved.</h2></div>`;
const MOVED_ON = "The room has just gone on";
const JUST_NOW = 700; // milliseconds in which nobody reads what a button says anew
const OWN = 3_000; // milliseconds after an own press in which a button's change is its answer
const ANSWER_WITHIN = 30_000;
const LOST_AFTER = ANSWER_WITHIN + 10_000; // a sender that has heard nothing for so long was put to sleep with its page

/** @type {Store} */
let store;
/** @type {Neighbours} */
let neighbours;
let tab = "";
/** @type {import("./outbox/rules.js").State} */
let state = "idle";
/** @type {keyof typeof import("./outbox/rules.js").WHY} */
let why = "away";
let failures = 0;
let turn = 0;
let sentAt = 0;
let reloads = false;
/** @type {number | undefined} */
let timer;
/** Forms and links of this page whose entries are on their way. @type {Map<string, HTMLFormElement>} */
const forms = new Map();
/** @type {Map<string, HTMLAnchorElement>} */
const presses = new Map();
/** The button by which an entry was sent, where each button of a form is a thing of its own. @type {Map<string, string>} */
const buttons = new Map();
let pressedAt = -Infinity;
let pressedLast = "";
/** When a link came to lead somewhere else under the finger. @type {WeakMap<Element, number>} */
const changed = new WeakMap();
/** The refusal that the panel shows, and its key. @type {{key: string, place: Element | null} | null} */
let reading = null;
/** How many refusals the list has shown: they need not come up by themselves again. */
let listed = 0;

/**
 * Take over forms marked `data-op`, and send what is left from last time.
 * @param {string} workshop its public id
 */
export function startOutbox(workshop) {
  store = new Store(workshop);
  tab = keptInTab("tab") || newKey();
  keepInTab("tab", tab);
  neighbours = new Neighbours(workshop, tab);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form instanceof HTMLFormElement && form.matches("form[data-op]")) {
      event.preventDefault();
      post(form, event.submitter);
    }
  });
  new MutationObserver((records) => {
    for (const { target, oldValue } of records) {
      if (target instanceof Element && oldValue !== target.getAttribute("data-post")) {
        changed.set(target, performance.now());
      }
    }
  }).observe(document.body, { attributeFilter: ["data-post"], attributeOldValue: true, subtree: true });
  document.addEventListener("click", (event) => {
    press(event);
    const link = event.target instanceof Element ? event.target.closest("[data-forget]") : null;
    if (link) {
      store.forgetDraft(link.getAttribute("data-forget") ?? "");
    }
  });
  document.addEventListener("input", (event) => {
    const form = event.target instanceof Element ? event.target.closest("form[data-op]") : null;
    if (form instanceof HTMLFormElement) {
      store.keepDraft(form.action, encode(form));
    }
  });
  window.addEventListener("online", retryNow);
  window.addEventListener("pageshow", retryNow);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) {
      retryNow();
    }
  });
  window.addEventListener("storage", (event) => settledElsewhere(store.keyOf(event.key)));
  window.addEventListener("beforeunload", (event) => {
    if (store.entries().some((entry) => entry.tab === tab) || store.here() > 0) {
      event.preventDefault();
    }
  });
  document.addEventListener("panel:shown", (event) => {
    restoreDrafts(/** @type {HTMLElement} */ (event.target));
    report();
  });
  document.addEventListener("panel:closed", () => showRefusal());
  startUnsent(store, {
    send: (url, body) => add({ url, body }),
    read: readAll,
    listed: () => {
      listed = store.refusals().length;
      reading = null;
    },
  });
  happened("retry");
  showRefusal();
  void drain();
}

/** @param {HTMLFormElement} form @param {HTMLElement | null} submitter */
function post(form, submitter) {
  const button = form.hasAttribute("data-many") && submitter instanceof HTMLButtonElement ? `${submitter.name}=${submitter.value}` : "";
  const action = (submitter instanceof HTMLButtonElement && submitter.getAttribute("formaction")) || form.action;
  const { pathname, search } = new URL(action, window.location.href);
  const url = pathname + search;
  const body = encode(form, submitter);
  for (const entry of store.entries()) {
    const same = entry.url === url && (button ? buttons.get(entry.key) === button : wordsOf(entry.body) === wordsOf(body));
    if (same && forms.get(entry.key) === form) {
      announce(TWICE);
      tell(form, TWICE);
      return;
    }
  }
  const entry = add({ url, body, draft: form.action });
  forms.set(entry.key, form);
  if (button) {
    buttons.set(entry.key, button);
  }
  if (failures > 0) {
    stillHere(entry);
  }
}

/**
 * Keep an entry on the device, and begin to send.
 * @param {{url: string, body: string, draft?: string}} wanted
 */
function add({ url, body, draft }) {
  const fields = new URLSearchParams(body);
  const key = newKey();
  fields.set("key", key);
  const last = store.entries().at(-1)?.at ?? 0;
  const entry = { key, at: Math.max(Date.now(), last + 1), url, body: fields.toString(), draft, tab };
  store.add(entry);
  happened("press");
  // By its own turn: what was pressed is on the device before anything else can go wrong.
  queueMicrotask(() => void drain());
  return entry;
}

/**
 * One press: a link marked `data-post` sends what its panel would. The second click of a double one counts for nothing,
 * since by then the link may lead further on.
 * @param {MouseEvent} event
 */
function press(event) {
  const link = event.target instanceof Element ? event.target.closest("a[data-post]") : null;
  if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) {
    return;
  }
  event.preventDefault();
  // A second click in a row counts for nothing when it is the same button's: a quick tap elsewhere may be counted so too.
  const isDouble = event.detail > 1 && pressedLast === link.id;
  pressedLast = link.id;
  if (!link.hasAttribute("data-repeat") && (isDouble || link.getAttribute("aria-busy") === "true")) {
    announce(TWICE);
    return;
  }
  const now = performance.now();
  if (now - (changed.get(link) ?? -Infinity) < JUST_NOW && now - pressedAt > OWN) {
    announce(MOVED_ON);
    show(`<p class="panel-close"><button class="small-button" type="button" data-panel-close>Close</button></p>
      <div class="panel" role="alert"><h2>${MOVED_ON}</h2><p>Somebody else pressed just before you. Nothing was done twice.</p></div>`);
    return;
  }
  link.setAttribute("aria-busy", "true");
  presses.set(add({ url: link.dataset.post ?? "", body: "" }).key, link);
}

/** Send what waits, one after the other, in the order in which it was written. */
async function drain() {
  if (sentAt && Date.now() - sentAt < LOST_AFTER) {
    return;
  }
  const mine = ++turn;
  window.clearTimeout(timer);
  try {
    for (let entry = await next(); entry && mine === turn; entry = await next()) {
      sentAt = Date.now();
      happened("retry");
      const { found, html, version } = await send(entry);
      if (mine !== turn) {
        return;
      }
      if (found !== "saved" && found !== "refused") {
        failures += 1;
        why = found;
        happened(found);
        timer = window.setTimeout(() => void drain(), pause(failures));
        stillHere(entry);
        return;
      }
      failures = 0;
      settle(entry, found, html, version);
    }
  } finally {
    if (mine === turn) {
      sentAt = 0;
      if (store.entries().length === 0) {
        happened("emptied");
      }
    }
  }
}

/** The oldest entry that this tab is to send: its own, or one whose tab has gone. */
async function next() {
  const entries = store.entries();
  if (entries.every((entry) => entry.tab === tab)) {
    return entries[0];
  }
  const alive = await neighbours.alive();
  return store.entries().find((entry) => entry.tab === tab || !alive.has(entry.tab ?? ""));
}

/**
 * Send one entry and say what became of it. Never rejects: whatever goes wrong is a line that is away.
 * @param {Entry} entry
 * @returns {Promise<{found: import("./outbox/rules.js").Verdict, html: string, version: string}>}
 */
async function send(entry) {
  const headers = {
    "Content-Type": "application/x-www-form-urlencoded",
    "HX-Request": "true",
    "X-CSRFToken": token(),
    "X-Operation": entry.key,
  };
  /** @type {RequestInit} */
  const options = { method: "POST", body: entry.body, headers, redirect: "manual" };
  try {
    return await request(entry.url, options, ANSWER_WITHIN, async (response) => {
      const found = verdict(response, entry.key);
      const version = response.headers.get("X-Version") ?? "";
      try {
        return { found, html: await response.text(), version };
      } catch (cut) {
        // The head says that it is saved; of a refusal its words are wanted, so it is asked for again.
        if (found === "saved") {
          return { found, html: "", version };
        }
        throw cut;
      }
    });
  } catch {
    return { found: "away", html: "", version: "" };
  }
}

/**
 * An entry is settled: take it off the device, then tell. What goes wrong in telling cannot bring it back.
 * @param {Entry} entry
 * @param {"saved" | "refused"} found
 * @param {string} html
 * @param {string} version the version that stands after it, where it changed something that has versions
 */
function settle(entry, found, html, version) {
  const form = forms.get(entry.key);
  const pressed = presses.get(entry.key);
  pressedAt = pressed ? performance.now() : pressedAt;
  const panel = document.getElementById("panel");
  const mine = form?.isConnected && wordsOf(encode(form)) === wordsOf(withoutButton(entry, form));
  const shown = panel && ((mine && panel.contains(form ?? null)) || replaces(panel, html));
  const kept = found === "refused" && !shown ? { key: entry.key, at: entry.at, html, body: entry.body } : undefined;
  store.settle(entry.key, kept);
  if (found === "saved" || (kept && !html.includes(`action="${entry.url}"`))) {
    // Saved, or handed back for copying by a refusal that has no form for it any more.
    store.forgetDraft(entry.url, entry.body);
    store.forgetDraft(entry.draft ?? entry.url, form ? withoutButton(entry, form) : entry.body);
  }
  if (found === "saved") {
    followOn(entry, version);
  }
  letGo(entry, found === "saved");
  if (pressed && found === "saved") {
    answerPress(pressed, html);
  } else if (shown) {
    show(html || SAVED);
  } else if (form?.isConnected && found === "saved" && !panel?.contains(form)) {
    reloads = true; // a page beside the board shows what came of it by itself
  }
  if (found === "saved") {
    void catchUp().catch(() => {}); // the stream brings it, or the next look
    document.dispatchEvent(new CustomEvent("outbox:saved"));
  }
  showRefusal();
  report();
}

/**
 * What a form held when an entry was made of it, as far as it can still be said: a button's own field is not the form's.
 * @param {Entry} entry
 * @param {HTMLFormElement} form
 */
function withoutButton(entry, form) {
  const fields = new URLSearchParams(entry.body);
  for (const button of form.querySelectorAll("button[name]")) {
    fields.delete(button.getAttribute("name") ?? "");
  }
  return fields.toString();
}

/**
 * Entries that were made of the same form while this one was on its way rest on it: they change what it has left.
 * @param {Entry} entry
 * @param {string} version
 */
function followOn(entry, version) {
  const seen = new URLSearchParams(entry.body).get("version");
  if (!version || !seen) {
    return;
  }
  for (const later of store.entries()) {
    const fields = new URLSearchParams(later.body);
    if (later.url === entry.url && later.tab === entry.tab && fields.get("version") === seen) {
      fields.set("version", version);
      store.add({ ...later, body: fields.toString() });
    }
  }
}

/** @param {Entry} entry @param {boolean} isSaved */
function letGo(entry, isSaved) {
  const note = document.querySelector(`[data-kept="${entry.key}"]`);
  if (note) {
    note.textContent = isSaved ? `Saved: “${start(entry.body)}”` : "";
    note.classList.toggle("kept-saved", isSaved);
  }
  for (const word of forms.get(entry.key)?.querySelectorAll("[data-kept='']") ?? []) {
    word.remove();
  }
  forms.delete(entry.key);
  buttons.delete(entry.key);
  presses.get(entry.key)?.removeAttribute("aria-busy");
  presses.delete(entry.key);
}

/**
 * Another tab has settled an entry, or made one.
 * @param {string} key
 */
function settledElsewhere(key) {
  if (!key) {
    return;
  }
  if (!store.waits(key) && (forms.has(key) || presses.has(key))) {
    letGo({ key, at: 0, url: "", body: "" }, !store.wasRefused(key));
    document.dispatchEvent(new CustomEvent("outbox:saved"));
  }
  happened(store.entries().length === 0 ? "emptied" : "settled");
}

/**
 * The line is away: say so beside the form. A form that adds is free for the next words; one that changes what stands
 * waits, so that nobody comes into conflict with themselves.
 * @param {Entry} entry
 */
function stillHere(entry) {
  const form = forms.get(entry.key);
  if (!form?.isConnected || form.querySelector(`[data-kept="${entry.key}"]`)) {
    return;
  }
  const words = start(entry.body);
  if (words && !form.querySelector("input[name=version]")) {
    const unchanged = wordsOf(encode(form)) === wordsOf(withoutButton(entry, form));
    forms.delete(entry.key);
    if (unchanged) {
      form.reset();
      store.forgetDraft(form.action, entry.body);
    }
    tell(form, `Not saved yet: “${words}” ${KEPT} You can write the next one.`, entry.key);
  } else {
    tell(form, `Not saved yet. It ${KEPT} You can go on.`, entry.key);
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {string} words
 * @param {string} [key] the entry that the words are about
 */
function tell(form, words, key = "") {
  const note = form.querySelector(`[data-kept="${key}"]`) ?? document.createElement("p");
  if (note instanceof HTMLElement) {
    note.dataset.kept = key;
    note.className = "kept";
    note.setAttribute("role", "status");
    note.textContent = words;
    form.append(note);
  }
}

/**
 * Whether the panel shows the same thing as an answer, only older: one's dots, while several are on their way.
 * @param {HTMLElement} panel
 * @param {string} html
 */
function replaces(panel, html) {
  const name = panel.querySelector("[data-replaces]")?.getAttribute("data-replaces");
  return Boolean(name) && html.includes(`data-replaces="${name}"`);
}

function retryNow() {
  if (store.entries().length > 0) {
    void drain();
  }
}

/** Whether somebody writes in the panel. @param {HTMLElement | null} panel */
function isWriting(panel) {
  return Boolean(panel?.querySelector("form[data-op]") && panel.contains(document.activeElement));
}

/**
 * The answer of a press opens in the panel, unless somebody writes there. A quiet one is only said: the board shows what
 * came of it.
 * @param {HTMLAnchorElement} link
 * @param {string} html
 */
function answerPress(link, html) {
  if (link.hasAttribute("data-quiet") || isWriting(document.getElementById("panel"))) {
    const answer = new DOMParser().parseFromString(html, "text/html");
    announce(answer.querySelector("h2")?.textContent?.trim() ?? "");
  } else if (html) {
    show(html);
  }
}

/**
 * Show a refusal that came after its form had gone, as soon as nobody is writing in the panel; one after the other. Each
 * stays on the device until it has made room, so that neither a reload nor a closed tab loses the words in it.
 */
function showRefusal() {
  if (reading?.place?.isConnected || isWriting(document.getElementById("panel"))) {
    return;
  }
  if (reading) {
    store.markRead(reading.key);
    reading = null;
  }
  const refusals = store.refusals();
  const refusal = refusals.length > listed ? refusals.find((each) => each.html) : undefined;
  if (refusal && placeToRead()) {
    show(refusal.html);
    reading = { key: refusal.key, place: document.getElementById("panel")?.firstElementChild ?? null };
  }
  report();
}

/** Refusals were read, or handed in, all at once. @param {string[]} keys */
function readAll(keys) {
  for (const key of keys) {
    store.markRead(key);
  }
  reading = null;
  report();
}

/** @param {string} html */
function show(html) {
  const panel = document.getElementById("panel");
  if (panel) {
    htmx.swap(panel, html, { swapStyle: "innerHTML" });
    panel.dispatchEvent(new CustomEvent("panel:answered", { bubbles: true }));
  }
}

/** Where refusals are read: the panel, or on a page without one a place at its top. */
function placeToRead() {
  const panel = document.getElementById("panel");
  if (panel || !document.querySelector("main[data-workshop]")) {
    return panel;
  }
  const place = document.createElement("aside");
  place.id = "panel";
  place.className = "sheet";
  document.querySelector("main[data-workshop]")?.prepend(place);
  return place;
}

/** @param {Happening} happening */
function happened(happening) {
  state = after(state, happening);
  report();
  if (state === "idle" && reloads) {
    window.location.reload();
  }
}

function report() {
  const waiting = store.entries().length;
  const unread = store.refusals().length;
  saySaved(says({ state, waiting, unread, here: store.here(), why }));
}

/** @param {HTMLElement} place */
function restoreDrafts(place) {
  for (const form of place.querySelectorAll("form[data-op]")) {
    const kept = form instanceof HTMLFormElement && store.draft(form.action);
    if (!kept || !(form instanceof HTMLFormElement) || form.querySelector("[aria-invalid=true]")) {
      continue;
    }
    const fields = new URLSearchParams(kept);
    if (fields.get("version") !== new FormData(form).get("version")) {
      fields.delete("version");
    }
    fill(form, fields);
    tell(form, "What you had typed here is back.");
  }
}

function token() {
  const cookie = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
  return cookie ? cookie[1] : (document.body.dataset.csrf ?? "");
}
