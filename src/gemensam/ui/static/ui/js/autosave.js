// Saves a form a moment after the last change. Typed text stays on the page whatever happens.
// <form data-autosave="/address/" …>; the server answers 2xx. Without script the buttons do the work.

/** A pause this long means that somebody stopped typing (ms). */
const PAUSE = 1200;
/** A failed try is repeated after this long, and at once when the connection is back (ms). */
const AGAIN = 15000;
/** Somebody else changed the same thing meanwhile (HTTP status). */
const CONFLICT = 409;

/** @param {Date} now */
function clock(now) {
  const separator = document.documentElement.lang === "en" ? ":" : ".";
  return `${now.getHours()}${separator}${String(now.getMinutes()).padStart(2, "0")}`;
}

/** One form that saves itself. */
class Autosave {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.timer = 0;
    this.changed = false;
    this.saving = false;
    form.addEventListener("input", () => this.later(PAUSE));
    form.addEventListener("change", () => this.later(PAUSE));
    form.addEventListener("submit", () => { this.changed = false; clearTimeout(this.timer); });
    window.addEventListener("online", () => { if (this.changed) this.save(); });
    window.addEventListener("offline", () => { if (this.changed) this.tell("offline", "unsent"); });
    window.addEventListener("beforeunload", (event) => { if (this.changed) event.preventDefault(); });
  }

  /** @param {number} wait */
  later(wait) {
    this.changed = true;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.save(), wait);
  }

  async save() {
    if (this.saving) { this.later(PAUSE); return; }
    if (!navigator.onLine) { this.tell("offline", "unsent"); this.timer = window.setTimeout(() => this.save(), AGAIN); return; }
    this.saving = true;
    this.changed = false;
    this.tell("saving", "saving");
    try {
      const body = new FormData(this.form);
      // Files go by their own button: sent along here they would be sent again with every save.
      for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
      const answer = await fetch(this.form.dataset.autosave || this.form.action, {
        method: "POST",
        body,
        headers: { "X-Autosave": "true" },
        redirect: "manual",
      });
      // Trying again would not help: the page that the button leads to lets the person choose.
      if (answer.status === CONFLICT) { this.changed = true; this.tell("clash", "unsent"); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      this.tell("saved", "saved", { time: clock(new Date()) });
    } catch {
      this.tell(navigator.onLine ? "refused" : "offline", "unsent");
      this.later(AGAIN);
    } finally {
      this.saving = false;
    }
  }

  /**
   * Say how it went, in the words that the mark itself brings in the page's language.
   * @param {string} name @param {string} state @param {Record<string, string>} [values]
   */
  tell(name, state, values = {}) {
    const mark = this.form.querySelector("[data-saved]");
    if (!(mark instanceof HTMLElement)) return;
    mark.dataset.state = state;
    mark.textContent = (mark.dataset[name] ?? "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  }
}

/** @param {ParentNode} root */
function start(root) {
  for (const form of root.querySelectorAll("form[data-autosave]:not([data-autosave-on])")) {
    if (!(form instanceof HTMLFormElement)) continue;
    form.dataset.autosaveOn = "";
    new Autosave(form);
  }
}

start(document);
document.addEventListener("htmx:after:swap", () => start(document));
