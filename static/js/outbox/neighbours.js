// Other tabs of this browser at the same workshop: whether the tab that made an entry is still there to send it.

const ANSWER_WITHIN = 250;
const ASK_EVERY = 5_000;

/** Who else is here. A tab that sleeps does not answer; sending its entries twice is the same as once. */
export class Neighbours {
  /** @param {string} workshop @param {string} tab */
  constructor(workshop, tab) {
    this.tab = tab;
    /** @type {Set<string>} */
    this.heard = new Set();
    this.askedAt = -Infinity;
    this.channel = typeof BroadcastChannel === "function" ? new BroadcastChannel(`outbox:${workshop}`) : null;
    this.channel?.addEventListener("message", ({ data }) => {
      if (data === "who") {
        this.channel?.postMessage({ tab });
      } else if (typeof data?.tab === "string") {
        this.heard.add(data.tab);
      }
    });
  }

  /** The tabs that have answered within a moment, this one among them. */
  async alive() {
    if (this.channel && performance.now() - this.askedAt > ASK_EVERY) {
      this.askedAt = performance.now();
      this.heard.clear();
      this.channel.postMessage("who");
      await new Promise((resolve) => window.setTimeout(resolve, ANSWER_WITHIN));
    }
    return new Set([...this.heard, this.tab]);
  }
}
