// Fills the server's own markup with values: the same templates with and without a connection.
//   data-fill="key"        the text is the value        data-fill-href="key"  so is the address
//   data-if="key"          shown when the value is there
//   data-state="A B"       shown when the visit's state is one of these; data-assigned likewise

/** @param {unknown} value */
function isThere(value) {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** The root itself, when it fits, and all within it. @param {HTMLElement} root @param {string} selector @returns {HTMLElement[]} */
function within(root, selector) {
  const found = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(selector)]);
  return root.matches(selector) ? [root, ...found] : found;
}

/** @param {HTMLElement} root @param {Record<string, any>} values */
export function fill(root, values) {
  for (const place of within(root, "[data-fill]")) {
    const value = values[place.dataset.fill ?? ""];
    if (value !== undefined) place.textContent = String(value);
  }
  for (const place of within(root, "[data-fill-href]")) {
    const value = values[place.dataset.fillHref ?? ""];
    if (value) place.setAttribute("href", value);
  }
  for (const place of within(root, "[data-if]")) {
    const value = values[place.dataset.if ?? ""];
    if (value !== undefined) place.hidden = !isThere(value);
  }
  choose(root, "state", values.state);
  choose(root, "assigned", values.assigned);
}

/**
 * Show the places that name a value, hide those that name others.
 * @param {HTMLElement} root @param {string} name @param {string | undefined} value
 */
export function choose(root, name, value) {
  if (value === undefined) return;
  for (const place of within(root, `[data-${name}]`)) {
    place.hidden = !(place.dataset[name] ?? "").split(" ").includes(value);
  }
}

/**
 * Draw a list from the template of its items.
 * @param {HTMLElement} root @param {string} name @param {Record<string, any>[]} items
 * @param {(item: HTMLElement, values: Record<string, any>) => void} [finish]
 */
export function each(root, name, items, finish) {
  const list = root.querySelector(`[data-each="${name}"]`);
  const template = document.querySelector(`template[data-item="${name}"]`);
  if (!list || !(template instanceof HTMLTemplateElement)) return;
  list.replaceChildren(
    ...items.map((values) => {
      const item = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
      fill(item, values);
      finish?.(item, values);
      return item;
    }),
  );
}
