// Forms and links of the console without a new page: sound and focus stay where they are.
// The number in each form makes a repeated click, and a retry, one command.

import { word } from "./words.js";

/** @type {() => void} */
let readNow = () => {};

/** @param {string} html */
function notice(html) {
  const place = document.getElementById("notice");
  if (place) place.innerHTML = html;
}

/** @param {string} text */
export function tell(text) {
  notice("");
  const place = document.getElementById("notice");
  const box = document.createElement("div");
  box.className = "banner banner--red";
  box.setAttribute("role", "alert");
  box.append(Object.assign(document.createElement("p"), { textContent: text }));
  place?.append(box);
}

/** Keep what is typed before the alarm leaves the screen. */
async function keepNote() {
  const form = document.getElementById("note-form");
  const box = document.getElementById("note");
  if (!(form instanceof HTMLFormElement) || !(box instanceof HTMLTextAreaElement)) return;
  if (box.value.trim() && box.value !== box.defaultValue) {
    await fetch(form.action, {
      method: "POST", body: new FormData(form), headers: { "X-Autosave": "true" }, redirect: "manual",
    }).catch(() => {});
  }
  // Tells autosave that nothing is left to keep.
  form.dispatchEvent(new Event("submit"));
}

/** @param {string} html */
function swapWork(html) {
  const old = document.getElementById("work");
  if (!old) return;
  const box = document.createElement("template");
  box.innerHTML = html.trim();
  const work = box.content.firstElementChild;
  if (!(work instanceof HTMLElement) || work.id !== "work") { location.reload(); return; }
  old.replaceWith(work);
  if (work.dataset.href && work.dataset.href !== location.pathname) history.pushState(null, "", work.dataset.href);
  showKeys();
  // live.js moves the focus, autosave.js finds the new note.
  document.dispatchEvent(new CustomEvent("htmx:after:swap"));
}

export function showKeys() {
  for (const line of document.querySelectorAll(".console__keys")) line.toggleAttribute("hidden", false);
}

/** @param {Response} answer */
async function take(answer) {
  if (answer.type === "opaqueredirect") { location.reload(); return; }
  if (answer.status === 204) { notice(""); return; }
  const html = await answer.text();
  if (answer.ok) { notice(""); swapWork(html); return; }
  if (answer.status === 409 || answer.status === 422) { notice(html); return; }
  tell(word("failed"));
}

/** @param {HTMLFormElement} form @param {HTMLElement | null} submitter */
async function send(form, submitter) {
  if (submitter?.getAttribute("aria-busy") === "true") return;
  submitter?.setAttribute("aria-busy", "true");
  // Read before anything waits: the queue may be drawn anew meanwhile.
  const body = new FormData(form, submitter);
  if (form.dataset.command !== "stay") await keepNote();
  try {
    await take(await fetch(form.action, {
      method: "POST", body, headers: { "HX-Request": "true" }, redirect: "manual",
    }));
  } catch {
    tell(word("unsent"));
  } finally {
    submitter?.removeAttribute("aria-busy");
    readNow();
  }
}

/** @param {string} href */
async function open(href) {
  await keepNote();
  try {
    await take(await fetch(href, { headers: { "HX-Request": "true" }, redirect: "manual" }));
    readNow();
  } catch {
    location.assign(href);
  }
}

/** @param {HTMLElement} link */
function noteCall(link) {
  const form = document.getElementById("calls");
  if (!(form instanceof HTMLFormElement)) return;
  const body = new FormData(form);
  body.set("kommando", crypto.randomUUID());
  body.set("vem", link.dataset.call ?? "");
  fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" }, keepalive: true, redirect: "manual" })
    .then(() => readNow(), () => tell(word("uncalled")));
}

/** @param {() => void} read */
export function attach(read) {
  readNow = read;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    if (form.id === "note-form") { event.preventDefault(); return; }
    if (!form.dataset.command) return;
    event.preventDefault();
    send(form, event.submitter);
  });
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || event.defaultPrevented) return;
    const call = event.target.closest("[data-call]");
    if (call instanceof HTMLElement) { noteCall(call); return; }
    const link = event.target.closest("a[data-open]");
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link.href);
  });
  window.addEventListener("popstate", () => location.reload());
}
