// The panel beside the board: links open in it, Escape and its button close it, focus goes in and comes back.

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
      void htmx.ajax("GET", link.href, { target: "#panel", swap: "innerHTML" });
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
  document.addEventListener("htmx:sendError", () => sayNotOpened(panel));
  document.addEventListener("htmx:responseError", (event) => {
    if (event instanceof CustomEvent && event.detail.xhr.status >= 500) {
      sayNotOpened(panel);
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target === panel) {
      shown(panel);
    }
  });
  document.addEventListener("panel:answered", () => shown(panel));
}

/** @param {HTMLElement} panel */
function sayNotOpened(panel) {
  const note = panel.querySelector("[data-not-opened]") ?? document.createElement("p");
  note.setAttribute("data-not-opened", "");
  note.className = "note";
  note.setAttribute("role", "alert");
  note.textContent = "This could not be opened just now. Your words are safe. Try again in a moment.";
  panel.prepend(note);
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
