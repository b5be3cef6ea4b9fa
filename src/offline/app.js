// Starts the phone app on a page of home care: whose it is, the queue, the sync, the screen.
// Without it, or where the browser keeps nothing, every page still works by plain forms.

import { Queue } from "./queue.js";
import { Frame } from "./screens/frame.js";
import { drawRound, markRound } from "./screens/round.js";
import { VisitScreen, drawVisit } from "./screens/visit.js";
import { word } from "./screens/words.js";
import { Store, Vault } from "./store.js";
import { Sync } from "./sync.js";

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

/** The round and the drafts of one person, sealed. */
class Shelf {
  /** @param {Store} store @param {Vault} vault @param {string} person */
  constructor(store, vault, person) {
    this.store = store;
    this.vault = vault;
    this.person = person;
  }

  /** The round, unless it is older than a shift. @returns {Promise<any>} */
  async round() {
    const sealed = await this.store.get("rounds", this.person);
    if (!sealed) return null;
    const round = await this.vault.unseal(sealed);
    if (new Date(round.keep_until) > new Date()) return round;
    await this.store.write([["rounds", this.person, undefined]]);
    return null;
  }

  /** @param {any} round */
  async keepRound(round) {
    await this.store.write([["rounds", this.person, await this.vault.seal(round)]]);
  }

  /** @param {string} visit @returns {Promise<string>} */
  async draft(visit) {
    const sealed = await this.store.get("drafts", `${this.person}/${visit}`);
    return sealed ? this.vault.unseal(sealed) : "";
  }

  /** @param {string} visit @param {string} text */
  async keepDraft(visit, text) {
    const value = text.trim() ? await this.vault.seal(text) : undefined;
    await this.store.write([["drafts", `${this.person}/${visit}`, value]]);
  }

  /**
   * Wipe the phone at log-out. Forced, with something unsent: what the person wrote and the key to
   * it stay, and so do the ends of the chains; what others wrote goes.
   * @param {boolean} isForced
   */
  async wipe(isForced) {
    /** @type {[string, string, any][]} */
    const rows = [["rounds", this.person, undefined], ["meta", "who", undefined]];
    if (!isForced) {
      for (const [key, row] of await this.store.all("entries")) if (row.person === this.person) rows.push(["entries", key, undefined]);
      for (const [key] of await this.store.all("drafts")) if (key.startsWith(`${this.person}/`)) rows.push(["drafts", key, undefined]);
      rows.push(["keys", this.person, undefined]);
    }
    await this.store.write(rows);
  }
}

/** Draw the page in the shell; null when the phone has not got it. @param {any} round */
function drawShell(round) {
  const shell = document.querySelector("[data-shell]");
  if (!shell) return;
  const [, id] = location.pathname.match(/^\/hemtjanst\/besok\/([0-9a-f-]+)\/$/) ?? [];
  const visit = id && round?.visits.find((/** @type {any} */ each) => each.id === id);
  const wanted = !round ? null : visit ? "visit" : location.pathname === "/hemtjanst/" ? "round" : null;
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
  else drawRound(root, round);
  document.title = word("title", { name: visit ? visit.name : word("today") });
  const worker = document.querySelector("[data-worker]");
  if (worker) worker.textContent = `${round.name}, ${round.unit}`;
}

/** Let the worker keep the shell and every file that this page has loaded. */
async function keepShell() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/hemtjanst/sw.js", { scope: "/hemtjanst/" });
  const registration = await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
  const links = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon]")].map((link) => new URL(/** @type {HTMLLinkElement} */ (link).href));
  const own = [...loaded, ...links].filter((url) => url.origin === location.origin && !url.pathname.startsWith("/hemtjanst/"));
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
  frame.guardLogOut(() => queue.counts(), (isForced) => shelf.wipe(isForced));
  await screen?.start();
  await refresh();
  document.documentElement.dataset.phone = "ready";
  for (const event of ["online", "offline", "focus"]) window.addEventListener(event, () => sync.now());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) sync.now(); });
  // Asks the browser not to clear the store when it is short of room.
  navigator.storage?.persist?.();
  await Promise.allSettled([sync.now(), keepShell()]);
  document.documentElement.dataset.phone = "synced";
}

start().catch(() => { document.documentElement.dataset.phone = "plain"; });
