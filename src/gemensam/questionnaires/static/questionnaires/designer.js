// The panel saves itself when an input is left, one save at a time: the next one sends what stands
// there once the answer to the one before has been drawn. An answer never touches what has been
// written since it was asked for. A way on to another page waits until all is saved.

/** A moment after a change, so that a list that is walked by arrow keys is saved once (ms). */
const PAUSE = 200;

// The ids of the inputs that were changed since the last save left, and of those that it took along.
let changed = new Set();
let sent = new Set();
// The input in which somebody is in the middle of a word: nothing is sent until it is left.
let writing = "";
let isSaving = false;
let isAsked = false;
let timer = 0;
/** What waits for the save: a link or a button that was pressed. @type {(() => void) | null} */
let goOn = null;

/** @returns {HTMLFormElement | null} */
const panel = () => document.querySelector("form#panel");
const isInPanel = (target) => target instanceof Element && target.closest("#panel") !== null;

function save() {
  clearTimeout(timer);
  isAsked = isSaving || writing !== "";
  if (!isAsked) panel()?.dispatchEvent(new Event("save"));
}

document.addEventListener("input", (event) => {
  if (!isInPanel(event.target)) return;
  // Whoever goes on writing wants to stay.
  goOn = null;
  writing = event.target.id;
  changed.add(writing);
});
for (const kind of ["change", "focusout"]) {
  document.addEventListener(kind, (event) => {
    if (!changed.size || !isInPanel(event.target)) return;
    writing = "";
    clearTimeout(timer);
    timer = window.setTimeout(save, PAUSE);
  });
}

document.addEventListener("htmx:before:request", () => { isSaving = true; [sent, changed] = [changed, new Set()]; });
document.addEventListener("htmx:finally:request", () => {
  isSaving = false;
  // What did not come through is sent with the next change.
  const hasFailed = sent.size > 0;
  changed = new Set([...changed, ...sent]);
  const next = goOn;
  goOn = null;
  if (next && changed.size && !hasFailed) { goOn = next; save(); }
  else if (next && !hasFailed) next();
  else if (isAsked) save();
});

/** Wait until all is saved; say whether there is anything to wait for. @param {() => void} then */
function waits(then) {
  if (!isSaving && changed.size) save();
  if (isSaving) goOn = then;
  return isSaving;
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (waits(() => location.assign(link.href))) event.preventDefault();
});
/** From a row that was new to the one that is new now. */
function nextRow() {
  const [, list, number] = /^(new-\w+-)(\d+)-/.exec(document.activeElement?.id ?? "") ?? [];
  document.querySelector(`[id^="${list}${Number(number) + 1}-"]`)?.focus();
}

document.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  if (event.defaultPrevented) return;
  if (submitter?.matches("#panel > .unseen")) {
    // Enter saves, and goes on from a new row to the next.
    event.preventDefault();
    [writing, goOn] = ["", nextRow];
    save();
    return;
  }
  // The panel's own buttons send all that stands in it.
  if (target === panel() && !isSaving) { clearTimeout(timer); changed.clear(); return; }
  const pressed = () => [...target.elements].find((one) => one.type === "submit" && one.value === submitter?.value);
  if (waits(() => target.requestSubmit(pressed()))) event.preventDefault();
});
window.addEventListener("beforeunload", (event) => { if (changed.size) event.preventDefault(); });

/** What is newer than the answer. @type {{id: string, value: string, checked: boolean}[]} */
let written = [];
/** @type {[number | null, number | null] | null} */
let caret = null;
/** @type {string[]} */
let open = [];
let focused = "";

/** What finds an element again after the designer was drawn anew. @param {Element | null} one */
function path(one) {
  if (one?.id) return `#${CSS.escape(one.id)}`;
  for (const name of ["value", "href"]) {
    if (one?.hasAttribute(name)) return `${one.tagName}[${name}="${CSS.escape(one.getAttribute(name) ?? "")}"]`;
  }
  return "";
}

document.addEventListener("htmx:before:swap", () => {
  open = [...document.querySelectorAll("#work details[open]")].map((one) => one.id);
  const active = document.activeElement;
  focused = path(active);
  caret = isInPanel(active) && typeof active.selectionStart === "number" ? [active.selectionStart, active.selectionEnd] : null;
  written = [...panel()?.elements ?? []].filter((one) => changed.has(one.id)).map(({ id, value, checked }) => ({ id, value, checked }));
});

document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail?.ctx?.swap === "none") return;
  sent.clear();
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  // As the server has it now, but for what is newer than its answer.
  panel()?.reset();
  for (const { id, ...newer } of written) Object.assign(document.getElementById(id) ?? {}, newer);
  if (document.activeElement === document.body && focused) document.querySelector(focused)?.focus({ preventScroll: true });
  if (caret && path(document.activeElement) === focused) document.activeElement.setSelectionRange(...caret);
  follow();
});

/** Mark the question that is worked with in the view, and bring it into sight there and in the outline. */
function follow() {
  const [kind, id] = document.querySelector('#panel [name="del"]')?.value.split(":") ?? [];
  scrolled(document.querySelector(".outline"), document.querySelector(".outline [aria-current]"));
  const box = document.querySelector(".preview");
  const shown = kind === "field" ? box?.querySelector(`[data-key="${id}"], [data-key^="${id}@"]`) : null;
  shown?.classList.add("is-chosen");
  scrolled(box, shown);
}

/** Scroll a box, and nothing else, to something in it. @param {HTMLElement | null} box @param {HTMLElement | null} shown */
function scrolled(box, shown) {
  if (!box || !shown) return;
  const far = shown.getBoundingClientRect().top - box.getBoundingClientRect().top;
  if (far < 0 || far > box.clientHeight * 0.8) box.scrollTop += far - box.clientHeight / 3;
}
follow();
