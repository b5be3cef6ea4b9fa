// The console's sounds, made here: no file to fetch when the net is bad.

const REMEMBERED = "larm-ljud";

/** @type {AudioContext | null} */
let audio = null;

/** @param {number} hertz @param {number} start @param {number} length */
function tone(hertz, start, length) {
  if (!audio || audio.state !== "running") return;
  const from = audio.currentTime + start;
  const volume = audio.createGain();
  volume.gain.setValueAtTime(0, from);
  volume.gain.linearRampToValueAtTime(0.35, from + 0.02);
  volume.gain.setValueAtTime(0.35, from + length - 0.04);
  volume.gain.linearRampToValueAtTime(0, from + length);
  const source = audio.createOscillator();
  source.frequency.value = hertz;
  source.connect(volume).connect(audio.destination);
  source.start(from);
  source.stop(from + length);
}

/** A new alarm: three rising pairs. */
export function ringNew() {
  for (const start of [0, 0.5, 1]) { tone(660, start, 0.18); tone(880, start + 0.2, 0.2); }
}

/** Pressed again: quicker and higher. */
export function ringAgain() {
  for (const start of [0, 0.25, 0.5, 0.75]) tone(988, start, 0.16);
}

/** Somebody still waits. */
export function remind() { tone(660, 0, 0.2); tone(880, 0.22, 0.25); }

/** The feed stands still: low, unlike every alarm. */
export function warn() { tone(220, 0, 0.35); tone(185, 0.4, 0.45); }

export function isOn() { return audio?.state === "running"; }

/** @param {HTMLElement | null} button */
function show(button) {
  if (!button) return;
  button.setAttribute("aria-pressed", String(isOn()));
  const words = button.querySelector("span");
  if (words) words.textContent = (isOn() ? button.dataset.on : button.dataset.off) ?? "";
}

/** @param {HTMLElement | null} button */
async function turnOn(button) {
  audio ??= new AudioContext();
  // Without a click the browser may leave it waiting for one.
  await Promise.race([audio.resume(), new Promise((done) => setTimeout(done, 500))]);
  show(button);
}

/** @param {HTMLElement | null} button */
export function attach(button) {
  if (!button || !("AudioContext" in window)) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (isOn()) {
      await audio?.suspend();
      localStorage.removeItem(REMEMBERED);
      show(button);
      return;
    }
    await turnOn(button);
    localStorage.setItem(REMEMBERED, "1");
    if (isOn()) remind();
  });
  if (localStorage.getItem(REMEMBERED)) turnOn(button);
}
