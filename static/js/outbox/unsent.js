// The list of what waits on this device: every word, to read, to copy, and to hand to the facilitator all at once.

import { written } from "./words.js";

/** @typedef {import("./store.js").Store} Store */

const LONGEST = 2_000; // characters of one text (workshops/rules/limits.py)

/**
 * Let the state of one's own words be pressed: it opens the list.
 * @param {Store} store
 * @param {{send: (url: string, body: string) => unknown, read: (keys: string[]) => void, listed: () => void}} then
 */
export function startUnsent(store, then) {
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("[data-unsent-open]")) {
      then.listed();
      open(store);
    } else if (target?.closest("[data-unsent-hand]")) {
      hand(store, then);
    } else if (target?.closest("[data-unsent-read]")) {
      then.read(store.refusals().map((each) => each.key));
      close();
    }
  });
}

/** @param {Store} store */
function open(store) {
  const template = document.getElementById("unsent");
  const panel = document.getElementById("panel");
  const entries = store.entries();
  const refusals = store.refusals();
  if (!(template instanceof HTMLTemplateElement) || !panel || entries.length + refusals.length === 0) {
    return;
  }
  const page = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  list(page, "[data-unsent-waiting]", entries.map((entry) => written(entry.body)));
  list(page, "[data-unsent-refused]", refusals.map((each) => written(each.body ?? "")));
  const box = page.querySelector("textarea");
  if (box) {
    box.value = [...entries, ...refusals].map((each) => written(each.body ?? "")).filter((words) => words).join("\n\n");
  }
  panel.replaceChildren(page);
  panel.dispatchEvent(new CustomEvent("panel:answered", { bubbles: true }));
}

/** @param {DocumentFragment} page @param {string} selector @param {string[]} entries */
function list(page, selector, entries) {
  const place = page.querySelector(selector);
  if (entries.length === 0) {
    place?.remove();
    return;
  }
  for (const words of entries) {
    const item = document.createElement("li");
    item.dir = "auto";
    item.textContent = words || "A press without words";
    place?.querySelector("ul")?.append(item);
  }
}

/**
 * Hand every refused word to the facilitator, in as few texts as hold them. They leave the list with the entries that carry
 * them, which are kept until they have arrived.
 * @param {Store} store
 * @param {{send: (url: string, body: string) => unknown, read: (keys: string[]) => void}} then
 */
function hand(store, then) {
  const url = document.querySelector("[data-unsent-hand]")?.getAttribute("data-unsent-hand") ?? "";
  const refusals = store.refusals();
  /** @type {string[]} */
  const texts = [];
  for (const words of refusals.map((each) => written(each.body ?? "")).filter((text) => text)) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + words.length + 2 <= LONGEST) {
      texts[texts.length - 1] = `${last}\n\n${words}`;
    } else {
      texts.push(words);
    }
  }
  for (const text of texts) {
    then.send(url, new URLSearchParams({ text }).toString());
  }
  then.read(refusals.map((each) => each.key));
  close();
}

function close() {
  document.querySelector("#panel [data-panel-close]")?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
}
