// Keys for those who work all day: J and K walk the rows, "/" goes to search, Enter opens.
// Off while typing, and never with Ctrl, Alt or Meta.

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement
    && (target.isContentEditable || target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select"));
}

/** The links J and K walk: one per row of a work list or table, in the order of the page. */
function rows() {
  const links = [];
  for (const row of document.querySelectorAll("[data-row]")) {
    const link = row.matches("a") ? row : row.querySelector("a");
    if (link instanceof HTMLElement && link.offsetParent !== null) links.push(link);
  }
  return links;
}

/** @param {number} step */
function walk(step) {
  const links = rows();
  if (links.length === 0) return;
  const here = links.findIndex((link) => link === document.activeElement || link.closest("[data-row]")?.contains(document.activeElement));
  const current = here >= 0 ? here : links.findIndex((link) => link.hasAttribute("aria-current"));
  const next = links[Math.min(links.length - 1, Math.max(0, current + step))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
  if (document.documentElement.dataset.room === "oppna" && event.key !== "/") return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "j") walk(1);
  else if (event.key === "k") walk(-1);
  else if (event.key === "/") {
    const search = document.querySelector("input[type=search], [data-key='/']");
    if (!(search instanceof HTMLElement)) return;
    event.preventDefault();
    search.focus();
  }
});
