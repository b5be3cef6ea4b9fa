// What is unfolded stays so when the designer is drawn anew after a change, and the focus stays in it.
// The view beside follows the question that is worked with.

/** @type {string[]} */
let open = [];
let focused = "";
// How often something was typed or chosen, and how often when the last request left.
let changes = 0;
let sent = 0;

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    if (event.target instanceof Element && event.target.closest("#panel")) changes += 1;
  }, true);
}
document.addEventListener("htmx:before:request", () => { sent = changes; });

document.addEventListener("htmx:before:swap", (event) => {
  if (changes !== sent) {
    // Somebody has gone on writing: what they wrote is newer than this answer, and is sent next.
    const step = /name="seen" value="(\d+)"/.exec(event.detail?.ctx?.text ?? "");
    const seen = document.querySelector('#panel [name="seen"]');
    if (step && seen instanceof HTMLInputElement) seen.value = step[1];
    event.preventDefault();
    // htmx may have dropped the request of the newest change: this one sends all there is.
    setTimeout(() => document.getElementById("panel")?.dispatchEvent(new Event("change", { bubbles: true })));
    return;
  }
  open = [...document.querySelectorAll("#work details[open]")].map((one) => one.id);
  focused = document.activeElement?.id ?? "";
});

document.addEventListener("htmx:after:swap", () => {
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (document.activeElement === document.body) document.getElementById(focused)?.focus({ preventScroll: true });
});

/** Mark the question that is worked with in the view, and bring it into sight there. */
function follow() {
  const [kind, id] = document.querySelector('#panel [name="del"]')?.value.split(":") ?? [];
  const box = document.querySelector(".preview");
  const shown = kind === "field" ? box?.querySelector(`[data-key="${id}"], [data-key^="${id}@"]`) : null;
  if (!box || !(shown instanceof HTMLElement)) return;
  shown.classList.add("is-chosen");
  box.scrollTop = Math.max(0, shown.offsetTop - box.clientHeight / 3);
}
follow();
document.addEventListener("htmx:after:swap", follow);
