// What a report does to a visit, the same as `homecare.rules.after_intent`; both are tested by
// tests/intent_cases.json. The server decides; the phone shows beforehand what it will say.

const ORDER = ["PLANNED", "ACCEPTED", "ARRIVED", "DONE"];
/** @type {Record<string, string>} */
const TARGET = { "visit.accepted": "ACCEPTED", "visit.arrived": "ARRIVED", "visit.done": "DONE" };

/**
 * @param {string} state
 * @param {string} kind
 * @param {string} assigned "nobody", "me" or "other"
 * @returns {{state: string, reason: string | null}}
 */
export function afterIntent(state, kind, assigned) {
  if (assigned === "other") return { state, reason: state === "DONE" ? "already_done" : "taken" };
  const target = TARGET[kind];
  return { state: ORDER.indexOf(target) > ORDER.indexOf(state) ? target : state, reason: null };
}

/** The longest wait between two tries (ms): a phone in a cellar asks again now and then. */
const LONGEST = 5 * 60_000;
/** The first wait after a failure (ms). */
const FIRST = 2_000;

/**
 * How long to wait after some failures in a row. The jitter keeps a whole district's phones from
 * coming back in the same second when the net does.
 * @param {number} failures
 * @param {number} random between 0 and 1
 */
export function delayAfter(failures, random) {
  return Math.min(LONGEST, FIRST * 2 ** Math.min(failures, 20)) * (0.5 + random);
}
