// The service worker of the phone's pages: home care's, and caseworkers' home visits, each below an
// address of its own that this worker is registered for. It keeps the shell and the files it needs, which
// hold nothing of anybody; what is of residents lies sealed in IndexedDB, never in this cache.
// Network first: the cache answers only when the net does not.

const CACHE = "gemensam-hemtjanst-1";
const AREA = new URL(self.registration.scope).pathname;
const SHELL = `${AREA}skal/`;
// A net that has not answered a page in this time is no net for somebody at a door (ms).
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("message", (event) => {
  if (!Array.isArray(event.data?.keep)) return;
  event.waitUntil(
    Promise.allSettled([keep(event.data.keep.filter((path) => isFile(new URL(path, location.origin)))), keepShellIn(event.data.language)]).then(() => event.ports[0]?.postMessage("kept")),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname.startsWith(AREA)) event.respondWith(page(request));
  } else if (isFile(url)) {
    event.respondWith(file(request));
  }
});

// Files of the interface. The phone's JSON is never kept here.
function isFile(url) {
  return !url.pathname.startsWith(AREA)
    && (url.pathname.startsWith("/static/") || url.pathname.endsWith(".css") || url.pathname.endsWith(".svg"));
}

async function keepShell() {
  const answer = await fetch(SHELL, { cache: "no-store" });
  if (!answer.ok) throw new Error(String(answer.status));
  const html = await answer.clone().text();
  await (await caches.open(CACHE)).put(SHELL, answer);
  const named = [...html.matchAll(/(?:src|href)="(\/[^"#]+)"/g)].map(([, path]) => path.replaceAll("&amp;", "&"));
  await keep(named.filter((path) => isFile(new URL(path, location.origin))));
}

// The shell speaks the language that the reader has chosen since.
async function keepShellIn(language) {
  const shell = await caches.match(SHELL);
  if (shell?.headers.get("Content-Language") !== language) await keepShell();
}

async function keep(paths) {
  const cache = await caches.open(CACHE);
  // One file that cannot be had must not cost the others.
  await Promise.allSettled(paths.map((path) => cache.add(path)));
}

async function page(request) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status < 502) return answer;
  } catch {
    // No net, or too slow a one: the shell, which fills itself in.
  }
  return (await caches.match(SHELL)) ?? Response.error();
}

async function file(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(request);
    if (kept) return kept;
    throw error;
  }
}
