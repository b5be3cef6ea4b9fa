// The screen of a visit: reports and notes go through the queue, drafts are kept while one types.

import { afterIntent } from "../rules.js";
import { choose, each, fill } from "./fill.js";
import { say } from "./frame.js";
import { clock, word } from "./words.js";

/** A pause this long means that somebody stopped typing (ms): one write per group of keys. */
const PAUSE = 300;
/** @type {Record<string, string>} */
const TIME_OF = { "visit.accepted": "accepted", "visit.arrived": "arrived", "visit.done": "done" };

export class VisitScreen {
  /**
   * @param {HTMLElement} root
   * @param {import("../queue.js").Queue} queue
   * @param {{load: (visit: string) => Promise<string>, save: (visit: string, text: string) => Promise<void>}} drafts
   * @param {() => Promise<any>} round
   * @param {() => void} changed called when something was added
   */
  constructor(root, queue, drafts, round, changed) {
    this.root = root;
    this.queue = queue;
    this.drafts = drafts;
    this.round = round;
    this.changed = changed;
    this.visit = root.dataset.visit ?? "";
    this.timer = 0;
    const form = root.querySelector("[data-note-form]");
    const text = form?.querySelector("textarea");
    if (!(form instanceof HTMLFormElement) || !text) return;
    this.text = text;
    form.addEventListener("submit", (event) => this.#write(event));
    text.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = Number(setTimeout(() => this.#keep(), PAUSE));
    });
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.#keep(); });
    for (const report of root.querySelectorAll("form[data-intent]")) {
      if (report instanceof HTMLFormElement) report.addEventListener("submit", (event) => this.#report(event, report));
    }
  }

  /** Put back what was being written when the page was closed. */
  async start() {
    if (!this.text || this.text.value) return;
    this.text.value = await this.drafts.load(this.visit);
    this.#tellDraft();
  }

  #tellDraft() {
    const mark = this.root.querySelector("[data-draft]");
    if (mark instanceof HTMLElement) mark.hidden = !this.text?.value.trim();
  }

  async #keep() {
    clearTimeout(this.timer);
    if (!this.text) return;
    await this.drafts.save(this.visit, this.text.value);
    this.#tellDraft();
  }

  /** @param {Event} event */
  async #write(event) {
    const text = this.text;
    // An empty note goes the plain way: the server says what is wrong, as without a script.
    if (!text || !text.value.trim()) return;
    event.preventDefault();
    const body = text.value;
    text.disabled = true;
    try {
      if ("case" in this.root.dataset) {
        await this.queue.addCaseNote({ case: this.visit, body });
      } else {
        const round = await this.round();
        await this.queue.addNote({ resident: this.root.dataset.resident ?? "", visit: this.visit, body, basedOn: round?.cursor ?? 0 });
      }
      text.value = "";
      await this.#keep();
    } finally {
      text.disabled = false;
    }
    say(word("kept"));
    await this.show();
    this.changed();
  }

  /** @param {Event} event @param {HTMLFormElement} form */
  async #report(event, form) {
    event.preventDefault();
    const kind = form.dataset.intent ?? "";
    await this.queue.addIntent({ visit: this.visit, kind });
    await this.show();
    this.changed();
    const next = [...this.root.querySelectorAll("form[data-intent]:not([hidden]) button")][0];
    if (next instanceof HTMLElement) next.focus();
  }

  /** Draw what lies in the queue for this visit over what the server said. */
  async show() {
    const rows = (await this.queue.list()).filter((row) => row.visit === this.visit);
    this.#showState(rows.filter((row) => !row.hash));
    const shown = new Set([...this.root.querySelectorAll("[data-note]")].map((note) => note.getAttribute("data-note")));
    const notes = rows.filter((row) => row.hash && !(row.status === "shown" && shown.has(row.id))).reverse();
    each(this.root, "entries", notes.map((row) => ({
      when: word("todayAt", { time: clock(new Date(row.at)) }),
      body: row.entry.body,
      below: [word(row.status, { reason: row.reasonText }), row.status === "held" ? "" : row.reasonText].join(" ").trim(),
      status: row.status,
      id: row.id,
    })), (item, values) => {
      item.dataset.entry = values.id;
      choose(item, "status", values.status);
    });
    const section = this.root.querySelector("[data-entries-section]");
    if (section instanceof HTMLElement) section.hidden = notes.length === 0;
  }

  /** @param {import("../queue.js").Row[]} reports */
  #showState(reports) {
    let state = this.root.dataset.stateNow ?? "PLANNED";
    let assigned = this.root.dataset.assignedNow ?? "nobody";
    /** @type {Record<string, string>} */
    const times = {};
    let held = "";
    for (const report of reports) {
      if (report.status === "held" || report.reason) { held = report.reasonText; continue; }
      const after = afterIntent(state, report.kind, assigned);
      if (after.reason) continue;
      if (after.state !== state) times[TIME_OF[report.kind]] = clock(new Date(report.at));
      state = after.state;
      assigned = "me";
    }
    fill(this.root, { ...times, state, assigned });
    const place = this.root.querySelector("[data-report-held]");
    const banner = this.root.querySelector('[data-show="report-held"]');
    if (place) place.textContent = held;
    if (banner instanceof HTMLElement) banner.hidden = !held;
  }
}

/** Draw a visit in the shell from what the phone has. @param {HTMLElement} root @param {Record<string, any>} visit */
export function drawVisit(root, visit) {
  root.dataset.visit = visit.id;
  root.dataset.resident = visit.resident;
  root.dataset.stateNow = visit.state;
  root.dataset.assignedNow = visit.assigned;
  fill(root, visit);
  each(root, "notices", visit.notices);
  each(root, "tasks", visit.tasks.map((/** @type {string} */ text) => ({ text })));
  each(root, "kin", visit.kin);
  each(root, "notes", visit.notes, (item, note) => { item.dataset.note = note.id; });
}
