// Runs a form's compiled program in the browser: the twin of rules/evaluating.py, sign for sign.
// Numbers are BigInt ten-thousandths, dates days from 1970, times minutes; null is "not known".
const ONE = 10000n;
const LARGEST = 10n ** 19n;
const DAY = 864e5;

const abs = (n) => (n < 0n ? -n : n);
const divided = (n, by) => {
  const whole = (2n * abs(n) + abs(by)) / (2n * abs(by));
  return n < 0n === by < 0n ? whole : -whole;
};
const iso = (day) => new Date(Number(day) * DAY).toISOString().slice(0, 10);
const isLeap = (year) => new Date(Date.UTC(2000 + (year % 400), 1, 29)).getUTCMonth() === 1;
const inYears = (day) => day >= -719162n && day <= 2932896n;

function toDay(text) {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  const at = Date.parse(text + "T00:00Z");
  const day = at === at ? BigInt(at / DAY) : null;
  return day !== null && inYears(day) && iso(day) === text ? day : null;
}

function toNumber(text) {
  const typed = text.replace(/[ \u00a0\u202f]/g, "").replace(/\u2212/g, "-");
  const plain = typed.replace(/,/g, ".");
  if (/^-?[1-9]\d{0,2},\d{3}$/.test(typed) || !/^-?\d{1,12}(\.\d{1,4})?$/.test(plain)) return null;
  const [whole, part = ""] = plain.split(".");
  return BigInt(whole + part.padEnd(4, "0"));
}

/** What an answer comes to: a string, a list of strings, or an object of parts. */
export function parsed(sort, value) {
  if (!value) return null;
  if (Array.isArray(value)) return value.length && sort === "s" ? value : null;
  if (typeof value === "object") {
    if (!Object.values(value).some(Boolean)) return null;
    if (sort !== "p") return sort === "o" || null;
    const ends = [toDay(value.from ?? ""), toDay(value.to ?? "")];
    return ends.includes(null) ? null : ends;
  }
  if (sort === "n") return toNumber(value);
  if (sort === "d") return toDay(value);
  if (sort === "c") {
    const found = /^([01]?\d|2[0-3])[:.]([0-5]\d)$/.exec(value);
    return found && BigInt(found[1]) * 60n + BigInt(found[2]);
  }
  return sort === "o" || (sort === "p" || sort === "s" ? null : value);
}

function years(start, end) {
  let day = iso(start).slice(5);
  const last = iso(end);
  const year = Number(last.slice(0, 4));
  if (day === "02-29" && !isLeap(year)) day = "02-28";
  return BigInt(year - Number(iso(start).slice(0, 4)) - (last.slice(5) < day ? 1 : 0)) * ONE;
}

// Signs whose parts must all be known.
const plain = {
  not: (a) => !a,
  yes: (a) => (a === "yes" ? true : a === "no" ? false : null),
  whole: (a) => a * ONE,
  size: (a) => BigInt(a.length) * ONE,
  length: (a) => BigInt([...a].length) * ONE,
  round: (a) => divided(a, ONE) * ONE,
  round_to: (a, step) => (abs(a) > LARGEST ? null : divided(a, BigInt(step)) * BigInt(step)),
  year: (a) => BigInt(iso(a).slice(0, 4)) * ONE,
  month: (a) => BigInt(iso(a).slice(5, 7)) * ONE,
  start: (a) => a[0],
  end: (a) => a[1],
  days: (a) => (a[1] - a[0] + 1n) * ONE,
  "=": (a, b) => a === b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => divided(a * b, ONE),
  "/": (a, b) => (b ? divided(a * ONE, b) : null),
  min: (a, b) => (b < a ? b : a),
  max: (a, b) => (b > a ? b : a),
  has: (a, b) => a.includes(b),
  later: (a, b) => (inYears(a + b / ONE) ? a + b / ONE : null),
  years,
};
const least = (values, sign) => values.reduce((a, b) => (a === null ? b : plain[sign](a, b)), null);
const truth = (values, stop) => (values.includes(stop) ? stop : values.includes(null) ? null : !stop);
const overRows = {
  any: (values) => truth(values, true),
  every: (values) => truth(values, false),
  many: (values) => BigInt(values.filter((v) => v === true).length) * ONE,
  sum_of: (values) => values.reduce((a, b) => a + (b ?? 0n), 0n),
  min_of: (values) => least(values.filter((v) => v !== null), "min"),
  max_of: (values) => least(values.filter((v) => v !== null), "max"),
};

/** All that a program comes to: one value per cell; in a repeated group one per row. */
export function run(program, given, today) {
  const answers = Object.assign(Object.create(null), given);
  const cells = Array(program.cells).fill(null);
  const constant = (cell) => cell && (cell[0] === "n" ? BigInt(cell[1]) : cell[1]);
  const value = ([sign, ...parts], row) => {
    const of = (part) => (Array.isArray(part) ? value(part, row) : part);
    switch (sign) {
      case "n": case "t": return constant([sign, ...parts]);
      case "none": return null;
      case "v": return cells[parts[0]];
      case "r": return cells[parts[0]][row] ?? null;
      case "rows": return BigInt((cells[parts[0]] ?? []).length) * ONE;
      case "and": return truth(parts.map(of), false);
      case "or": return truth(parts.map(of), true);
      case "all": return parts.every((part) => of(part) === true);
      case "when": return of(parts[0]) === true ? of(parts[1]) : null;
      case "known": return of(parts[0]) ?? of(parts[1]);
      case "there": return of(parts[0]) !== null;
      case "if": { const is = of(parts[0]); return is === null ? null : of(parts[is ? 1 : 2]); }
      case "lookup": case "band": {
        const key = of(parts[1]);
        const fits = ([mine]) => mine === key || (sign === "band" && mine !== null && mine <= key);
        const found = program.tables[parts[0]].map((line) => line.map(constant)).filter(fits);
        return key === null ? null : (found.at(-1)?.[parts[2]] ?? null);
      }
    }
    if (sign in overRows) return overRows[sign]((cells[parts[0]] ?? []).map((r) => value(parts[1], r)));
    const known = parts.map(of);
    return known.includes(null) ? null : plain[sign](...known);
  };
  cells[0] = toDay(today);
  for (const [group, [cell]] of Object.entries(program.groups)) {
    const rows = Object.keys(answers).filter((key) => key.startsWith(group + "@") && answers[key] === "yes");
    cells[cell] = rows.map((key) => key.slice(group.length + 1)).sort();
  }
  for (const [name, [cell, sort, , , group]] of Object.entries(program.fields)) {
    if (cell < 0) continue;
    if (!group) { cells[cell] = parsed(sort, answers[name]); continue; }
    const rows = cells[program.groups[group][0]];
    cells[cell] = Object.fromEntries(rows.map((row) => [row, parsed(sort, answers[`${name}@${row}`])]));
  }
  for (const [target, rows, code] of program.steps) {
    cells[target] = rows < 0 ? value(code, "") : Object.fromEntries((cells[rows] ?? []).map((r) => [r, value(code, r)]));
  }
  return cells;
}
