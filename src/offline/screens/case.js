// The screens of home visits in the shell: the cases along, and one of them at the door.

import { each, fill } from "./fill.js";
import { counted } from "./words.js";

/** Draw what lies on the phone. @param {HTMLElement} root @param {Record<string, any>} round */
export function drawCases(root, round) {
  const heading = root.querySelector("[data-round-heading]");
  if (heading) heading.textContent = counted("cases", round.cases.length);
  each(root, "cases", round.cases, (item, one) => {
    const link = item.querySelector("[data-visit]");
    if (link instanceof HTMLElement) link.dataset.visit = one.id;
  });
}

/** Draw a case. @param {HTMLElement} root @param {Record<string, any>} one */
export function drawCase(root, one) {
  root.dataset.visit = one.id;
  fill(root, one);
  each(root, "notices", one.notices);
  each(root, "prompts", one.prompts.map((/** @type {string} */ text) => ({ text })));
  each(root, "questions", one.questions);
  each(root, "answers", one.answers);
  each(root, "notes", one.notes, (item, note) => { item.dataset.note = note.id; });
}
