// Dragging as an extra: rows of a list marked `data-sortable` can be dropped after another; the buttons come first.

/** Let rows be dragged; dropping submits the row's own "move after" form. */
export function startSorting() {
  for (const list of document.querySelectorAll("[data-sortable]")) {
    /** @type {HTMLElement | null} */
    let dragged = null;
    list.addEventListener("dragstart", (event) => {
      const row = event.target instanceof Element ? event.target.closest("[data-row]") : null;
      dragged = row instanceof HTMLElement ? row : null;
    });
    list.addEventListener("dragover", (event) => event.preventDefault());
    list.addEventListener("drop", (event) => {
      event.preventDefault();
      const over = event.target instanceof Element ? event.target.closest("[data-row]") : null;
      const form = dragged?.querySelector("form[data-move]");
      if (over instanceof HTMLElement && form instanceof HTMLFormElement && over !== dragged) {
        const after = form.elements.namedItem("after");
        if (after instanceof HTMLInputElement) {
          after.value = over.dataset.row ?? "";
          form.requestSubmit();
        }
      }
      dragged = null;
    });
  }
}
