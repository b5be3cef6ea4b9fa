// The phone's own words. They stand in the page (homecare/words.html), in the reader's language.

/**
 * Give a sentence by its name, with its places filled.
 * @param {string} name @param {Record<string, string>} [values]
 */
export function word(name, values = {}) {
  const place = document.querySelector("[data-words]");
  const said = place instanceof HTMLElement ? place.dataset[name] ?? "" : "";
  return said.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

/** `1 entry`, `2 entries` … @param {string} name @param {number} count */
export function counted(name, count) {
  return word(count === 1 ? `${name}One` : `${name}Many`, { count: String(count) });
}

/** The time of day as the server writes it. @param {Date} at */
export function clock(at) {
  const time = new Intl.DateTimeFormat("sv-SE", { hour: "numeric", minute: "2-digit", timeZone: "Europe/Stockholm" }).format(at);
  return document.documentElement.lang === "sv" ? time.replace(":", ".") : time;
}
