// Without this, a page wants a network. It reads what was visited of the parcours when there is
// none, and nothing else: pages come from the network first, hashed files from the device first.
// Copies are fetched without the reader's cookie: they hold what everybody reads.
const FORMAT = "parcours";
const MOST = 5; // parcours kept, in both languages together
const LARGEST = 10 * 1024 * 1024; // bytes, for one of them
const FRESH = 24 * 3600 * 1000; // after a day, a visit makes the copy again
const PATIENCE = 4000; // before a page is read from the device while the network thinks

const scope = new URL(registration.scope).pathname;
const AWAY = `${scope}hors-connexion/`;
const SHELL = `shell ${scope} ${self.RELEASE}`;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
const FILE = /^\/(static|media\/images)\//;

/** The parcours that an address belongs to: what is first below the scope. */
function homeOf(path) {
  const first = path.startsWith(scope) ? path.slice(scope.length).split("/")[0] : "";
  const home = `${scope}${first}/`;
  return first && !first.includes(".") && home !== AWAY ? home : null;
}

/** The styles, scripts and pictures that a page names; of a picture, the lightest kind. */
function filesOf(html) {
  const outside = html.replace(/<picture[\s\S]*?<\/picture>/g, "");
  const found = [
    ...html.matchAll(/["\s,](\/static\/[^"\s,]+)/g),
    ...html.matchAll(/["\s,](\/media\/images\/[^"\s,]+\.avif)/g),
    ...outside.matchAll(/ src="(\/media\/images\/[^"]+)"/g),
  ];
  return new Set(found.map((match) => match[1]));
}

/** Whether everybody would have been answered the same. */
function isForAll(response) {
  const said = `${response.headers.get("Cache-Control")} ${response.headers.get("Vary")}`;
  return response.ok && response.type === "basic" && !response.redirected && !/private|no-store|cookie/i.test(said);
}

const fetchForAll = (address) => fetch(address, { credentials: "omit", cache: "no-cache" });

async function putFiles(cache, html, room) {
  const files = filesOf(html);
  for (const file of files) { // those that scripts import are added on the way
    if (await cache.match(file)) continue;
    // A copy of another parcours, or of the day before, saves the network.
    const known = HASHED.test(file) && await caches.match(file);
    const response = known || await fetch(file, { credentials: "omit" }).catch(() => null);
    if (!response?.ok) continue;
    const { size } = await response.clone().blob();
    if (size > room) continue;
    room -= size;
    if (file.endsWith(".js"))
      for (const [, name] of (await response.clone().text()).matchAll(/["']\.\/([\w.-]+\.js)["']/g))
        files.add(new URL(name, new URL(file, location.origin)).pathname);
    await cache.put(file, response);
  }
  return room;
}

/** The copies on this device, the oldest first; one without its own page was cut short. */
async function copies({ tidy = false } = {}) {
  const found = [];
  for (const name of await caches.keys()) {
    const [format, home, at] = name.split(" ");
    if (format !== FORMAT) continue;
    if (await (await caches.open(name)).match(home)) found.push({ name, home, at: Number(at) });
    else if (tidy && home.startsWith(scope)) await caches.delete(name);
  }
  return found.sort((one, other) => one.at - other.at);
}

/** Keep a parcours and all its étapes, also as the short track that one follows shows them. */
async function keep(home, address) {
  const mine = (await copies({ tidy: true })).filter((copy) => copy.home === home);
  if (mine.some((copy) => Date.now() - copy.at < FRESH) && await caches.match(address)) return;
  const pages = new Map();
  const track = new URL(address, location.origin).search;
  const wanted = new Set([home, home + track, address]);
  for (const page of wanted) { // étapes are added on the way
    const response = await fetchForAll(page);
    if (!isForAll(response)) {
      if (page === home) return;
      continue;
    }
    const html = await response.clone().text();
    pages.set(page, { response, html });
    if (!page.startsWith(`${home}?`) && page !== home) continue;
    for (const [, path, query] of html.matchAll(/href="([^"?#]+)(\?piste=[^"#]*)?"/g))
      if (path.startsWith(home) && /^[\w-]+\/$/.test(path.slice(home.length))) wanted.add(path + (query ?? ""));
  }
  const name = `${FORMAT} ${home} ${Date.now()}`;
  const cache = await caches.open(name);
  let room = LARGEST;
  for (const { html } of pages.values()) room -= html.length;
  for (const [page, { response, html }] of pages) {
    room = await putFiles(cache, html, room);
    if (page !== home) await cache.put(page, response);
  }
  await cache.put(home, pages.get(home).response); // last: now the copy is whole
  for (const copy of mine) await caches.delete(copy.name);
  const all = await copies();
  for (const copy of all.slice(0, Math.max(0, all.length - MOST))) await caches.delete(copy.name);
}

/** A page that was read again replaces its copy; one that is gone takes it away. */
async function refresh(address, response) {
  for (const { name, home } of await copies()) {
    if (home !== homeOf(address)) continue;
    const cache = await caches.open(name);
    if (!await cache.match(address)) continue;
    if ([404, 410].includes(response.status)) await cache.delete(address);
    else if (isForAll(response)) {
      await putFiles(cache, await response.clone().text(), LARGEST);
      await cache.put(address, response);
    }
  }
}

const away = new Set(); // readers whose page came from the device
async function read(event, url) {
  const address = url.pathname + url.search;
  const kept = async () => await caches.match(address) ?? await caches.match(url.pathname);
  const network = fetch(event.request);
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  let response = await Promise.race([network, late]).catch(() => "none");
  if (response instanceof Response) {
    if (homeOf(url.pathname)) event.waitUntil(refresh(address, response.clone()));
    return response;
  }
  const copy = await kept();
  if (!copy && response !== "none") return network.catch(() => caches.match(AWAY));
  network.catch(() => {});
  away.add(event.resultingClientId);
  return copy ?? await caches.match(AWAY) ?? Response.error();
}

async function file(request) {
  const copy = await caches.match(request.url);
  if (copy && HASHED.test(new URL(request.url).pathname)) return copy;
  return fetch(request).catch(() => copy ?? Response.error());
}

addEventListener("install", (event) => event.waitUntil((async () => {
  const page = await fetchForAll(AWAY);
  if (!page.ok) throw new Error(`${AWAY}: ${page.status}`);
  const cache = await caches.open(SHELL);
  await putFiles(cache, await page.clone().text(), LARGEST);
  await cache.put(AWAY, page);
  // At once: pages are of the network and files have hashed names, so no two releases mix.
  await skipWaiting();
})()));

addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys())
    if (name.startsWith(`shell ${scope} `) && name !== SHELL) await caches.delete(name);
  await clients.claim();
})()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(read(event, url));
  else if (FILE.test(url.pathname)) event.respondWith(file(request));
});

let keeping = Promise.resolve(); // one after the other
addEventListener("message", (event) => {
  const { visited } = event.data;
  const [answer] = event.ports;
  const home = homeOf(new URL(visited, location.origin).pathname);
  const asked = home && !event.data.sparing ? keeping.then(() => keep(home, visited)) : Promise.resolve();
  keeping = asked.catch(() => {});
  event.waitUntil(keeping.then(async () => {
    answer.postMessage({ kept: !!home && (await copies()).some((copy) => copy.home === home) });
  }));
  answer.postMessage({ away: away.has(event.source.id) });
});

addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(self.outbox.flush());
});
