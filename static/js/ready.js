// Forms at hand before the line goes: what the part asks for is fetched when it begins, and opens from this page's memory
// when the server is not reached. What is sent from it waits in the outbox as ever.

import { request } from "./request.js";

const FIRST_WITHIN = 4_000;
const SPREAD = 30_000; // a whole room comes to a new part at once
const ANSWER_WITHIN = 10_000;

/** Forms by their address, with the id of any segment left out. @type {Map<string, {html: string, segment: string}>} */
const forms = new Map();

/**
 * Keep the forms of links marked `data-ready` at hand.
 * @param {HTMLElement} room
 */
export function startReady(room) {
  let part = "";
  /** @type {number | undefined} */
  let timer;
  /** @param {number} milliseconds */
  const soon = (milliseconds) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void fetchAll(room), Math.random() * milliseconds);
  };
  room.addEventListener("room:changed", () => {
    const now = document.getElementById("ask")?.dataset.part ?? "";
    if (now !== part) {
      part = now;
      soon(SPREAD);
    }
  });
  part = document.getElementById("ask")?.dataset.part ?? "";
  soon(FIRST_WITHIN);
}

/**
 * A form from memory, as it would be at this address; null when there is none.
 * @param {string} address
 * @returns {string | null}
 */
export function readyForm(address) {
  const { pathname, search } = new URL(address, window.location.href);
  const form = forms.get(general(pathname + search));
  if (!form) {
    return null;
  }
  const wanted = segmentOf(pathname);
  const page = document.createElement("template");
  page.innerHTML = form.html;
  if (wanted !== form.segment) {
    move(page.content, form.segment, wanted);
  }
  return page.innerHTML;
}

/** @param {HTMLElement} room */
async function fetchAll(room) {
  for (const link of room.querySelectorAll("a[data-ready]")) {
    if (link instanceof HTMLAnchorElement) {
      const { pathname, search } = new URL(link.href);
      const name = general(pathname + search);
      if (link.dataset.ready === "always" || !forms.has(name)) {
        const html = await read(pathname + search);
        if (html) {
          forms.set(name, { html, segment: segmentOf(pathname) });
        }
      }
    }
  }
}

/** @param {string} path @returns {Promise<string | null>} the panel at an address; null when something else answers */
async function read(path) {
  try {
    return await request(path, { headers: { "HX-Request": "true" } }, ANSWER_WITHIN, async (response) => {
      const html = response.ok && !response.redirected ? await response.text() : "";
      return html.includes("data-op") ? html : null;
    });
  } catch {
    return null; // no line: the forms at hand stay as they are
  }
}

/** @param {string} path */
function general(path) {
  return path.replace(/\/segments\/\d+\//, "/segments/*/");
}

/** @param {string} path */
function segmentOf(path) {
  return /\/segments\/(\d+)\//.exec(path)?.[1] ?? "";
}

/**
 * Make a form of one segment one of another: its addresses, and the title where it stands.
 * @param {DocumentFragment} page
 * @param {string} from
 * @param {string} to
 */
function move(page, from, to) {
  for (const element of page.querySelectorAll("[action], [href], [data-segment], [hx-get]")) {
    for (const name of ["action", "href", "hx-get"]) {
      const value = element.getAttribute(name);
      if (value?.includes(`/segments/${from}/`)) {
        element.setAttribute(name, value.replace(`/segments/${from}/`, `/segments/${to}/`));
      }
    }
    if (element.getAttribute("data-segment") === from) {
      element.setAttribute("data-segment", to);
    }
  }
  const [old, title] = [from, to].map((id) => document.querySelector(`#segment-${id} .name`)?.textContent?.trim() ?? "");
  const words = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  while (old && title && words.nextNode()) {
    const text = /** @type {Text} */ (words.currentNode);
    text.data = text.data.replace(old, () => title);
  }
}
