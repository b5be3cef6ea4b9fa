// Runs programs that come in as JSON lines with program.js and answers each with what it came to.
import { createInterface } from "node:readline";
import { run } from "../static/questionnaires/program.js";

const written = (value) => {
  if (typeof value === "bigint") return { n: String(value) };
  if (Array.isArray(value)) return value.map(written);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, written(one)]));
  }
  return value;
};

for await (const line of createInterface({ input: process.stdin })) {
  const { program, cases } = JSON.parse(line);
  const came = cases.map(([answers, today]) => run(program, answers, today).map(written));
  process.stdout.write(JSON.stringify(came) + "\n");
}
