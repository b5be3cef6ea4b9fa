// A thin wrapper of our own round IndexedDB, and the key that what it keeps is sealed with.

const NAME = "gemensam-hemtjanst";
const VERSION = 1;
/** entries: what is written; devices: chain ends; rounds, drafts: by person; keys; meta. */
export const TABLES = ["entries", "devices", "rounds", "drafts", "keys", "meta"];

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Tables of values by key. */
export class Store {
  /** @param {IDBDatabase} database */
  constructor(database) {
    this.database = database;
  }

  /** Open the store; rejects where the browser keeps nothing, as in some private windows. */
  static async open(name = NAME) {
    const request = indexedDB.open(name, VERSION);
    request.onupgradeneeded = () => {
      for (const table of TABLES) request.result.createObjectStore(table);
    };
    const database = await answer(request);
    // Another page has a newer version: let it have the database.
    database.onversionchange = () => database.close();
    return new Store(database);
  }

  /** @param {string} table @param {string} key */
  async get(table, key) {
    return answer(this.database.transaction(table).objectStore(table).get(key));
  }

  /** Give the keys and values of a table, in the order of the keys. @param {string} table */
  async all(table) {
    const store = this.database.transaction(table).objectStore(table);
    const [keys, values] = await Promise.all([answer(store.getAllKeys()), answer(store.getAll())]);
    return keys.map((key, place) => /** @type {[string, any]} */ ([String(key), values[place]]));
  }

  /**
   * Write several rows, all or nothing; a value of undefined removes the row. Done when it is on
   * the disk, not only in the browser's memory.
   * @param {[string, string, any][]} rows table, key, value
   */
  async write(rows) {
    if (rows.length === 0) return;
    const tables = [...new Set(rows.map(([table]) => table))];
    const transaction = this.database.transaction(tables, "readwrite", { durability: "strict" });
    for (const [table, key, value] of rows) {
      const store = transaction.objectStore(table);
      if (value === undefined) store.delete(key);
      else store.put(value, key);
    }
    await new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(undefined);
      transaction.onabort = () => reject(transaction.error);
    });
  }
}

/** Seals values with a key that no script can read out and that is gone after log-out. */
export class Vault {
  /** @param {CryptoKey} key */
  constructor(key) {
    this.key = key;
  }

  /**
   * Find or make a person's key.
   * @param {Pick<Store, "get" | "write">} store
   * @param {string} person
   */
  static async of(store, person) {
    let key = await store.get("keys", person);
    if (!key) {
      key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
      await store.write([["keys", person, key]]);
    }
    return new Vault(key);
  }

  /** @param {unknown} value */
  async seal(value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, plain) };
  }

  /** @param {{iv: Uint8Array<ArrayBuffer>, data: ArrayBuffer}} sealed */
  async unseal(sealed) {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, this.key, sealed.data);
    return JSON.parse(new TextDecoder().decode(plain));
  }
}
