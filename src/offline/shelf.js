// What lies on the phone of one person, and how it is wiped.

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./store.js").Vault} Vault */

/** The round and the drafts of one person, sealed. */
export class Shelf {
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
}

/**
 * Wipe the phone at log-out. Forced, with something unsent: what the person wrote and the key to
 * it stay, and so do the ends of the chains; what others wrote goes.
 * @param {Store} store @param {string} person @param {boolean} isForced
 */
export async function wipe(store, person, isForced) {
  /** @type {[string, string, any][]} */
  const rows = [["rounds", person, undefined], ["meta", "who", undefined]];
  if (!isForced) {
    for (const [key, row] of await store.all("entries")) if (row.person === person) rows.push(["entries", key, undefined]);
    for (const [key] of await store.all("drafts")) if (key.startsWith(`${person}/`)) rows.push(["drafts", key, undefined]);
    rows.push(["keys", person, undefined]);
  }
  await store.write(rows);
}
