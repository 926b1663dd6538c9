// What this device keeps. A store that is full, forbidden or broken is an answer here, never an error: words then stay in
// this page's memory, and `keepsForLong` says so.

/** What could not be put into the store. @type {Map<string, string>} */
const memory = new Map();

/** @returns {Storage | null} */
function store() {
  try {
    return window.localStorage;
  } catch {
    return null; // forbidden by the browser's settings
  }
}

/**
 * Keep a text under a name.
 * @param {string} name
 * @param {string} text
 * @returns {boolean} whether it outlives this page
 */
export function keep(name, text) {
  try {
    const place = store();
    place?.setItem(name, text);
    if (place?.getItem(name) === text) {
      memory.delete(name);
      return true;
    }
  } catch {
    // full, or forbidden to write or to read: below
  }
  memory.set(name, text);
  return false;
}

/**
 * What is kept under a name; null when nothing is.
 * @param {string} name
 */
export function kept(name) {
  const here = memory.get(name);
  if (here !== undefined) {
    return here;
  }
  try {
    return store()?.getItem(name) ?? null;
  } catch {
    return null;
  }
}

/**
 * Forget what is kept under a name.
 * @param {string} name
 */
export function forget(name) {
  memory.delete(name);
  try {
    store()?.removeItem(name);
  } catch {
    // What cannot be read cannot be shown again either.
  }
}

/**
 * The names that begin so, of every tab's.
 * @param {string} beginning
 */
export function names(beginning) {
  const found = new Set(memory.keys());
  try {
    for (const name of Object.keys(store() ?? {})) {
      found.add(name);
    }
  } catch {
    // only what this page holds
  }
  return [...found].filter((name) => name.startsWith(beginning));
}

/**
 * Whether what is kept under a name outlives this page.
 * @param {string} name
 */
export function keepsForLong(name) {
  return !memory.has(name);
}

/** What the tab could not keep. @type {Map<string, string>} */
const ofTab = new Map();

/**
 * Keep a text in this tab, until it is closed.
 * @param {string} name
 * @param {string} text
 */
export function keepInTab(name, text) {
  ofTab.set(name, text);
  try {
    window.sessionStorage.setItem(name, text);
  } catch {
    // until it is loaded anew, then
  }
}

/** What this tab keeps under a name; blank when nothing is. @param {string} name */
export function keptInTab(name) {
  try {
    return ofTab.get(name) ?? window.sessionStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}
