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

/** Let ideas be dragged to another point of the Star. "Move to…" comes first and does the same; a drop presses it. */
export function startMoving() {
  let path = "";
  document.addEventListener("dragstart", (event) => {
    const row = event.target instanceof Element ? event.target.closest("[data-moves]") : null;
    path = row instanceof HTMLElement ? (row.dataset.moves ?? "") : "";
  });
  document.addEventListener("dragover", (event) => {
    const place = path ? placeUnder(event) : null;
    for (const other of document.querySelectorAll("[data-drop].is-over")) {
      other.classList.toggle("is-over", other === place);
    }
    if (place) {
      place.classList.add("is-over");
      event.preventDefault();
    }
  });
  document.addEventListener("drop", (event) => {
    const place = path ? placeUnder(event) : null;
    if (place) {
      event.preventDefault();
      place.classList.remove("is-over");
      const link = document.createElement("a");
      link.href = path;
      link.dataset.post = `${path}?enabler=${place.dataset.drop}`;
      document.body.append(link);
      link.click();
      link.remove();
    }
    path = "";
  });
}

/**
 * The point of the Star that something is held over.
 * @param {DragEvent} event
 */
function placeUnder(event) {
  const place = event.target instanceof Element ? event.target.closest("[data-drop]") : null;
  return place instanceof HTMLElement ? place : null;
}
