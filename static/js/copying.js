// Copies the text of a box that is handed back; where the browser does not allow it, the text is selected instead.

/** Take over buttons marked `data-copy-box`, wherever they come to stand. */
export function startCopying() {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-copy-box]") : null;
    const box = document.getElementById(button?.getAttribute("data-copy-box") ?? "");
    if (button && box instanceof HTMLTextAreaElement) {
      void copy(button, box);
    }
  });
}

/**
 * @param {Element} button
 * @param {HTMLTextAreaElement} box
 */
async function copy(button, box) {
  box.select();
  try {
    await navigator.clipboard.writeText(box.value);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Selected: copy it now";
  }
}
