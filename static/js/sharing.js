// One stream for all tabs of a browser at the same board: browsers allow six connections to a site, and a tab that held one for
// itself would leave none for what people send. One tab leads and passes on what it hears, the others follow.

const RENEW = 2_000;
const LEASE = 6_000;
const SETTLE = 150;
const HIDDEN_FOR = 60_000;

/**
 * @typedef {{kind: string, data: string}} Word what the leader hears of the stream
 * @typedef {{lead: () => void, follow: () => void, hear: (word: Word) => void, rest: () => void}} Part
 */

/** Whether tabs can agree here on who leads, and reach each other. */
export function canShare() {
  return typeof BroadcastChannel === "function" && (hasLocks() || hasStore());
}

/** The tabs at one board. A tab that was hidden for a minute rests: it neither leads nor follows until it is looked at. */
export class Sharing {
  /**
   * @param {string} board what the tabs have in common: workshop, audience and face, which decide what a stream carries
   * @param {Part} part what this tab does as a leader, as a follower, with a word, and at rest
   */
  constructor(board, part) {
    this.name = `line:${board}`;
    this.id = `${Math.random()}`;
    this.part = part;
    this.leads = false;
    this.rests = false;
    this.turn = 0;
    /** @type {() => void} */
    this.release = () => {};
    /** @type {AbortController | null} */
    this.waiting = null;
    /** @type {number | undefined} */
    this.timer = undefined;
    this.channel = new BroadcastChannel(this.name);
    this.channel.addEventListener("message", ({ data }) => this.#heard(data));
  }

  /** Take part: lead if nobody does, follow otherwise. */
  start() {
    document.addEventListener("visibilitychange", () => this.#watch());
    window.addEventListener("pagehide", () => this.#leave());
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) {
        this.#join();
      }
    });
    this.#watch();
    this.#join();
  }

  /** Pass a word on. @param {string} kind @param {string} data */
  tell(kind, data) {
    if (this.leads) {
      this.channel.postMessage({ kind, data });
    }
  }

  /** @param {Word} word */
  #heard(word) {
    if (this.rests) {
      return;
    }
    if (word.kind === "who") {
      this.tell("hello", "");
    } else if (!this.leads) {
      this.part.hear(word);
    }
  }

  #watch() {
    window.clearTimeout(this.timer);
    if (document.hidden) {
      this.timer = window.setTimeout(() => this.#leave(), HIDDEN_FOR);
    } else if (this.rests) {
      this.#join();
    }
  }

  #join() {
    this.rests = false;
    this.part.follow();
    this.channel.postMessage({ kind: "who", data: "" });
    if (hasLocks()) {
      this.waiting = new AbortController();
      navigator.locks
        .request(this.name, { signal: this.waiting.signal }, () => this.#leadUntilReleased())
        .catch(() => {}); // given up before it was this tab's turn
    } else {
      void this.#claim();
    }
  }

  #leave() {
    this.rests = true;
    this.leads = false;
    this.waiting?.abort();
    this.release();
    this.part.rest();
  }

  #leadUntilReleased() {
    return new Promise((resolve) => {
      this.release = () => resolve(undefined);
      this.leads = true;
      this.part.lead();
    });
  }

  /** Without locks: a lease in the store, which a tab that is gone does not renew. */
  async #claim() {
    const turn = ++this.turn;
    this.release = () => read(this.name)?.id === this.id && write(this.name, null);
    while (!this.rests && turn === this.turn) {
      const lease = read(this.name);
      if (!lease || lease.id === this.id || lease.until < Date.now()) {
        write(this.name, { id: this.id, until: Date.now() + LEASE });
        if (!this.leads) {
          await pause(SETTLE * (1 + Math.random())); // two may have claimed it at once: the one that stands has it
        }
      }
      const leads = read(this.name)?.id === this.id;
      if (leads !== this.leads && !this.rests && turn === this.turn) {
        this.leads = leads;
        leads ? this.part.lead() : this.part.follow();
      }
      await pause(RENEW);
    }
  }
}

/** @param {number} milliseconds */
function pause(milliseconds) {
  return new Promise((resolve) => window.setTimeout(resolve, milliseconds));
}

function hasLocks() {
  return Boolean(navigator.locks?.request);
}

function hasStore() {
  try {
    window.localStorage.setItem("line:probe", "1");
    const works = window.localStorage.getItem("line:probe") === "1";
    window.localStorage.removeItem("line:probe");
    return works;
  } catch {
    return false;
  }
}

/** @param {string} name @returns {{id: string, until: number} | null} */
function read(name) {
  try {
    return JSON.parse(window.localStorage.getItem(name) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} name @param {{id: string, until: number} | null} lease */
function write(name, lease) {
  try {
    lease ? window.localStorage.setItem(name, JSON.stringify(lease)) : window.localStorage.removeItem(name);
  } catch {
    // a store that filled up meanwhile: nobody leads by it, and the page looks for news by itself
  }
}
