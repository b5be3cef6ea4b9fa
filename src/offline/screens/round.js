// The screen of the round: in the shell from what the phone has; on a server page only its marks.

import { afterIntent } from "../rules.js";
import { choose, each, fill } from "./fill.js";
import { counted } from "./words.js";

/**
 * Draw the visits of a day in the shell, alarms first.
 * @param {HTMLElement} root @param {Record<string, any>} round
 */
export function drawRound(root, round) {
  const today = round.visits.filter((/** @type {any} */ visit) => visit.day === round.today || (visit.is_alarm && visit.state !== "DONE"));
  const ordered = [...today.filter((/** @type {any} */ visit) => visit.is_alarm), ...today.filter((/** @type {any} */ visit) => !visit.is_alarm)];
  fill(root, { long_today: round.long_today, unit: round.unit });
  const heading = root.querySelector("[data-round-heading]");
  if (heading) heading.textContent = counted("round", ordered.length);
  each(root, "visits", ordered, (item, visit) => {
    const link = item.querySelector("[data-visit]");
    if (!(link instanceof HTMLElement)) return;
    link.dataset.visit = visit.id;
    link.dataset.was = visit.state;
    link.dataset.whose = visit.assigned;
    link.classList.toggle("visit--alarm", visit.is_alarm && visit.state !== "DONE");
  });
}

/**
 * Show the reports that lie on the phone over what the server said.
 * @param {HTMLElement} root @param {import("../queue.js").Row[]} rows
 */
export function markRound(root, rows) {
  for (const link of root.querySelectorAll("a[data-visit]")) {
    if (!(link instanceof HTMLElement)) continue;
    const reports = rows.filter((row) => row.visit === link.dataset.visit && row.kind !== "note" && !row.reason);
    if (reports.length === 0) continue;
    let state = link.dataset.was ?? "PLANNED";
    for (const report of reports) state = afterIntent(state, report.kind, "me").state;
    choose(link, "state", state);
    link.classList.toggle("visit--done", state === "DONE");
  }
}
