// Copies the text of a box; without script or permission the text can be selected by hand.

for (const button of document.querySelectorAll("[data-copy]")) {
  const box = document.getElementById(button.getAttribute("data-copy") ?? "");
  const said = document.querySelector("[data-copied]");
  if (button instanceof HTMLButtonElement && box instanceof HTMLTextAreaElement && said) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      box.select();
      try {
        await navigator.clipboard.writeText(box.value);
        said.textContent = "Copied.";
      } catch {
        said.textContent = "The text is selected: copy it with your keyboard.";
      }
    });
  }
}
