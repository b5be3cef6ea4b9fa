// Shows and hides the questions of a page as soon as an answer changes, and shows what is calculated.
// The rules are the form's own program, the same that the server runs. Without this script the
// server asks what turned out to be asked when the page is sent.

import { run } from "./program.js";

const ONE = 10000n;

/** The answers of the page as they stand, laid over those of the other pages. */
function answers(form, fields, elsewhere) {
  const found = { ...elsewhere };
  const data = new FormData(form);
  for (const key of data.getAll("row")) found[key] = "yes";
  for (const key of data.getAll("asked")) {
    const parts = [...form.elements].filter((one) => one.name?.startsWith(`${key}.`));
    if (parts.length) found[key] = Object.fromEntries(parts.map((one) => [one.name.slice(key.length + 1), one.value.trim()]));
    else if (fields[key.split("@")[0]]?.[1] === "s") found[key] = data.getAll(key);
    else found[key] = String(data.get(key) ?? "").trim();
  }
  return found;
}

/** A calculated value, written as the server writes it. @param {HTMLElement} output */
function written(sort, value, output) {
  if (value === null || value === undefined) return "–";
  if (sort === "d") return new Date(Number(value) * 864e5).toISOString().slice(0, 10);
  if (sort === "b") return output.dataset[value ? "yes" : "no"];
  if (sort !== "n") return String(value);
  const { unit } = output.dataset;
  const minimumFractionDigits = unit === "kr" && value % ONE ? 2 : 0;
  const point = document.documentElement.lang === "en" ? "." : ",";
  const options = { minimumFractionDigits, maximumFractionDigits: 4 };
  const parts = new Intl.NumberFormat("en", options).formatToParts(Number(value) / Number(ONE));
  const instead = { group: "\u202f", decimal: point, minusSign: "\u2212" };
  const number = parts.map((one) => instead[one.type] ?? one.value).join("");
  return unit ? `${number}\u00a0${unit}` : number;
}

class Runner {
  constructor(form, program, elsewhere) {
    this.form = form;
    this.program = program;
    this.elsewhere = elsewhere ?? {};
    if (!form.elements.namedItem("script")) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "script", value: "1" }));
    }
    form.oninput = form.onchange = () => this.show();
    this.show();
  }

  show() {
    const cells = run(this.program, answers(this.form, this.program.fields, this.elsewhere), this.form.dataset.today);
    for (const group of this.form.querySelectorAll("[data-group]")) {
      const cell = this.program.shown[group.dataset.group] ?? -1;
      group.hidden = cell >= 0 && cells[cell] !== true;
    }
    for (const box of this.form.querySelectorAll("[data-key]")) {
      const [name, row] = box.dataset.key.split("@");
      const [, sort, counts, shown, , own] = this.program.fields[name];
      box.hidden = shown >= 0 && (own ? cells[shown][row] : cells[shown]) !== true;
      const output = box.querySelector("[data-calculated]");
      if (output) output.value = written(sort, row ? cells[counts][row] : cells[counts], output);
    }
    for (const page of this.form.querySelectorAll("[data-page]")) {
      page.hidden = !page.querySelector("[data-group]:not([hidden]) :is([data-key]:not([hidden]), [data-add])");
    }
  }
}

/** Read a value that the page carries as JSON. @param {string} id */
function carried(id) {
  return JSON.parse(document.getElementById(id)?.textContent || "null");
}

// A file is sent as soon as it is chosen: nobody has to find the button.
for (const input of document.querySelectorAll('form[data-program] input[type="file"]')) {
  const button = input.closest("[data-key]")?.querySelector('button[value="stay"]');
  if (!(button instanceof HTMLButtonElement)) continue;
  button.hidden = true;
  input.addEventListener("change", () => { if (input.files.length) input.form.requestSubmit(button); });
}

for (const form of document.querySelectorAll("form[data-program]")) {
  const answer = await fetch(form.dataset.program);
  if (answer.ok) new Runner(form, await answer.json(), carried("elsewhere"));
}

/** A form in the making carries its program along: it is drawn anew with every change. */
function try_out() {
  for (const form of document.querySelectorAll("form[data-program-here]")) {
    const program = carried(form.dataset.programHere);
    if (program) new Runner(form, program, carried("elsewhere"));
  }
}
try_out();
document.addEventListener("htmx:after:swap", try_out);
