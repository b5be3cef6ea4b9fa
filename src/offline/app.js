// Starts the phone app on a page of home care or of home visits: whose it is, the queue, the sync, the screen.
// Without it, or where the browser keeps nothing, every page still works by plain forms.

import { Queue } from "./queue.js";
import { drawCase, drawCases } from "./screens/case.js";
import { Frame, show } from "./screens/frame.js";
import { drawRound, markRound } from "./screens/round.js";
import { VisitScreen, drawVisit } from "./screens/visit.js";
import { word } from "./screens/words.js";
import { Shelf, wipe } from "./shelf.js";
import { Store, Vault } from "./store.js";
import { Sync } from "./sync.js";

/** Where the pages of this part of the app lie: home care's, or those of home visits. */
const AREA = document.querySelector("[data-area]")?.getAttribute("data-area") ?? "/hemtjanst/";

/** One writer at a time in all of the browser's tabs. @param {() => Promise<any>} work */
const alone = (work) => navigator.locks.request("gemensam-hemtjanst", work);

/**
 * Whose phone this is now: from the page, or from the last time somebody was signed in.
 * @param {Store} store
 * @returns {Promise<import("./queue.js").Who | null>}
 */
async function whose(store) {
  const mark = document.querySelector("[data-signed-in]");
  if (!(mark instanceof HTMLElement)) return (await store.get("meta", "who")) ?? null;
  const who = { person: mark.dataset.person ?? "", commission: mark.dataset.commission ?? "" };
  await store.write([["meta", "who", who]]);
  return who;
}

/** Draw the page in the shell; null when the phone has not got it. @param {any} round */
function drawShell(round) {
  const shell = document.querySelector("[data-shell]");
  if (!shell) return;
  const [, id] = location.pathname.match(/\/besok\/([0-9a-f-]+)\/$/) ?? [];
  const isHere = (/** @type {any} */ each) => each.id === id;
  const visit = id && round?.visits.find(isHere);
  const along = id && round?.cases?.find(isHere);
  const wanted = !round ? null : visit || along ? "visit" : location.pathname === AREA ? "round" : null;
  const template = wanted && document.querySelector(`template[data-page="${wanted}"]`);
  const empty = shell.querySelector("[data-shell-empty]");
  shell.querySelector("[data-shell-waiting]")?.remove();
  if (!(template instanceof HTMLTemplateElement)) {
    if (empty instanceof HTMLElement) empty.hidden = false;
    return;
  }
  shell.querySelector("[data-shell-name]")?.remove();
  shell.append(template.content.cloneNode(true));
  const root = shell.querySelector(`[data-screen="${wanted}"]`);
  if (!(root instanceof HTMLElement)) return;
  if (visit) drawVisit(root, visit);
  else if (along) drawCase(root, along);
  else if (root.querySelector('[data-each="cases"]')) drawCases(root, round);
  else drawRound(root, round);
  document.title = word("title", { name: (visit || along)?.name ?? word("today") });
  const worker = document.querySelector("[data-worker]");
  if (worker) worker.textContent = `${round.name}, ${round.unit}`;
}

/** Let the worker keep the shell and every file that this page has loaded. */
async function keepShell() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(`${AREA}sw.js`, { scope: AREA });
  const registration = await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
  const links = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon]")].map((link) => new URL(/** @type {HTMLLinkElement} */ (link).href));
  const own = [...loaded, ...links].filter((url) => url.origin === location.origin && ![AREA, "/hemtjanst/"].some((start) => url.pathname.startsWith(start)));
  const kept = new MessageChannel();
  const isKept = new Promise((resolve) => { kept.port1.onmessage = resolve; });
  registration.active?.postMessage({ keep: [...new Set(own.map((url) => url.pathname + url.search))], language: document.documentElement.lang }, [kept.port2]);
  await isKept;
}

async function start() {
  const store = await Store.open();
  const who = await whose(store);
  if (!who) {
    drawShell(null);
    return;
  }
  const vault = await Vault.of(store, who.person);
  const shelf = new Shelf(store, vault, who.person);
  const queue = new Queue(store, vault, who, alone);
  const frame = new Frame();
  drawShell(await shelf.round());
  const root = document.querySelector("[data-screen]");
  const screen = root instanceof HTMLElement && root.dataset.screen === "visit"
    ? new VisitScreen(root, queue, { load: (visit) => shelf.draft(visit), save: (visit, text) => shelf.keepDraft(visit, text) }, () => shelf.round(), () => refresh().then(() => sync.now()))
    : null;

  async function refresh() {
    frame.count(await queue.counts());
    if (screen) await screen.show();
    else if (root instanceof HTMLElement) markRound(root, await queue.rows());
  }

  const rounds = { load: () => shelf.round(), save: (/** @type {any} */ round) => shelf.keepRound(round) };
  const sync = new Sync(queue, rounds, (...request) => fetch(...request), (outcome, round) => { frame.tell(outcome); frame.alarm(round); refresh(); });
  frame.guardLogOut(() => queue.counts(), (isForced) => wipe(store, who.person, isForced));
  await screen?.start();
  await refresh();
  document.documentElement.dataset.phone = "ready";
  for (const event of ["online", "offline", "focus"]) window.addEventListener(event, () => sync.now());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) sync.now(); });
  // Asks the browser not to clear the store when it is short of room.
  navigator.storage?.persist?.();
  const [sent, kept] = await Promise.allSettled([sync.now(), keepShell()]);
  const isHere = sent.status === "fulfilled" && sent.value === "done" && kept.status === "fulfilled";
  show("on-phone", isHere && "serviceWorker" in navigator);
  document.documentElement.dataset.phone = "synced";
}

start().catch(() => { document.documentElement.dataset.phone = "plain"; });
