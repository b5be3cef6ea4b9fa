// The store of a device in memory, with the same calls as `Store`, that can be killed between two
// writes: what was not written whole is then not there at all.

export class MemoryStore {
  constructor() {
    /** @type {Map<string, Map<string, any>>} */
    this.tables = new Map();
    this.writesLeft = Infinity;
  }

  #table(name) {
    if (!this.tables.has(name)) this.tables.set(name, new Map());
    return this.tables.get(name);
  }

  async get(table, key) {
    return structuredClone(this.#table(table).get(key));
  }

  async all(table) {
    return [...this.#table(table)].sort(([one], [other]) => (one < other ? -1 : 1)).map((row) => structuredClone(row));
  }

  async write(rows) {
    if (this.writesLeft === 0) throw new Error("killed");
    this.writesLeft -= 1;
    for (const [table, key, value] of rows) {
      if (value === undefined) this.#table(table).delete(key);
      else this.#table(table).set(key, structuredClone(value));
    }
  }
}

/** Runs one thing at a time, as the browser's lock does. */
export function oneAtATime() {
  let last = Promise.resolve();
  return (work) => {
    const run = last.then(work, work);
    last = run.catch(() => undefined);
    return run;
  };
}
