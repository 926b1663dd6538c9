// Own words on their way: each gets a key, is kept on the device until the server has answered, and is sent in order.

import { catchUp } from "./live.js";
import { announce, saySaved } from "./words.js";

/** @typedef {{key: string, at: number, url: string, body: string}} Op */
/** @typedef {{key: string, at: number, html: string}} Refusal */

const KEPT = "is kept on this device and sent when the line is back.";
const SIGNED_OUT = "You are signed out: sign in again, here or in another tab; it is sent then.";
const ANSWER_WITHIN = 30_000;
const RETRY = [1_000, 2_000, 4_000, 8_000, 15_000];

/** @type {Op[]} */
let ops = [];
let workshop = "";
let busy = false;
let failures = 0;
let why = "";
/** @type {number | undefined} */
let timer;
/** @type {Map<string, HTMLFormElement>} */
const forms = new Map();
/** @type {Map<string, HTMLAnchorElement>} */
const presses = new Map();
/** Refusals that nobody has read yet, oldest first. @type {Refusal[]} */
let answers = [];
/** @type {Element | null | undefined} */
let unread;

/**
 * Take over forms marked `data-op`, and send what is left from last time.
 * @param {string} id the workshop's public id
 */
export function startOutbox(id) {
  workshop = id;
  ops = read("outbox");
  answers = read("answer");
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form instanceof HTMLFormElement && form.matches("form[data-op]")) {
      event.preventDefault();
      post(form, event.submitter);
    }
  });
  document.addEventListener("click", (event) => {
    press(event);
    const link = event.target instanceof Element ? event.target.closest("[data-forget]") : null;
    if (link) {
      window.localStorage.removeItem(draftKey(link.getAttribute("data-forget") ?? ""));
    }
  });
  document.addEventListener("input", (event) => {
    const form = event.target instanceof Element ? event.target.closest("form[data-op]") : null;
    if (form instanceof HTMLFormElement) {
      keepDraft(form);
    }
  });
  window.addEventListener("online", () => retryNow());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && failures > 0) {
      retryNow();
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (ops.length > 0) {
      event.preventDefault();
    }
  });
  document.addEventListener("panel:shown", (event) => restoreDrafts(/** @type {HTMLElement} */ (event.target)));
  document.addEventListener("panel:closed", () => showAnswer());
  report();
  showAnswer();
  void drain();
}

/** @param {HTMLFormElement} form @param {HTMLElement | null} submitter */
function post(form, submitter) {
  // Of a form marked data-many each button waits by itself: one may press another while the first is on its way.
  const pressed = form.hasAttribute("data-many") && submitter ? submitter : form;
  if (pressed.dataset.sending) {
    return;
  }
  const fields = new FormData(form, submitter instanceof HTMLButtonElement ? submitter : null);
  const key = crypto.randomUUID();
  fields.set("key", key);
  fields.delete("csrfmiddlewaretoken");
  const url = (submitter instanceof HTMLButtonElement && submitter.getAttribute("formaction")) || form.action;
  pressed.dataset.sending = "true";
  forms.set(key, form);
  const { pathname, search } = new URL(url, window.location.href);
  const op = { key, at: Date.now(), url: pathname + search, body: encode(fields) };
  ops.push(op);
  keep("outbox", op);
  if (failures > 0) {
    stillHere(op);
    report();
  }
  void drain();
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
  const again = event.detail > 1 && !link.hasAttribute("data-repeat");
  if (again || link.getAttribute("aria-busy") === "true") {
    return;
  }
  link.setAttribute("aria-busy", "true");
  const key = crypto.randomUUID();
  presses.set(key, link);
  const op = { key, at: Date.now(), url: link.dataset.post ?? "", body: new URLSearchParams({ key }).toString() };
  ops.push(op);
  keep("outbox", op);
  report();
  void drain();
}

/** Send what waits, one after the other, in the order in which it was written. */
async function drain() {
  if (busy) {
    return;
  }
  busy = true;
  while (ops.length > 0) {
    const op = ops[0];
    if (failures === 0) {
      saySaved("sending");
    }
    const answered = await send(op);
    if (!answered) {
      const pause = RETRY[Math.min(failures, RETRY.length - 1)];
      failures += 1;
      window.clearTimeout(timer);
      timer = window.setTimeout(() => void drain(), pause);
      stillHere(op);
      break;
    }
    failures = 0;
    why = "";
    ops = ops.filter((each) => each.key !== op.key);
    strikeOff("outbox", op.key);
  }
  busy = false;
  report();
}

/**
 * Send one entry; false when it has to be sent again.
 * @param {Op} op
 */
async function send(op) {
  let response;
  try {
    response = await fetch(op.url, {
      method: "POST",
      body: op.body,
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        "HX-Request": "true",
        "X-CSRFToken": token(),
      },
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    });
  } catch {
    return false;
  }
  if (response.status === 401 || response.headers.has("X-Keep")) {
    why = response.status === 401 ? SIGNED_OUT : "Reload this page; it is sent then.";
    return false;
  }
  if (response.status >= 500 || response.status === 429 || response.type === "opaqueredirect") {
    return false;
  }
  const html = await response.text();
  const form = forms.get(op.key);
  forms.delete(op.key);
  if (form) {
    delete form.dataset.sending;
  }
  if (response.ok && form) {
    window.localStorage.removeItem(draftKey(op.url));
  }
  const note = document.querySelector(`[data-kept="${op.key}"]`);
  if (note) {
    note.textContent = response.ok ? `Saved: “${start(op)}”` : "";
    note.classList.toggle("kept-saved", response.ok);
  }
  const pressed = presses.get(op.key);
  presses.delete(op.key);
  pressed?.removeAttribute("aria-busy");
  if (pressed && response.ok) {
    answerPress(pressed, html);
  }
  const panel = document.getElementById("panel");
  if (panel && ((form?.isConnected && panel.contains(form)) || replaces(panel, html))) {
    show(html);
  } else if (form?.isConnected && response.ok) {
    window.location.reload();
  } else if (!response.ok) {
    const refusal = { key: op.key, at: op.at, html };
    answers.push(refusal);
    keep("answer", refusal);
    showAnswer();
  }
  if (response.ok) {
    await catchUp().catch(() => {});
    document.dispatchEvent(new CustomEvent("outbox:saved"));
  }
  return true;
}

/**
 * The line is away: say so beside the form. A form that adds is free again for the next words; one that changes what
 * stands waits, so that nobody comes into conflict with themselves.
 * @param {Op} op
 */
function stillHere(op) {
  const form = forms.get(op.key);
  if (!form?.isConnected || form.querySelector(`[data-kept="${op.key}"]`)) {
    return;
  }
  const words = start(op);
  if (words && !form.querySelector("input[name=version]")) {
    forms.delete(op.key);
    delete form.dataset.sending;
    form.reset();
    window.localStorage.removeItem(draftKey(form.action));
    tell(form, `Not saved yet: “${words}” ${KEPT} You can write the next one.`, op.key);
  } else {
    tell(form, `Not saved yet. It ${KEPT} You can go on.`, op.key);
  }
}

/**
 * The first words of an entry; empty when it has none.
 * @param {Op} op
 */
function start(op) {
  const fields = new URLSearchParams(op.body);
  const words = fields.get("text") ?? fields.get("title") ?? "";
  return words.length > 60 ? `${words.slice(0, 60)}…` : words;
}

/**
 * @param {HTMLFormElement} form
 * @param {string} words
 * @param {string} [key] the entry that the words are about
 */
function tell(form, words, key = "") {
  const note = document.createElement("p");
  note.dataset.kept = key;
  note.className = "kept";
  note.setAttribute("role", "status");
  note.textContent = why && key ? `${words} ${why}` : words;
  form.append(note);
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
  window.clearTimeout(timer);
  void drain();
}

/**
 * The answer of a press opens in the panel, unless somebody writes there. A quiet one is only said: the board shows what
 * came of it.
 * @param {HTMLAnchorElement} link
 * @param {string} html
 */
function answerPress(link, html) {
  const panel = document.getElementById("panel");
  const writing = panel?.querySelector("form[data-op]") && panel.contains(document.activeElement);
  if (link.hasAttribute("data-quiet") || writing) {
    const answer = new DOMParser().parseFromString(html, "text/html");
    announce(answer.querySelector("h2")?.textContent?.trim() ?? "");
  } else {
    show(html);
  }
}

/**
 * Show a refusal that came after its form had gone, as soon as nobody is writing in the panel; one after the other. Each
 * stays on the device until it has made room, so that neither a reload nor a closed tab loses the words in it.
 */
function showAnswer() {
  const panel = document.getElementById("panel");
  const writing = panel?.querySelector("form[data-op]") && panel.contains(document.activeElement);
  if (!panel || unread?.isConnected || writing) {
    return;
  }
  if (unread) {
    unread = undefined;
    strikeOff("answer", answers.shift()?.key ?? "");
  }
  if (answers.length > 0) {
    show(answers[0].html);
    unread = panel.firstElementChild;
  }
}

/** @param {string} html */
function show(html) {
  const panel = document.getElementById("panel");
  if (panel) {
    htmx.swap(panel, html, { swapStyle: "innerHTML" });
    panel.dispatchEvent(new CustomEvent("panel:answered", { bubbles: true }));
  }
}

function report() {
  if (ops.length === 0) {
    saySaved("saved");
  } else if (failures > 0) {
    saySaved("unsaved", ops.length, why);
  }
}

/** @param {HTMLFormElement} form */
function keepDraft(form) {
  const fields = new FormData(form);
  fields.delete("csrfmiddlewaretoken");
  fields.delete("key");
  try {
    window.localStorage.setItem(draftKey(form.action), encode(fields));
  } catch {
    // A full or forbidden store: the words stay in the form.
  }
}

/** @param {HTMLElement} place */
function restoreDrafts(place) {
  for (const form of place.querySelectorAll("form[data-op]")) {
    const kept = form instanceof HTMLFormElement && window.localStorage.getItem(draftKey(form.action));
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

/** @param {HTMLFormElement} form @param {URLSearchParams} fields */
function fill(form, fields) {
  for (const element of form.elements) {
    if (element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) {
      const value = fields.get(element.name);
      if (value !== null && !(element instanceof HTMLSelectElement && element.multiple)) {
        element.value = value;
      }
    } else if (element instanceof HTMLInputElement && element.type !== "hidden") {
      if (element.type === "checkbox" || element.type === "radio") {
        element.checked = fields.getAll(element.name).includes(element.value);
      } else {
        element.value = fields.get(element.name) ?? element.value;
      }
    }
  }
}

/** @param {FormData} fields */
function encode(fields) {
  const result = new URLSearchParams();
  for (const [name, value] of fields) {
    result.append(name, String(value));
  }
  return result.toString();
}

/** @param {string} url */
function draftKey(url) {
  const { pathname, search } = new URL(url, window.location.href);
  return `draft:${workshop}:${pathname}${search}`;
}

/**
 * What this device keeps of a kind, oldest first. Every entry has a place of its own: other tabs keep theirs beside it.
 * @param {"outbox" | "answer"} kind
 */
function read(kind) {
  const kept = [];
  for (const name of Object.keys(window.localStorage)) {
    if (name.startsWith(`${kind}:${workshop}:`)) {
      try {
        kept.push(JSON.parse(window.localStorage.getItem(name) ?? ""));
      } catch {
        window.localStorage.removeItem(name);
      }
    }
  }
  return kept.sort((one, other) => one.at - other.at);
}

/** @param {"outbox" | "answer"} kind @param {Op | Refusal} entry */
function keep(kind, entry) {
  try {
    window.localStorage.setItem(`${kind}:${workshop}:${entry.key}`, JSON.stringify(entry));
  } catch {
    // A full or forbidden store: the entry waits in this page, which asks before it is left.
  }
}

/** @param {"outbox" | "answer"} kind @param {string} key */
function strikeOff(kind, key) {
  window.localStorage.removeItem(`${kind}:${workshop}:${key}`);
}

function token() {
  const cookie = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
  return cookie ? cookie[1] : (document.body.dataset.csrf ?? "");
}
