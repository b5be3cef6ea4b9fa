// Times that count up: every [data-since] on the page, by the server's clock.

/** What the server's clock shows minus what this machine's does (ms). */
let ahead = 0;

/** @param {string} serverTime */
export function setServerTime(serverTime) {
  const at = Date.parse(serverTime);
  if (!Number.isNaN(at)) ahead = at - Date.now();
}

export function now() { return Date.now() + ahead; }

const separator = document.documentElement.lang === "en" ? ":" : ".";

/** The same words as `words.duration` on the server. @param {number} milliseconds */
export function duration(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 300) return `${Math.floor(seconds / 60)}${separator}${String(seconds % 60).padStart(2, "0")}`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

const format = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Europe/Stockholm", hour: "2-digit", minute: "2-digit", second: "2-digit",
});

/** @param {number} at */
export function clock(at) { return format.format(at).replaceAll(":", separator); }

export function draw() {
  const at = now();
  for (const element of document.querySelectorAll("[data-since]")) {
    if (!(element instanceof HTMLElement)) continue;
    const text = duration(at - Date.parse(element.dataset.since ?? ""));
    if (element.textContent !== text) element.textContent = text;
  }
  const face = document.getElementById("clock");
  if (face) face.textContent = clock(at);
}

setInterval(draw, 1000);
