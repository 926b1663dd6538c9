// Copies the text of a box, and says so; where the browser does not allow it, the text is selected instead.

/** Take over buttons marked `data-copy-box`, wherever they come to stand. */
export function startCopying() {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-copy-box]") : null;
    const box = document.getElementById(button?.getAttribute("data-copy-box") ?? "");
    if (button && box instanceof HTMLTextAreaElement) {
      void copy(button.parentElement?.querySelector("[data-copied]") ?? button, box);
    }
  });
}

/** @param {Element} said @param {HTMLTextAreaElement} box */
async function copy(said, box) {
  box.select();
  try {
    await navigator.clipboard.writeText(box.value);
    said.textContent = "Copied.";
  } catch {
    said.textContent = "Selected: copy it now.";
  }
}
