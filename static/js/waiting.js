// The waiting room: looks every few seconds whether the door has opened, and goes on by itself.

const EVERY = 4_000;

/** Start on the page of somebody who waits. */
export function startWaiting() {
  const place = document.querySelector("[data-waiting]");
  const url = place instanceof HTMLElement ? (place.dataset.waiting ?? "") : "";
  if (!url) {
    return;
  }
  async function look() {
    try {
      const answer = await fetch(url, { redirect: "manual" });
      const isOurs = answer.type === "opaqueredirect" || answer.headers.has("X-Workshop");
      if (isOurs && (answer.type === "opaqueredirect" || (answer.status >= 400 && answer.status < 500))) {
        window.location.assign(url);
        return;
      }
    } catch {
      // No line just now: the next look finds out.
    }
    window.setTimeout(() => void look(), EVERY);
  }
  window.setTimeout(() => void look(), EVERY);
}
