// What is unfolded stays so when the designer is drawn anew after a change, and the focus stays in it.

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
