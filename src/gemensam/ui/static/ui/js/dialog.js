// Native dialogs and menus. A link to "#id" opens the dialog by :target when no script runs.

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const opener = event.target.closest("a[data-dialog]");
  if (opener instanceof HTMLAnchorElement) {
    const dialog = document.querySelector(opener.hash);
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      dialog.showModal();
    }
    return;
  }
  const closer = event.target.closest("[data-dialog-close]");
  const dialog = closer?.closest("dialog");
  if (dialog?.open) {
    event.preventDefault();
    dialog.close();
  }
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  if (!menu) return;
  menu.removeAttribute("open");
  menu.querySelector("summary")?.focus();
});
