// Keys: 1–9 take what waits, N goes to the note. They can be switched off (WCAG 2.1.4).

const REMEMBERED = "larm-tangenter";
/** The queue moves up when an alarm is taken: a second press at once would take the next one (ms). */
const PAUSE = 1500;

let isOn = true;
let lastTaken = 0;

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

/** @param {HTMLElement} button */
function show(button) {
  button.setAttribute("aria-pressed", String(isOn));
  button.textContent = (isOn ? button.dataset.on : button.dataset.off) ?? "";
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (!isOn || event.repeat || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "n") {
    const note = document.getElementById("note");
    if (note) { event.preventDefault(); note.focus(); }
    return;
  }
  if (!/^[1-9]$/.test(event.key) || Date.now() - lastTaken < PAUSE) return;
  const button = document.querySelector(`[data-shortcut="${event.key}"]`);
  if (button instanceof HTMLElement) { lastTaken = Date.now(); button.click(); }
}

/** @param {HTMLElement | null} button */
export function attach(button) {
  isOn = localStorage.getItem(REMEMBERED) !== "av";
  document.addEventListener("keydown", pressed);
  if (!button) return;
  button.hidden = false;
  show(button);
  button.addEventListener("click", () => {
    isOn = !isOn;
    if (isOn) localStorage.removeItem(REMEMBERED);
    else localStorage.setItem(REMEMBERED, "av");
    show(button);
  });
}
