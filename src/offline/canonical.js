// The one form that an entry is hashed in. Python's `homecare.rules` has the same, and both are
// tested by tests/canonical_cases.json.

/** The hash that a device's first note follows. */
export const GENESIS = "0".repeat(64);

/** @typedef {string | number | null} Plain */

/**
 * Write an entry with its keys in order and no blanks.
 * @param {Record<string, Plain>} entry
 */
export function canonical(entry) {
  const parts = Object.keys(entry).sort().map((key) => `${JSON.stringify(key)}:${JSON.stringify(entry[key])}`);
  return `{${parts.join(",")}}`;
}

/**
 * Give the SHA-256 of an entry's one form, in hexadecimal.
 * @param {Record<string, Plain>} entry
 */
export async function hashOf(entry) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(canonical(entry)));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Make what somebody typed into text that can be kept: no NUL, no half of a surrogate pair, plain
 * line ends, no blank space around.
 * @param {string} typed
 */
export function storable(typed) {
  const whole = typed.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
  return whole.replaceAll("\0", "").replace(/\r\n?/g, "\n").trim();
}
