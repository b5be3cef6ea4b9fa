// The queue and the sync against a server of our own writing that answers as the real one does;
// the real one is met in the Python tests.

import assert from "node:assert/strict";
import { test } from "node:test";
import { GENESIS, hashOf } from "../canonical.js";
import { Queue } from "../queue.js";
import { Vault } from "../store.js";
import { Sync } from "../sync.js";
import { MemoryStore, oneAtATime } from "./memory_store.js";

const WHO = { person: "0199a0b0-0000-7000-8000-00000000000a", commission: "0199a0b0-0000-7000-8000-00000000000b" };
const RESIDENT = "0199a0b0-0000-7000-8000-00000000000c";
const VISIT = "0199a0b0-0000-7000-8000-00000000000d";

async function aQueue(store = new MemoryStore()) {
  return new Queue(store, await Vault.of(store, WHO.person), WHO, oneAtATime());
}

const aNote = (queue, body) => queue.addNote({ resident: RESIDENT, visit: VISIT, body });

const CASE = "0199a0b0-0000-7000-8000-00000000000e";
const aCaseNote = (queue, body) => queue.addCaseNote({ case: CASE, body });

function receipt(entry, over = {}) {
  return { id: entry.id, verdict: "accepted", reason: "", reason_text: "", server_sequence: 1, hash: entry.hash ?? "", visit_state: "", visit_version: null, ...over };
}

test("notes form a chain: each has the hash of the one before", async () => {
  const queue = await aQueue();
  await aNote(queue, "ett");
  await aNote(queue, "två");
  const [one, two] = await queue.pending(50);
  const { hash, ...covered } = one;
  assert.deepEqual(
    [one.sequence, one.prev_hash, hash, two.sequence, two.prev_hash],
    [1, GENESIS, await hashOf(covered), 2, one.hash],
  );
});

test("two notes written at once do not get the same number", async () => {
  const queue = await aQueue();
  await Promise.all([aNote(queue, "ett"), aNote(queue, "två"), aNote(queue, "tre")]);
  assert.deepEqual((await queue.pending(50)).map((entry) => entry.sequence), [1, 2, 3]);
});

test("nothing readable lies in the store", async () => {
  const store = new MemoryStore();
  await aNote(await aQueue(store), "hemligt om Margit");
  const kept = store.tables.get("entries").values().next().value;
  assert.ok(!Buffer.from(kept.sealed.data).includes(Buffer.from("hemligt")));
  assert.ok(!JSON.stringify(kept).includes("hemligt"));
});

test("a kill while a note is written leaves neither the note nor a gap in the chain", async () => {
  const store = new MemoryStore();
  const queue = await aQueue(store);
  await aNote(queue, "ett");
  store.writesLeft = 0;
  await assert.rejects(aNote(queue, "två"), /killed/);
  store.writesLeft = Infinity;
  await aNote(await aQueue(store), "tre");
  const entries = await queue.pending(50);
  assert.deepEqual(
    entries.map((entry) => [entry.sequence, entry.body, entry.prev_hash === (entries[0].hash)]),
    [[1, "ett", false], [2, "tre", true]],
  );
});

test("a receipt alone lets go of nothing; a later pull with the same hash does", async () => {
  const queue = await aQueue();
  const note = await aNote(queue, "ett");
  await queue.receive([receipt(note.entry)]);
  const states = [(await queue.rows())[0].status];
  await queue.confirm({ notes: [{ id: note.id, hash: "f".repeat(64) }] });
  states.push((await queue.rows())[0].status);
  await queue.confirm({ notes: [{ id: note.id, hash: note.hash }] });
  states.push((await queue.rows())[0].status);
  assert.deepEqual(states, ["received", "received", "shown"]);
});

test("a receipt for another content is no receipt", async () => {
  const queue = await aQueue();
  const note = await aNote(queue, "ett");
  await queue.receive([receipt(note.entry, { hash: "f".repeat(64) })]);
  assert.equal((await queue.rows())[0].status, "queued");
});

test("a pull that shows an unsent note does not mark it sent", async () => {
  const queue = await aQueue();
  const note = await aNote(queue, "ett");
  await queue.confirm({ notes: [{ id: note.id, hash: note.hash }] });
  assert.equal((await queue.rows())[0].status, "queued");
});

test("a held note stays on the phone with its reason until the manager has settled it", async () => {
  const queue = await aQueue();
  const note = await aNote(queue, "ett");
  await queue.receive([receipt(note.entry, { verdict: "held", reason: "no_access", reason_text: "Ingen behörighet." })]);
  const [held] = await queue.rows();
  await queue.confirm({ notes: [], reports: [], settled: [note.id] });
  const [settled] = await queue.rows();
  assert.deepEqual([held.status, held.reasonText, settled.status], ["held", "Ingen behörighet.", "shown"]);
});

test("after a restore all that is still here is offered again", async () => {
  const queue = await aQueue();
  const note = await aNote(queue, "ett");
  await queue.receive([receipt(note.entry)]);
  await queue.confirm({ notes: [note] });
  await queue.offerAgain();
  assert.deepEqual((await queue.pending(50)).map((entry) => entry.id), [note.id]);
});

test("another person's rows are neither sent nor counted", async () => {
  const store = new MemoryStore();
  await aNote(await aQueue(store), "ett");
  const other = { ...WHO, person: "0199a0b0-0000-7000-8000-0000000000ff" };
  const queue = new Queue(store, await Vault.of(store, other.person), other, oneAtATime());
  assert.deepEqual([await queue.pending(50), await queue.counts()], [[], { queued: 0, held: 0 }]);
});

/** A server in a few lines: keeps what it takes in, may lose the way there or back. */
function aServer() {
  const server = {
    notes: [], caseNotes: [], reports: [], lost: [], isOff: false, losesAnswer: false, status: 200, person: WHO.person, epoch: "one",
    async fetch(address, options = {}) {
      if (server.isOff) throw new TypeError("no net");
      if (server.status !== 200) return new Response("", { status: server.status });
      if (address.startsWith("/hemtjanst/rond.json")) {
        return Response.json({ person: server.person, commission: WHO.commission, csrf: "token", epoch: server.epoch, cursor: server.notes.length, reports: server.reports, case_notes: server.caseNotes.map(({ id, hash }) => ({ id, hash })), settled: [], visits: [], cases: [], keep_until: "2999-01-01T00:00:00Z" });
      }
      if (address.startsWith("/hemtjanst/anteckningar.json")) {
        return Response.json({ notes: server.notes.map(({ id, hash }) => ({ id, hash })), cursor: server.notes.length, more: false });
      }
      const { entries } = JSON.parse(options.body);
      const verdicts = entries.map((entry) => {
        const known = [...server.notes, ...server.caseNotes].some((note) => note.id === entry.id) || server.reports.includes(entry.id);
        if (!known && entry.kind === "note") server.notes.push(entry);
        else if (!known && entry.kind === "case_note") server.caseNotes.push(entry);
        else if (!known) server.reports.push(entry.id);
        return receipt(entry, { verdict: known ? "duplicate" : "accepted", server_sequence: 1 });
      });
      if (server.losesAnswer) throw new TypeError("the answer was lost");
      return Response.json({ epoch: server.epoch, verdicts });
    },
  };
  return server;
}

async function aSync(server, queue) {
  let round = null;
  const rounds = { load: async () => round, save: async (fresh) => { round = fresh; } };
  return new Sync(queue, rounds, server.fetch, () => undefined);
}

test("what was written without net is sent when it is back, and seen again, in one run", async () => {
  const server = aServer();
  const queue = await aQueue();
  const sync = await aSync(server, queue);
  await aNote(queue, "ett");
  await queue.addIntent({ visit: VISIT, kind: "visit.done" });
  server.isOff = true;
  await assert.rejects(sync.once(), /no net/);
  const before = (await queue.rows()).map((row) => row.status);
  server.isOff = false;
  const outcome = await sync.once();
  assert.deepEqual(
    [before, outcome, (await queue.rows()).map((row) => row.status), server.notes.length],
    [["queued", "queued"], "done", ["shown", "shown"], 1],
  );
});

test("an answer that is lost on the way back costs nothing: the same note is sent again, once there", async () => {
  const server = aServer();
  const queue = await aQueue();
  const sync = await aSync(server, queue);
  await aNote(queue, "ett");
  server.losesAnswer = true;
  await assert.rejects(sync.once(), /lost/);
  server.losesAnswer = false;
  await sync.once();
  assert.deepEqual([server.notes.length, (await queue.rows())[0].status], [1, "shown"]);
});

test("more than a batch is sent in several, in order", async () => {
  const server = aServer();
  const queue = await aQueue();
  for (let n = 0; n < 120; n += 1) await aNote(queue, `anteckning ${n}`);
  await (await aSync(server, queue)).once();
  assert.deepEqual(server.notes.map((note) => note.sequence), Array.from({ length: 120 }, (_, n) => n + 1));
});

for (const [status, outcome] of [[302, "log-in"], [401, "log-in"], [403, "refused"]]) {
  test(`answer ${status} keeps everything and says ${outcome}`, async () => {
    const server = aServer();
    server.status = status;
    const queue = await aQueue();
    await aNote(queue, "ett");
    assert.equal(await (await aSync(server, queue)).once(), outcome);
    assert.deepEqual(await queue.counts(), { queued: 1, held: 0 });
  });
}

test("nothing is sent in another person's session", async () => {
  const server = aServer();
  server.person = "0199a0b0-0000-7000-8000-0000000000ff";
  const queue = await aQueue();
  await aNote(queue, "ett");
  assert.equal(await (await aSync(server, queue)).once(), "other-person");
  assert.deepEqual([server.notes, await queue.counts()], [[], { queued: 1, held: 0 }]);
});

test("a new epoch makes the phone offer again what the municipality had", async () => {
  const server = aServer();
  const queue = await aQueue();
  const sync = await aSync(server, queue);
  await aNote(queue, "ett");
  await sync.once();
  server.notes = [];
  server.epoch = "two";
  await sync.once();
  assert.deepEqual(server.notes.map((note) => note.body), ["ett"]);
});

test("a note from a home visit stands in no chain, and is hashed over what the case keeps", async () => {
  const queue = await aQueue();
  await aCaseNote(queue, " ett\r\ntvå ");
  await aNote(queue, "tre");
  const [visited, note] = await queue.pending(50);
  const { hash, device, ...covered } = visited;
  assert.deepEqual(
    [Object.keys(covered).sort(), covered.body, hash, device, note.sequence, note.prev_hash],
    [["author", "body", "case", "created_at", "id", "kind"], "ett\ntvå", await hashOf(covered), note.device, 1, GENESIS],
  );
});

test("a note from a home visit is sent once, seen again by its hash, and lies sealed meanwhile", async () => {
  const server = aServer();
  const store = new MemoryStore();
  const queue = await aQueue(store);
  const sync = await aSync(server, queue);
  await aCaseNote(queue, "hemligt om Margit");
  assert.ok(!JSON.stringify([...store.tables.get("entries")]).includes("hemligt"));
  server.losesAnswer = true;
  await assert.rejects(sync.once(), /lost/);
  server.losesAnswer = false;
  await sync.once();
  const [row] = await queue.rows();
  assert.deepEqual([server.caseNotes.length, row.status, row.visit, await queue.counts()], [1, "shown", CASE, { queued: 0, held: 0 }]);
});

test("what is to be known of a note that was taken in stays with it; a held one counts as held", async () => {
  const queue = await aQueue();
  const [one, two] = [await aCaseNote(queue, "ett"), await aCaseNote(queue, "två")];
  await queue.receive([receipt(one.entry, { reason_text: "Ärendet beslutades." }), receipt(two.entry, { verdict: "held", reason_text: "Ingen behörighet." })]);
  const rows = await queue.rows();
  assert.deepEqual(rows.map((row) => [row.status, row.reasonText]), [["received", "Ärendet beslutades."], ["held", "Ingen behörighet."]]);
  assert.deepEqual(await queue.counts(), { queued: 0, held: 1 });
});
