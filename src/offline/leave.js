// Logging out on a page that is not the phone's own: what lay on the phone goes from there as well.
// What is not sent stays sealed until its author logs in on this phone again: nothing is lost.

import { wipe } from "./shelf.js";
import { Store } from "./store.js";

async function leave() {
  const store = await Store.open();
  const who = await store.get("meta", "who");
  if (!who) return;
  const rows = await store.all("entries");
  await wipe(store, who.person, rows.some(([, row]) => row.person === who.person && row.status === "queued"));
}

for (const form of document.querySelectorAll("form[data-leave]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    // Where the browser keeps nothing there is nothing to wipe; nobody is kept logged in for it.
    await leave().catch(() => undefined);
    if (form instanceof HTMLFormElement) form.submit();
  });
}
