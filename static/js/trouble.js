// When something of ours throws, or a script of ours does not arrive: the page says that not everything is saved, and hands
// over every word that is typed or kept here. Stands alone, so that it works when nothing else does.
{
  const OURS = `${window.location.origin}/static/`;
  const HARMLESS = /^ResizeObserver loop/;

  /** @param {string} where the file that it happened in; blank when the browser does not say */
  function isOurs(where) {
    return where === "" || where.startsWith(OURS);
  }

  window.addEventListener(
    "error",
    (event) => {
      const target = event.target;
      if (target instanceof HTMLScriptElement ? target.src.startsWith(OURS) : isOurs(event.filename ?? "") && !HARMLESS.test(event.message)) {
        say();
      }
    },
    true, // a script that does not arrive is told to itself only
  );
  window.addEventListener("unhandledrejection", (event) => {
    const stack = event.reason instanceof Error ? (event.reason.stack ?? "") : "";
    if (stack === "" || stack.includes(OURS)) {
      say();
    }
  });
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("[data-trouble-reload]")) {
      window.location.reload();
    }
  });

  /** Say it in the bar and, with the words, at the top of the page. */
  function say() {
    const place = document.getElementById("saved");
    if (place) {
      place.dataset.state = "broken";
      place.textContent = "Not saved: something went wrong on this page";
    }
    const template = document.getElementById("trouble");
    const words = everyWord();
    if (!(template instanceof HTMLTemplateElement) || document.querySelector("[data-trouble]") || !(place || words)) {
      return;
    }
    const note = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    const box = note.querySelector("textarea");
    if (box && words) {
      box.value = words;
    } else {
      note.querySelector("[data-trouble-words]")?.remove();
    }
    document.body.prepend(note);
  }

  /** What is typed in the forms of this page, and what the device keeps of this workshop. */
  function everyWord() {
    /** @type {Set<string>} */
    const words = new Set();
    for (const box of document.querySelectorAll("main form textarea, main form input:not([type=hidden])")) {
      const { value, defaultValue, type } = /** @type {HTMLInputElement} */ (box);
      if (!["checkbox", "radio", "password", "submit"].includes(type) && value.trim() && value !== defaultValue) {
        words.add(value.trim());
      }
    }
    const workshop = document.querySelector("main[data-workshop]")?.getAttribute("data-workshop");
    try {
      for (const [name, kept] of workshop ? Object.entries(window.localStorage) : []) {
        if (name.startsWith(`outbox:${workshop}:`) || name.startsWith(`answer:${workshop}:`)) {
          for (const field of ["title", "text", "note"]) {
            words.add(new URLSearchParams(JSON.parse(kept).body ?? "").get(field)?.trim() ?? "");
          }
        }
      }
    } catch {
      // what cannot be read from the device cannot be handed over from it
    }
    words.delete("");
    return [...words].join("\n\n");
  }
}
