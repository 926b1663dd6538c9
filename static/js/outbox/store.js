// Entries, refusals and drafts on this device. Every one has a place of its own: tabs keep theirs beside each other, and each
// sees all of them.

import { forget, keep, keepsForLong, kept, names } from "../device.js";
import { wordsOf } from "./rules.js";

/**
 * Something to be done: where it is sent, with which words, the form whose draft it was made from, and the tab that sends it.
 * @typedef {{key: string, at: number, url: string, body: string, draft?: string, tab?: string}} Entry
 */
/** A refusal that nobody has read, with the words it is about. @typedef {{key: string, at: number, html: string, body?: string}} Refusal */

/** The entries and refusals of one workshop. */
export class Store {
  /** @param {string} workshop its public id */
  constructor(workshop) {
    this.workshop = workshop;
  }

  /** Entries that are not settled, of every tab, oldest first. */
  entries() {
    return /** @type {Entry[]} */ (this.#read("outbox"));
  }

  /** Refusals that nobody has read, oldest first. */
  refusals() {
    return /** @type {Refusal[]} */ (this.#read("answer"));
  }

  /** @param {Entry} entry */
  add(entry) {
    keep(this.#name("outbox", entry.key), JSON.stringify(entry));
  }

  /** @param {string} key @returns {boolean} whether an entry still waits, in whichever tab it was made */
  waits(key) {
    return kept(this.#name("outbox", key)) !== null;
  }

  /**
   * An entry is settled; what was refused is kept until it is read.
   * @param {string} key
   * @param {Refusal} [refusal]
   */
  settle(key, refusal) {
    if (refusal) {
      keep(this.#name("answer", key), JSON.stringify(refusal));
    }
    forget(this.#name("outbox", key));
  }

  /** @param {string} key @returns {boolean} whether the refusal of an entry waits to be read */
  wasRefused(key) {
    return kept(this.#name("answer", key)) !== null;
  }

  /** @param {string} key a refusal that was read, or handed in */
  markRead(key) {
    forget(this.#name("answer", key));
  }

  /** How many entries and refusals are in this page only. */
  here() {
    const all = [...names(`outbox:${this.workshop}:`), ...names(`answer:${this.workshop}:`)];
    return all.filter((name) => !keepsForLong(name)).length;
  }

  /** @param {string | null} name @returns {string} the key of an entry that a place on the device is of; empty for others */
  keyOf(name) {
    const beginning = `outbox:${this.workshop}:`;
    return name?.startsWith(beginning) ? name.slice(beginning.length) : "";
  }

  /** @param {string} url @returns {string | null} */
  draft(url) {
    return kept(this.#draftName(url));
  }

  /** @param {string} url @param {string} body */
  keepDraft(url, body) {
    keep(this.#draftName(url), body);
  }

  /**
   * Forget a draft, unless it holds other words than those that were sent.
   * @param {string} url
   * @param {string} [sent]
   */
  forgetDraft(url, sent) {
    const name = this.#draftName(url);
    const words = kept(name);
    if (words !== null && (sent === undefined || wordsOf(words) === wordsOf(sent))) {
      forget(name);
    }
  }

  /** @param {"outbox" | "answer"} kind @param {string} key */
  #name(kind, key) {
    return `${kind}:${this.workshop}:${key}`;
  }

  /** @param {string} url */
  #draftName(url) {
    const { pathname, search } = new URL(url, window.location.href);
    return `draft:${this.workshop}:${pathname}${search}`;
  }

  /**
   * What cannot be read any more is handed back as it stands: a person may still know the words in it.
   * @param {"outbox" | "answer"} kind
   */
  #read(kind) {
    const beginning = `${kind}:${this.workshop}:`;
    const found = [];
    for (const name of names(beginning)) {
      const text = kept(name);
      const key = name.slice(beginning.length);
      if (text !== null) {
        const entry = parsed(text);
        if (entry) {
          found.push({ ...entry, key });
        } else if (kind === "outbox") {
          this.settle(key, { key, at: 0, html: "", body: new URLSearchParams({ text }).toString() });
        } else {
          found.push({ key, at: 0, html: "", body: new URLSearchParams({ text }).toString() });
        }
      }
    }
    return found.sort((one, other) => one.at - other.at);
  }
}

/** @param {string} text */
function parsed(text) {
  try {
    const value = JSON.parse(text);
    return typeof value?.at === "number" ? value : null;
  } catch {
    return null;
  }
}
