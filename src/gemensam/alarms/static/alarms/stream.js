// The wake-up: one stream per browser, told on to its other tabs. It carries no data.

/**
 * @param {string} address
 * @param {() => void} onWake
 */
export function listen(address, onWake) {
  if (!address || !("EventSource" in window)) return;
  const others = "BroadcastChannel" in window ? new BroadcastChannel("larm-vak") : null;
  others?.addEventListener("message", () => onWake());
  const open = () => new Promise(() => {
    const stream = new EventSource(address, { withCredentials: true });
    stream.addEventListener("wake", () => { others?.postMessage("wake"); onWake(); });
    // The server says goodbye at log-out; polling finds out by itself what has happened.
    stream.addEventListener("bye", () => stream.close());
  });
  if (navigator.locks) navigator.locks.request("larm-strom", open).catch(() => {});
  else open();
}
