// A request with an end: browsers wait for minutes for an answer that does not come.

/**
 * As `fetch`, but given up after a while, its body included. Rejects then, as for any line that is away.
 * @template T
 * @param {string} url
 * @param {RequestInit} options
 * @param {number} milliseconds
 * @param {(response: Response) => Promise<T>} read what is made of the answer, still within the time
 * @returns {Promise<T>}
 */
export async function request(url, options, milliseconds, read) {
  const limit = new AbortController();
  const timer = window.setTimeout(() => limit.abort(), milliseconds);
  try {
    return await read(await fetch(url, { ...options, signal: limit.signal }));
  } finally {
    window.clearTimeout(timer);
  }
}
