// Sends what waits and fetches the round: when the page opens, when the net or the reader comes
// back, and on a timer. HTTP 200 says nothing of an entry; its own verdict does.

import { delayAfter } from "./rules.js";

/** So many entries a time; the server takes no more (homecare.actions.batch.BATCH_MAX). */
const BATCH = 50;
/** Between two rounds when all is well (ms): a new alarm is on the phone within this time. */
const EVERY = 15_000;
/** A net that has not answered in this time is no net (ms). */
const PATIENCE = 15_000;

/** What a run came to. @typedef {"done" | "offline" | "log-in" | "refused" | "other-person"} Outcome */

export class Sync {
  /**
   * @param {import("./queue.js").Queue} queue
   * @param {{load: () => Promise<any>, save: (round: any) => Promise<void>}} rounds
   * @param {typeof fetch} fetcher
   * @param {(outcome: Outcome, round: any) => void} tell called after each run
   */
  constructor(queue, rounds, fetcher, tell) {
    this.queue = queue;
    this.rounds = rounds;
    this.fetcher = fetcher;
    this.tell = tell;
    this.failures = 0;
    this.timer = 0;
    /** @type {Promise<Outcome> | null} */
    this.running = null;
    this.again = false;
  }

  /** Run now, or once more after the run that goes on. @returns {Promise<Outcome>} */
  now() {
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.running = this.#run().finally(() => {
      this.running = null;
      if (this.again) {
        this.again = false;
        this.now();
      }
    });
    return this.running;
  }

  async #run() {
    clearTimeout(this.timer);
    /** @type {Outcome} */
    let outcome = "offline";
    try {
      outcome = await this.once();
    } catch {
      outcome = "offline";
    }
    this.failures = outcome === "done" ? 0 : this.failures + 1;
    const wait = outcome === "done" ? EVERY * (0.75 + Math.random() / 2) : delayAfter(this.failures, Math.random());
    this.timer = Number(setTimeout(() => this.now(), wait));
    // After a server's answer the page shows what it has; without one, that there was none.
    this.tell(outcome, await this.rounds.load());
    return outcome;
  }

  /** Fetch the round, send all that waits, and see it come back. @returns {Promise<Outcome>} */
  async once() {
    let round = await this.#fetchRound();
    if (typeof round === "string") return round;
    let sent = 0;
    for (;;) {
      const entries = await this.queue.pending(BATCH);
      if (entries.length === 0) break;
      const answer = await this.#post(entries, round.csrf);
      if (typeof answer === "string") return answer;
      // A verdict that changes nothing would be asked for again for ever.
      if ((await this.queue.receive(answer.verdicts)) === 0) break;
      sent += entries.length;
    }
    await this.#seeNotes();
    if (sent > 0 || (await this.queue.hasUnshownInRound())) {
      round = await this.#fetchRound();
      if (typeof round === "string") return round;
    }
    return "done";
  }

  /** @returns {Promise<any>} the round, or an outcome that ends the run */
  async #fetchRound() {
    const device = await this.queue.device();
    const answer = await this.#ask(`/hemtjanst/rond.json?telefon=${device.id}`);
    if (typeof answer === "string") return answer;
    if (answer.person !== this.queue.who.person || answer.commission !== this.queue.who.commission) return "other-person";
    const before = await this.rounds.load();
    if (before && before.epoch !== answer.epoch) await this.queue.offerAgain();
    await this.rounds.save(answer);
    await this.queue.confirm({ notes: answer.case_notes, reports: answer.reports, settled: answer.settled });
    return answer;
  }

  async #seeNotes() {
    let after = await this.queue.unshownFrom();
    while (after !== null) {
      const page = await this.#ask(`/hemtjanst/anteckningar.json?efter=${after}`);
      if (typeof page === "string") return;
      await this.queue.confirm({ notes: page.notes });
      after = page.more ? page.cursor : null;
    }
  }

  /** @param {unknown[]} entries @param {string} csrf */
  #post(entries, csrf) {
    return this.#ask("/hemtjanst/synk/", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
      body: JSON.stringify({ entries }),
    });
  }

  /** @param {string} address @param {RequestInit} [options] @returns {Promise<any>} */
  async #ask(address, options = {}) {
    const answer = await this.fetcher(address, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...options });
    // A redirect leads to the log-in page: the session is over, what is written stays here.
    if (answer.type === "opaqueredirect" || (answer.status >= 300 && answer.status < 400)) return "log-in";
    if (answer.status === 401) return "log-in";
    if (answer.status === 403) return "refused";
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }
}
