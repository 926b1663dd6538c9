// Measures the network of this room: there and back, loading speed, and whether the live line gets through.

const TRIPS = 5;
const HELLO_WITHIN = 6_000;
const BEAT_WITHIN = 14_000;
const PAGE_KB = 150; // what a phone loads when it comes in
const JOIN_WITHIN = 60; // seconds in which the room comes in
const MOST = 300;

const place = document.querySelector("[data-rehearsal]");
const button = place?.querySelector("[data-measure]");
if (place instanceof HTMLElement && button instanceof HTMLButtonElement) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    await measure(place).catch(() => say(place, "verdict", "The server was not reached. Check the network, then again."));
    button.disabled = false;
  });
}

/** @param {HTMLElement} at the place with the addresses and the boxes */
async function measure(at) {
  at.querySelector("[data-measures]")?.removeAttribute("hidden");
  say(at, "verdict", "Measuring. This takes up to twenty seconds…");
  const trip = await there(at.dataset.changes ?? "");
  say(at, "trip", `${Math.round(trip)} milliseconds`);
  const begun = performance.now();
  const speed = ((await read(at.dataset.load ?? "")) * 8) / 1_000 / (performance.now() - begun); // megabits a second
  say(at, "speed", `${speed < 100 ? speed.toFixed(1) : Math.round(speed)} megabits a second`);
  say(at, "line", "Listening…");
  const line = await listen(at.dataset.stream ?? "");
  say(at, "line", line ? "Gets through" : "Does not get through here");
  // Half the line is left to everything else in the building.
  const phones = Math.min(MOST, Math.floor((speed * 125 * JOIN_WITHIN) / PAGE_KB / 2 / 5) * 5);
  const room = phones < 25 ? `This network is weak: ${phones} phones at most. Ask people to use mobile data, and print canvases.`
    : `This network will do for ${phones === MOST ? "300 phones and more" : `about ${phones} phones`}.`;
  const live = line ? "News arrives at once." : "News does not arrive at once: phones look every three seconds. The day goes on.";
  say(at, "verdict", `${room} ${live}${trip > 1_000 ? " Answers are slow: people will wait for a second." : ""}`);
}

/** @param {string} url whose middle one of some trips is taken, in milliseconds */
async function there(url) {
  const trips = [];
  while (trips.length < TRIPS) {
    const begun = performance.now();
    await read(url);
    trips.push(performance.now() - begun);
  }
  return trips.sort((one, other) => one - other)[Math.floor(TRIPS / 2)];
}

/** @param {string} url what is fetched past every cache */
async function read(url) {
  const response = await fetch(url, { cache: "no-store" });
  if (!response.ok) {
    throw new Error(`${response.status}`);
  }
  return (await response.arrayBuffer()).byteLength;
}

/**
 * Whether the live line says hello, and a beat after it: a proxy that holds back would swallow both.
 * @param {string} url
 * @returns {Promise<boolean>}
 */
function listen(url) {
  return new Promise((resolve) => {
    const stream = new EventSource(url);
    const end = (/** @type {boolean} */ heard) => {
      window.clearTimeout(timer);
      stream.close();
      resolve(heard);
    };
    let timer = window.setTimeout(() => end(false), HELLO_WITHIN);
    stream.addEventListener("hello", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => end(false), BEAT_WITHIN);
    });
    stream.addEventListener("beat", () => end(true));
    stream.onerror = () => end(false);
  });
}

/** @param {HTMLElement} at @param {string} name @param {string} words */
function say(at, name, words) {
  const told = at.querySelector(`[data-${name}]`);
  if (told) {
    told.textContent = words;
  }
}
