// What somebody wrote or reported, until the municipality has it and has shown that it has it.
// Rows are only added. A row goes through
//   queued → received (the server gave its receipt) → shown (a later pull had it, with the same hash)
// or is held by the server, which the unit sees. Only shown rows are ever let go of. What is text (a
// note of home care, a note from a caseworker's home visit) has a hash; a report has none.

import { GENESIS, hashOf, storable } from "./canonical.js";
import { newId } from "./ids.js";

/** Shown rows are kept so long, to be offered again if the municipality restores a backup (ms). */
const KEEP_SHOWN = 30 * 24 * 3600_000;

/** Who writes, under which commission. @typedef {{person: string, commission: string}} Who */

/** @typedef {{id: string, verdict: string, reason: string, reason_text: string,
 *   server_sequence: number | null, hash: string, visit_state: string, visit_version: number | null}} Answer */

/** @typedef {{id: string, person: string, device: string, order: number, status: string, kind: string,
 *   visit: string, at: string, hash: string, serverSequence: number, reason: string, reasonText: string,
 *   shownAt: number, sealed: any, entry: any}} Row */

export class Queue {
  /**
   * @param {{get: Function, all: Function, write: Function}} store
   * @param {{seal: Function, unseal: Function}} vault
   * @param {Who} who
   * @param {(work: () => Promise<any>) => Promise<any>} alone runs one thing at a time in all tabs
   */
  constructor(store, vault, who, alone) {
    this.store = store;
    this.vault = vault;
    this.who = who;
    this.alone = alone;
  }

  /** The device that this person is under this commission: its id and the end of its chain. */
  async device() {
    const key = `${this.who.person}/${this.who.commission}`;
    let device = await this.store.get("devices", key);
    if (!device) {
      device = { id: newId(), sequence: 0, hash: GENESIS, order: 0 };
      await this.store.write([["devices", key, device]]);
    }
    return { key, ...device };
  }

  /**
   * Write a note. It is on the phone when this is done.
   * @param {{resident: string, visit: string | null, body: string, corrects?: string | null, basedOn?: number}} note
   */
  addNote(note) {
    return this.alone(async () => {
      const device = await this.device();
      const entry = {
        kind: "note",
        id: newId(),
        author: this.who.person,
        device: device.id,
        sequence: device.sequence + 1,
        resident: note.resident,
        visit: note.visit,
        regime: "SOL",
        information_class: "NOTE_SOL",
        form_version: null,
        created_at: new Date().toISOString(),
        based_on: note.basedOn ?? 0,
        prev_hash: device.hash,
        body: storable(note.body),
        corrects: note.corrects ?? null,
      };
      const hash = await hashOf(entry);
      return this.#add({ ...entry, hash }, entry.created_at, hash, { ...device, sequence: entry.sequence, hash });
    });
  }

  /**
   * Write a note from a home visit, which belongs to a case. It is on the phone when this is done.
   * @param {{case: string, body: string}} note
   */
  addCaseNote(note) {
    return this.alone(async () => {
      const device = await this.device();
      const covered = {
        kind: "case_note",
        id: newId(),
        author: this.who.person,
        case: note.case,
        created_at: new Date().toISOString(),
        body: storable(note.body),
      };
      const hash = await hashOf(covered);
      return this.#add({ ...covered, device: device.id, hash }, covered.created_at, hash, device);
    });
  }

  /**
   * Report something of a visit.
   * @param {{visit: string, kind: string}} report
   */
  addIntent(report) {
    return this.alone(async () => {
      const device = await this.device();
      const at = new Date().toISOString();
      const entry = { kind: report.kind, id: newId(), visit: report.visit, at, made_by: this.who.person, device: device.id };
      return this.#add(entry, at, "", device);
    });
  }

  /** @param {any} entry @param {string} at @param {string} hash @param {any} device */
  async #add(entry, at, hash, { key, ...device }) {
    device.order += 1;
    const row = {
      id: entry.id, person: this.who.person, device: device.id, order: device.order, status: "queued",
      kind: entry.kind, visit: entry.visit ?? entry.case ?? "", at, hash, serverSequence: 0, reason: "", reasonText: "", shownAt: 0,
      sealed: await this.vault.seal(entry),
    };
    // The row and the end of the chain in one transaction: a kill in between leaves neither.
    await this.store.write([["entries", row.id, row], ["devices", key, device]]);
    return { ...row, entry };
  }

  /** This person's rows in the order they were written. @returns {Promise<Row[]>} */
  async rows() {
    const all = await this.store.all("entries");
    const mine = all.map(([, row]) => row).filter((row) => row.person === this.who.person);
    return mine.sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : one.order - other.order));
  }

  /** The rows with what they say. @returns {Promise<Row[]>} */
  async list() {
    return Promise.all((await this.rows()).map(async (row) => ({ ...row, entry: await this.vault.unseal(row.sealed) })));
  }

  /** What to send, oldest first. @param {number} most */
  async pending(most) {
    const waiting = (await this.rows()).filter((row) => row.status === "queued").slice(0, most);
    return Promise.all(waiting.map((row) => this.vault.unseal(row.sealed)));
  }

  /** How much is not yet at the municipality, and how much it holds. */
  async counts() {
    const rows = await this.rows();
    return {
      queued: rows.filter((row) => row.status === "queued").length,
      held: rows.filter((row) => row.status === "held" && row.hash).length,
    };
  }

  /** Change rows by a function; what it gives back is written. @param {(row: Row) => Row | undefined | null} change */
  #change(change) {
    return this.alone(async () => {
      /** @type {[string, string, any][]} */
      const writes = [];
      for (const row of await this.rows()) {
        const next = change(row);
        if (next !== null) writes.push(["entries", row.id, next]);
      }
      await this.store.write(writes);
      return writes.length;
    });
  }

  /** Note the server's receipts. @param {Answer[]} answers */
  receive(answers) {
    const byId = new Map(answers.map((answer) => [answer.id, answer]));
    return this.#change((row) => {
      const answer = byId.get(row.id);
      if (!answer || row.status !== "queued") return null;
      if (answer.verdict === "held") return { ...row, status: "held", reason: answer.reason, reasonText: answer.reason_text };
      if (answer.verdict !== "accepted" && answer.verdict !== "duplicate") return null;
      if (row.hash && answer.hash !== row.hash) return null;
      // What was taken in may have something to say as well: the case was decided meanwhile.
      return { ...row, status: "received", serverSequence: answer.server_sequence ?? 0, reasonText: answer.reason_text };
    });
  }

  /**
   * Note what a later pull showed: notes with their hash, reports by id, and held entries that the
   * unit manager has settled.
   * @param {{notes?: {id: string, hash: string}[], reports?: string[], settled?: string[]}} pull
   */
  confirm({ notes = [], reports = [], settled = [] }) {
    const hashes = new Map(notes.map((note) => [note.id, note.hash]));
    const gone = new Set([...reports, ...settled]);
    return this.#change((row) => {
      if (row.status === "shown") return Date.now() - row.shownAt > KEEP_SHOWN ? undefined : null;
      if (row.status === "queued") return null;
      const shown = { ...row, status: "shown", shownAt: Date.now() };
      if (!row.hash) return gone.has(row.id) ? shown : null;
      if (hashes.get(row.id) === row.hash) return shown;
      return row.status === "held" && settled.includes(row.id) ? shown : null;
    });
  }

  /** The lowest number whose note the pull has not yet shown, to pull from; null when none waits. */
  async unshownFrom() {
    const waiting = (await this.rows()).filter((row) => row.status === "received" && row.kind === "note");
    return waiting.length ? Math.min(...waiting.map((row) => row.serverSequence)) - 1 : null;
  }

  /** Whether something that the round shows, and not the line of notes, still waits to be shown. */
  async hasUnshownInRound() {
    return (await this.rows()).some((row) => row.kind !== "note" && (row.status === "received" || row.status === "held"));
  }

  /** The municipality has restored a backup: offer all that is still here once more. */
  offerAgain() {
    return this.#change((row) => (row.status === "received" || row.status === "shown" ? { ...row, status: "queued" } : null));
  }
}
