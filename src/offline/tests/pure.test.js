// The pure parts: the canonical form, ids, what a report does, how long to wait.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { canonical, hashOf, storable } from "../canonical.js";
import { uuid7 } from "../ids.js";
import { afterIntent, delayAfter } from "../rules.js";

const table = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));

for (const { name, entry, canonical: text, hash } of table("canonical_cases.json")) {
  test(`canonical: ${name}`, async () => {
    assert.deepEqual({ text: canonical(entry), hash: await hashOf(entry) }, { text, hash });
  });
}

for (const { name, state, kind, assigned, after, reason } of table("intent_cases.json")) {
  test(`report: ${name}`, () => {
    assert.deepEqual(afterIntent(state, kind, assigned), { state: after, reason });
  });
}

test("a typed text loses only what cannot be kept", () => {
  assert.equal(storable("  a\r\nb\rc\0d \ud800x\udc00 😀  "), "a\nb\ncd \ufffdx\ufffd 😀");
});

test("an id carries its time, version 7 and variant", () => {
  const id = uuid7(0x0192_3456_789a, new Uint8Array(10).fill(0xff));
  assert.equal(id, "01923456-789a-7fff-bfff-ffffffffffff");
});

test("ids of later milliseconds sort after earlier ones whatever their randomness", () => {
  const early = uuid7(1_700_000_000_000, new Uint8Array(10).fill(0xff));
  const late = uuid7(1_700_000_000_001, new Uint8Array(10));
  assert.ok(early < late);
});

test("the wait doubles, has jitter and ends at five minutes", () => {
  assert.deepEqual(
    [delayAfter(1, 0.5), delayAfter(2, 0.5), delayAfter(2, 0), delayAfter(50, 0.5)],
    [4000, 8000, 4000, 300_000],
  );
});
