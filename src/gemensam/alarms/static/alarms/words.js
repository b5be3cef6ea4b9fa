// What the scripts say, in the reader's language: the page has the words beside its live region.

/** @param {string} name @param {Record<string, string | number>} [values] */
export function word(name, values = {}) {
  const text = document.getElementById("alert")?.dataset[name] ?? "";
  return text.replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));
}

/** Fill a box with what the page keeps in a template. @param {Element} box @param {string} id */
export function fill(box, id) {
  const kept = document.getElementById(id);
  if (kept instanceof HTMLTemplateElement) box.replaceChildren(kept.content.cloneNode(true));
}
