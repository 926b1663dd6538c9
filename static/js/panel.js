// The panel beside the board: links open in it, Escape and its button close it, focus goes in and comes back.

import { readyForm } from "./ready.js";

/** @type {string} */
let openedFrom = "";

/** Let links marked `data-panel` open in the panel. */
export function startPanel() {
  const panel = document.getElementById("panel");
  if (!panel) {
    return;
  }
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const link = target?.closest("a[data-panel]");
    if (link instanceof HTMLAnchorElement && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      if (!panel.contains(link)) {
        openedFrom = link.id;
      }
      htmx.ajax("GET", link.href, { target: "#panel", swap: "innerHTML" }).catch(() => {}); // said by sayNotOpened
    } else if (target?.closest("[data-panel-close]")) {
      event.preventDefault();
      close(panel);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel.dataset.open !== undefined) {
      close(panel);
    }
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event instanceof CustomEvent && event.detail.target === panel) {
      panel.setAttribute("aria-busy", "true");
    }
  });
  document.addEventListener("htmx:afterRequest", () => panel.removeAttribute("aria-busy"));
  for (const name of ["htmx:sendError", "htmx:responseError"]) {
    document.addEventListener(name, (event) => sayNotOpened(panel, /** @type {CustomEvent} */ (event).detail));
  }
  document.addEventListener("htmx:beforeSwap", (event) => {
    const detail = /** @type {CustomEvent} */ (event).detail;
    if (detail.target === panel && !detail.xhr.getResponseHeader("X-Workshop")) {
      detail.shouldSwap = false; // a network's sign-in page, or a proxy's
      sayNotOpened(panel, { ...detail, isStrange: true });
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target === panel) {
      shown(panel);
    }
  });
  document.addEventListener("panel:answered", () => shown(panel));
}

/**
 * What a form fetches beside itself is no matter: a note would push its buttons from under the finger.
 * @param {HTMLElement} panel
 * @param {{target: Element, xhr: XMLHttpRequest, requestConfig: {path: string}, isStrange?: boolean}} failed
 */
function sayNotOpened(panel, { target, xhr, requestConfig, isStrange = false }) {
  const ready = target === panel && (xhr.status === 0 || isStrange) ? readyForm(requestConfig.path) : null;
  if (ready) {
    htmx.swap(panel, ready, { swapStyle: "innerHTML" });
    shown(panel);
    return;
  }
  const note = document.getElementById("not-opened");
  if (target === panel && (xhr.status === 0 || xhr.status >= 500 || isStrange) && note instanceof HTMLTemplateElement) {
    panel.querySelector("[data-not-opened]")?.remove();
    panel.prepend(note.content.cloneNode(true));
    panel.dataset.open ?? shown(panel);
  }
}

/** @param {HTMLElement} panel */
function shown(panel) {
  panel.dataset.open = "";
  document.body.dataset.panelOpen = "";
  choose(panel.querySelector("[data-segment]")?.getAttribute("data-segment") ?? "");
  panel.dispatchEvent(new CustomEvent("panel:shown", { bubbles: true }));
  const goOn = panel.querySelector("[autofocus]");
  const first = goOn ?? panel.querySelector(".nhsuk-error-summary, h2");
  if (first instanceof HTMLElement) {
    if (!first.matches("input, textarea, select, a, button")) {
      first.tabIndex = -1;
    }
    first.focus({ preventScroll: true });
  }
  if (goOn) {
    goOn.scrollIntoView({ block: "nearest" });
  } else {
    panel.scrollTop = 0;
  }
}

/** @param {HTMLElement} panel */
function close(panel) {
  delete panel.dataset.open;
  delete document.body.dataset.panelOpen;
  const rest = document.getElementById("panel-rest");
  panel.replaceChildren(...(rest instanceof HTMLTemplateElement ? [rest.content.cloneNode(true)] : []));
  choose("");
  document.getElementById(openedFrom)?.focus();
  panel.dispatchEvent(new CustomEvent("panel:closed", { bubbles: true }));
}

/**
 * Mark the chosen segment's column, which opens a narrow one to its full width.
 * @param {string} id
 */
function choose(id) {
  for (const column of document.querySelectorAll("[data-chosen]")) {
    column.removeAttribute("data-chosen");
  }
  if (id) {
    document.getElementById(`segment-${id}`)?.setAttribute("data-chosen", "");
  }
}
