// The console: reads the feed by its cursor, draws what has changed, rings, and says when it is blind.
// A stream wakes it up; it reads every other second all the same, so a silent stream hides nothing.

import * as clocks from "./clocks.js";
import * as commands from "./commands.js";
import * as shortcuts from "./shortcuts.js";
import * as sound from "./sound.js";
import { listen } from "./stream.js";
import { fill, word } from "./words.js";

/** How often the feed is read without being woken (ms). */
const POLL = 2000;
/** Without an answer for so long, the screen is blind and says so (ms). */
const BLIND_AFTER = 5000;
/** The lease is 20 s: two renewals may be lost (ms). */
const RENEW = 7000;
/** How often a waiting alarm rings again (ms). */
const REMIND = 10000;

const watch = document.getElementById("watch");
const state = {
  sequence: Number(watch?.dataset.sequence ?? 0),
  digest: watch?.dataset.digest ?? "",
  readAt: Date.now(),
  isReading: false,
  again: false,
  /** @type {Map<string, number> | null} presses by alarm; null before the first reading */
  known: null,
  /** @type {string[]} */
  mine: [],
  ringing: 0,
  isBlind: false,
  isOver: false,
};

function shown() { return document.getElementById("work")?.dataset.alarm ?? ""; }

async function read() {
  if (state.isOver) return;
  if (state.isReading) { state.again = true; return; }
  state.isReading = true;
  try {
    const alarm = shown();
    const query = new URLSearchParams({ efter: String(state.sequence), larm: alarm, sedd: state.digest });
    const answer = await fetch(`${watch?.dataset.feed}?${query}`, {
      redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(BLIND_AFTER),
    });
    if (answer.type === "opaqueredirect" || answer.status === 403) { over(); return; }
    if (!answer.ok) throw new Error(String(answer.status));
    const data = await answer.json();
    state.readAt = Date.now();
    // The operator may have opened another alarm while the answer was on its way.
    if (alarm === shown()) draw(data); else state.again = true;
    ring(data);
  } catch {
    // The look below says so when it has lasted.
  } finally {
    state.isReading = false;
    if (state.again) { state.again = false; read(); }
  }
}

/** @param {any} data */
function draw(data) {
  clocks.setServerTime(data.now);
  state.sequence = data.sequence;
  state.digest = data.digest;
  state.mine = data.mine;
  text("wait", data.wait);
  text("operators", String(data.operators));
  document.getElementById("late")?.toggleAttribute("hidden", !data.writer_is_late);
  if (!data.may_read) forgetResident();
  for (const [id, html] of Object.entries(data.parts ?? {})) replace(id, String(html));
  clocks.draw();
  look();
}

/** @param {string} id @param {string} value */
function text(id, value) {
  const element = document.getElementById(id);
  if (element && element.textContent !== value) element.textContent = value;
}

/** Whoever no longer has the alarm no longer has the resident on the screen. */
function forgetResident() {
  for (const box of document.querySelectorAll("[data-resident]")) if (box.hasChildNodes()) box.replaceChildren();
}

/** Draw a part anew without losing focus, what is open, or what is typed. @param {string} id @param {string} html */
function replace(id, html) {
  const part = document.getElementById(id);
  if (!part) return;
  const focused = part.contains(document.activeElement) ? document.activeElement?.id : "";
  const opened = [...part.querySelectorAll("details[data-keep][open]")].map((box) => box.getAttribute("data-keep"));
  const typed = [...part.querySelectorAll("input.input")].map((box) => [box.id, /** @type {HTMLInputElement} */ (box).value]);
  part.innerHTML = html;
  for (const box of part.querySelectorAll("details[data-keep]")) {
    if (opened.includes(box.getAttribute("data-keep"))) box.setAttribute("open", "");
  }
  for (const [box, value] of typed) {
    const field = document.getElementById(box);
    if (field instanceof HTMLInputElement) field.value = value;
  }
  if (focused) (document.getElementById(focused) ?? document.getElementById("main"))?.focus({ preventScroll: true });
}

/** @param {any} data */
function ring(data) {
  const first = state.known === null;
  const fresh = data.open.filter((/** @type {any} */ one) => one.rings && !state.known?.has(one.id));
  const again = data.open.filter((/** @type {any} */ one) => (state.known?.get(one.id) ?? one.presses) < one.presses);
  state.known = new Map(data.open.map((/** @type {any} */ one) => [one.id, one.presses]));
  state.ringing = data.open.filter((/** @type {any} */ one) => one.rings).length;
  document.title = `${state.ringing ? `(${state.ringing}) ` : ""}${document.title.replace(/^\(\d+\) /, "")}`;
  if (again.length) sound.ringAgain();
  else if (fresh.length) sound.ringNew();
  const said = [
    ...again.map((/** @type {any} */ one) => word("again", { count: one.presses, alarm: one.text })),
    ...(first ? [] : fresh.map((/** @type {any} */ one) => word("fresh", { alarm: one.text }))),
  ];
  if (said.length) say(`${said.join(" ")} ${word("waiting", { count: state.ringing })}`);
}

/** @param {string} words */
function say(words) {
  const place = document.getElementById("alert");
  if (place) place.textContent = words;
}

/** Say how old the reading is; after five seconds, loudly. */
function look() {
  const age = Date.now() - state.readAt;
  const isBlind = age > BLIND_AFTER;
  text("read-at", clocks.clock(clocks.now() - age));
  document.getElementById("pulse")?.classList.toggle("pulse--dead", isBlind);
  document.querySelector(".jour__queue")?.classList.toggle("is-stale", isBlind);
  const banner = document.getElementById("stale");
  if (banner && isBlind) {
    if (!state.isBlind) {
      fill(banner, "blind");
      banner.querySelector("button")?.addEventListener("click", () => read());
    }
    const [count, since] = [banner.querySelector("b"), banner.querySelector("span")];
    if (count) count.textContent = word("still", { seconds: Math.floor(age / 1000) });
    if (since) since.textContent = clocks.clock(clocks.now() - age);
    sound.warn();
  }
  if (banner && !state.isOver) banner.hidden = !isBlind;
  if (state.isBlind && !isBlind) say(word("alive"));
  state.isBlind = isBlind;
}

/** The session has ended: nothing of a person stays on the screen. */
function over() {
  state.isOver = true;
  forgetResident();
  const banner = document.getElementById("stale");
  if (!banner) return;
  banner.hidden = false;
  fill(banner, "over");
  sound.warn();
}

async function renew() {
  if (state.mine.length === 0 || state.isOver) return;
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  const body = new FormData();
  if (token instanceof HTMLInputElement) body.set("csrfmiddlewaretoken", token.value);
  for (const id of state.mine) body.append("larm", id);
  const before = state.mine;
  try {
    const answer = await fetch(watch?.dataset.renew ?? "", { method: "POST", body, redirect: "manual" });
    if (!answer.ok) return;
    const { held } = await answer.json();
    if (before.some((id) => !held.includes(id))) {
      commands.tell(word("lost"));
      sound.warn();
      read();
    }
  } catch {
    // The blind banner speaks of a lost connection; the lease is told of at the next answer.
  }
}

if (watch) {
  clocks.setServerTime(watch.dataset.now ?? "");
  sound.attach(document.getElementById("sound"));
  shortcuts.attach(document.getElementById("shortcuts"));
  commands.attach(read);
  commands.showKeys();
  listen(watch.dataset.stream ?? "", read);
  setInterval(read, POLL);
  setInterval(look, 1000);
  setInterval(renew, RENEW);
  setInterval(() => { if (state.ringing) sound.remind(); }, REMIND);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) read(); });
  window.addEventListener("online", () => read());
  read();
}
