// What is unfolded stays so when the designer is drawn anew after a change, and the focus stays in it.
// The view beside follows the question that is worked with.

/** @type {string[]} */
let open = [];
let focused = "";

document.addEventListener("htmx:before:swap", () => {
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
