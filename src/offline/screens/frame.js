// What every screen shows of the phone's own state: no net, what is unsent, what is held, log-out.

import { clock, counted, word } from "./words.js";

/** @param {string} name @param {boolean} isShown */
export function show(name, isShown) {
  for (const place of document.querySelectorAll(`[data-show="${name}"]`)) {
    if (place instanceof HTMLElement) place.hidden = !isShown;
  }
}

/** @param {string} name @param {string} text */
function write(name, text) {
  for (const place of document.querySelectorAll(`[data-${name}]`)) place.textContent = text;
}

/** Say to screen readers what has changed; `ui/live.js` does the speaking. @param {string} words */
export function say(words) {
  document.dispatchEvent(new CustomEvent("ui:say", { detail: words }));
}

export class Frame {
  constructor() {
    /** @type {Date | null} */
    this.offlineSince = null;
    this.counts = { queued: 0, held: 0 };
  }

  /** @param {{queued: number, held: number}} counts */
  count(counts) {
    if (this.counts.queued > 0 && counts.queued === 0) say(word("allSent"));
    this.counts = counts;
    write("unsent-count", counted("entry", counts.queued));
    write("held-count", counted("entry", counts.held));
    show("unsent", counts.queued > 0);
    show("held", counts.held > 0);
  }

  /** @param {import("../sync.js").Outcome} outcome */
  tell(outcome) {
    const isOffline = outcome === "offline";
    if (isOffline && !this.offlineSince) {
      this.offlineSince = new Date();
      write("offline-since", clock(this.offlineSince));
      say(word("noConnection"));
    }
    if (!isOffline) this.offlineSince = null;
    show("offline", isOffline);
    show("log-in", outcome === "log-in" || outcome === "refused" || outcome === "other-person");
    for (const place of document.querySelectorAll("[data-online-only]")) {
      if (place instanceof HTMLElement) place.hidden = isOffline;
    }
  }

  /**
   * Show an alarm that nobody has answered and that the page does not show already.
   * @param {any} round
   */
  alarm(round) {
    const shown = new Set([...document.querySelectorAll("[data-visit]")].map((place) => place.getAttribute("data-visit")));
    const fresh = round?.visits.find((/** @type {any} */ visit) => visit.is_alarm && visit.state === "PLANNED" && !shown.has(visit.id));
    const link = document.querySelector("[data-new-alarm]");
    if (link instanceof HTMLAnchorElement && fresh && link.pathname !== fresh.href) {
      link.href = fresh.href;
      link.textContent = `${fresh.name}, ${fresh.starts}`;
      say(word("newAlarmOf", { name: fresh.name }));
      navigator.vibrate?.([300, 100, 300]);
    }
    show("new-alarm", Boolean(fresh));
  }

  /**
   * Ask before somebody logs out with something unsent, and wipe the phone before the form goes.
   * @param {() => Promise<{queued: number}>} look
   * @param {(isForced: boolean) => Promise<void>} wipe
   */
  guardLogOut(look, wipe) {
    const form = document.querySelector("form[data-log-out]");
    const dialog = document.querySelector("dialog[data-log-out-dialog]");
    if (!(form instanceof HTMLFormElement) || !(dialog instanceof HTMLDialogElement)) return;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if ((await look()).queued > 0) {
        dialog.showModal();
        return;
      }
      await wipe(false);
      form.submit();
    });
    dialog.querySelector("[data-log-out-anyway]")?.addEventListener("click", async () => {
      await wipe(true);
      form.submit();
    });
  }
}
