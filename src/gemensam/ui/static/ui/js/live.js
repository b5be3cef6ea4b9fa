// Focus and speech after a swap: focus is never lost, and what changes by itself is said politely.

/** Say something to screen readers. Any module may send `ui:say` with the text as detail. */
document.addEventListener("ui:say", (event) => {
  const region = document.getElementById("live");
  if (!region || !(event instanceof CustomEvent)) return;
  region.textContent = "";
  // An empty region first: the same sentence twice is otherwise said once.
  requestAnimationFrame(() => { region.textContent = String(event.detail); });
});

/**
 * The place in the new content that wants focus: the error summary, or [data-focus].
 * @param {ParentNode} root
 * @returns {HTMLElement | null}
 */
function wanted(root) {
  return root.querySelector(".errors[data-focus], [data-focus]");
}

/** @type {{id: string, start: number | null} | null} */
let before = null;

document.addEventListener("htmx:before:swap", () => {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !active.id) { before = null; return; }
  const start = active instanceof HTMLInputElement && active.type === "text" ? active.selectionStart : null;
  before = { id: active.id, start };
});

document.addEventListener("htmx:after:swap", (event) => {
  const source = event.target instanceof HTMLElement ? event.target : document.body;
  const detail = event instanceof CustomEvent ? event.detail : undefined;
  const target = detail?.ctx?.target instanceof HTMLElement && detail.ctx.target.isConnected
    ? detail.ctx.target : document;
  const next = wanted(target) ?? (source.isConnected ? null : wanted(document));
  if (next) {
    if (!next.hasAttribute("tabindex") && next.tabIndex < 0) next.tabIndex = -1;
    next.focus();
  } else if (before && document.activeElement === document.body) {
    const same = document.getElementById(before.id);
    same?.focus({ preventScroll: true });
    if (same instanceof HTMLInputElement && before.start !== null) same.setSelectionRange(before.start, before.start);
  }
  const words = target.querySelector("[data-say]")?.getAttribute("data-say");
  if (words) document.dispatchEvent(new CustomEvent("ui:say", { detail: words }));
});

/**
 * Show words that stay until closed. Nothing of what the reader typed has been replaced.
 * @param {"offline" | "broken" | "refused"} name
 */
function toast(name) {
  const place = document.getElementById("toasts");
  const text = place?.dataset[name];
  if (!place || !text) return;
  const words = document.createElement("span");
  words.textContent = text;
  const close = document.createElement("button");
  close.className = "linklike";
  close.textContent = place.dataset.close ?? "";
  close.addEventListener("click", () => place.replaceChildren());
  const box = document.createElement("div");
  box.className = "toast";
  box.append(words, close);
  place.replaceChildren(box);
}

// Whole error pages are never put inside a part of another page (noSwap in the base template).
document.addEventListener("htmx:response:error", (event) => {
  const status = event instanceof CustomEvent ? event.detail?.ctx?.response?.status : 0;
  if (status >= 500) toast("broken");
  else if (status === 403 || status === 404) toast("refused");
});
document.addEventListener("htmx:error", () => toast(navigator.onLine ? "broken" : "offline"));

// A whole page with errors: start at the summary, as after a swap.
wanted(document)?.focus();
