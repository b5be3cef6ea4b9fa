// Reports of time are on the device before they are sent, and leave it when the municipality has
// them. The key of each is chosen here, so that one sent twice counts once. Without this script
// the forms are ordinary forms; a clock is the server's own and is only shown ticking here.

import { Store, Vault } from "../offline/store.js";

const NAME = "gemensam-timmar";
/** As many as the server takes in one batch. */
const MOST = 50;
/** A net that has not answered in this time is no net for somebody on the stairs (ms). */
const PATIENCE = 8000;
/** Tried again so often while something is kept, and at once when the net is back (ms). */
const AGAIN = 15000;

/** @typedef {{key: string, person: string, at: number, state: string, reason: string, name: string,
 *   entry: {key: string, activity: string, worked_on: string, minutes: string, note: string}}} Kept */

class Queue {
  /** @param {Store} store @param {Vault} vault @param {string} person */
  constructor(store, vault, person) {
    this.store = store;
    this.vault = vault;
    this.person = person;
  }

  /** @param {string} person */
  static async of(person) {
    const store = await Store.open(NAME);
    return new Queue(store, await Vault.of(store, person), person);
  }

  /** Write a report; it is on the disk when this is done. @param {Kept} row */
  async put(row) {
    const { entry, name, ...open } = row;
    await this.store.write([["entries", row.key, { ...open, sealed: await this.vault.seal({ entry, name }) }]]);
  }

  /** @param {string} key */
  async drop(key) {
    await this.store.write([["entries", key, undefined]]);
  }

  /** This person's reports in the order they were made. @returns {Promise<Kept[]>} */
  async rows() {
    const mine = (await this.store.all("entries")).map(([, row]) => row).filter((row) => row.person === this.person);
    mine.sort((one, other) => one.at - other.at);
    return Promise.all(mine.map(async ({ sealed, ...row }) => ({ ...row, ...(await this.vault.unseal(sealed)) })));
  }
}

class Hours {
  /** @param {Queue} queue @param {HTMLFormElement} form */
  constructor(queue, form) {
    this.queue = queue;
    this.form = form;
    this.state = "kept";
  }

  /** @param {HTMLFormElement} form @param {HTMLElement | null} button */
  async take(form, button) {
    const data = new FormData(form);
    const text = (/** @type {string} */ name) => String(data.get(name) ?? "").trim();
    const quick = button instanceof HTMLButtonElement && button.name === "quick" ? button.value : "";
    const field = form.elements.namedItem("activity");
    const name = field instanceof HTMLSelectElement
      ? (field.selectedOptions[0]?.textContent ?? "") : field instanceof HTMLElement ? (field.dataset.name ?? "") : "";
    const entry = { key: text("key"), activity: text("activity"), worked_on: text("worked_on"), minutes: quick || text("minutes"), note: text("note") };
    // What the server would refuse is for the server to say, at its field.
    if (!/^\d{1,4}$/.test(entry.minutes) || !entry.activity || !entry.worked_on) return null;
    await this.queue.put({ key: entry.key, person: this.queue.person, at: Date.now(), state: "kept", reason: "", name, entry });
    for (const other of document.querySelectorAll("form[data-keep] input[name=key]")) {
      if (other instanceof HTMLInputElement && other.value === entry.key) other.value = crypto.randomUUID();
    }
    return entry;
  }

  /** Say whether the municipality has refused a report. @param {string} key */
  async isRefused(key) {
    return (await this.queue.rows()).some((row) => row.key === key && row.state === "refused");
  }

  /** Send what is kept, in one tab at a time; show what was taken in and say whether anything was. */
  send() {
    return navigator.locks.request(NAME, () => this.#send());
  }

  async #send() {
    const waiting = (await this.queue.rows()).filter((row) => row.state === "kept").slice(0, MOST);
    if (waiting.length === 0) return false;
    await this.#say("sending");
    const token = this.form.querySelector("input[name=csrfmiddlewaretoken]");
    let answer;
    try {
      answer = await fetch(this.form.dataset.sync ?? "", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token instanceof HTMLInputElement ? token.value : "" },
        body: JSON.stringify({ person: this.queue.person, entries: waiting.map((row) => row.entry) }),
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch {
      await this.#say("kept");
      return false;
    }
    if (!answer.ok) {
      // Logged out, or another person has logged in since: everything stays where it is.
      await this.#say(answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 409 ? "login" : "kept");
      return false;
    }
    const said = await answer.json();
    await this.#settle(said.answers, waiting);
    await this.#say("kept");
    if (said.lines) reported(said);
    return Boolean(said.lines);
  }

  /**
   * Let go of what the municipality has; keep what it refused, with its reason.
   * @param {{key: string, verdict: string, reason?: string}[]} answers
   * @param {Kept[]} waiting
   */
  async #settle(answers, waiting) {
    for (const answer of answers) {
      const row = waiting.find((one) => one.key === answer.key);
      if (!row) continue;
      if (answer.verdict === "refused") await this.queue.put({ ...row, state: "refused", reason: answer.reason ?? "" });
      else await this.queue.drop(row.key);
    }
  }

  /** @param {string} state */
  async #say(state) {
    this.state = state;
    await this.show();
  }

  async show() {
    const place = document.querySelector("[data-kept]");
    const list = place?.querySelector("[data-kept-list]");
    const pattern = place?.querySelector("template[data-kept-row]");
    if (!(place instanceof HTMLElement) || !list || !(pattern instanceof HTMLTemplateElement)) return;
    const rows = await this.queue.rows();
    const words = { kept: this.form.dataset.keptText, sending: this.form.dataset.sending, login: this.form.dataset.login };
    list.replaceChildren(...rows.map((row) => {
      const shown = /** @type {DocumentFragment} */ (pattern.content.cloneNode(true));
      const write = (/** @type {string} */ name, /** @type {string} */ text) => {
        const slot = shown.querySelector(`[data-say-${name}]`);
        if (slot) slot.textContent = text;
      };
      write("activity", row.name);
      write("time", clock(Number(row.entry.minutes)));
      write("day", row.entry.worked_on);
      write("state", row.reason || (words[/** @type {"kept"} */ (this.state)] ?? ""));
      const remove = shown.querySelector("[data-remove]");
      if (remove instanceof HTMLButtonElement) {
        remove.hidden = row.state !== "refused";
        remove.addEventListener("click", async () => { await this.queue.drop(row.key); await this.show(); });
      }
      return shown;
    }));
    place.hidden = rows.length === 0;
  }
}

/**
 * Show what the municipality has where the page shows it, with the way to take it back.
 * @param {{lines: string, undo: string}} said
 */
function reported(said) {
  const list = document.querySelector("[data-reported]");
  const undo = document.querySelector("[data-undo]");
  if (!list || !undo) return;
  const shown = document.createElement("template");
  shown.innerHTML = said.lines;
  list.prepend(...[...shown.content.children].filter((line) => !document.getElementById(line.id)));
  for (const part of document.querySelectorAll("[data-when-reported]")) part.removeAttribute("hidden");
  document.querySelector("[data-nothing-reported]")?.remove();
  undo.innerHTML = said.undo;
}

/** The day by this device's clock, as a field of a date has it. */
function today() {
  return new Date().toLocaleDateString("sv-SE");
}

/**
 * Write in a form what is not hidden.
 * @param {HTMLFormElement} form
 * @param {{worked_on: string, note: string, minutes: string}} values
 */
function fill(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement && field.type !== "hidden") field.value = value;
  }
}

/** Let a page that was opened yesterday mean today, where it still says yesterday. */
function followTheDay() {
  let day = today();
  window.addEventListener("focus", () => {
    for (const field of document.querySelectorAll("form[data-keep] [name=worked_on]")) {
      if (field instanceof HTMLInputElement && field.value === day) field.value = today();
    }
    day = today();
  });
}

/** @param {number} minutes */
function clock(minutes) {
  const hours = Math.floor(minutes / 60);
  return [hours ? `${hours}\u00a0h` : "", minutes % 60 || !hours ? `${minutes % 60}\u00a0min` : ""].filter(Boolean).join("\u00a0");
}

/** Let the running clock be seen running. */
function tick() {
  const shown = document.querySelector("[data-running]");
  if (!(shown instanceof HTMLElement)) return;
  const since = Date.parse(shown.dataset.running ?? "");
  const show = () => { shown.textContent = clock(Math.max(0, Math.floor((Date.now() - since) / 60000))); };
  show();
  setInterval(show, 10_000);
}

/** @param {Hours} hours @param {HTMLFormElement} form @param {SubmitEvent} event */
async function submitted(hours, form, event) {
  const button = event.submitter;
  const entry = await hours.take(form, button).catch(() => null);
  if (!entry) {
    // Nothing was kept: the form goes the ordinary way.
    form.dataset.keep = "off";
    form.requestSubmit(button instanceof HTMLButtonElement ? button : undefined);
    return;
  }
  // Ready for the next one, with the same activity; what is refused comes back to be mended.
  fill(form, { worked_on: today(), note: "", minutes: "" });
  await hours.show();
  const banner = (await hours.send()) ? document.querySelector("[data-undo] [role=status]") : null;
  if (await hours.isRefused(entry.key)) fill(form, entry);
  if (banner instanceof HTMLElement) banner.focus();
  else document.querySelector("[data-kept]")?.scrollIntoView({ block: "nearest" });
}

async function start() {
  tick();
  const main = document.querySelector("form[data-person]");
  if (!(main instanceof HTMLFormElement)) return;
  const queue = await Queue.of(main.dataset.person ?? "");
  const hours = new Hours(queue, main);
  for (const form of document.querySelectorAll("form[data-keep]")) {
    if (!(form instanceof HTMLFormElement)) continue;
    form.addEventListener("submit", (event) => {
      const elsewhere = event.submitter instanceof HTMLButtonElement && event.submitter.hasAttribute("formaction");
      if (form.dataset.keep === "off" || elsewhere) return;
      event.preventDefault();
      void submitted(hours, form, event);
    });
  }
  followTheDay();
  document.documentElement.dataset.hoursReady = "";
  window.addEventListener("online", () => void hours.send());
  window.addEventListener("focus", () => void hours.send());
  setInterval(() => void hours.send(), AGAIN);
  await hours.show();
  await hours.send();
}

void start();
