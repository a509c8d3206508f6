// Without this, what is answered without a network is lost. Shared by the pages (as a module)
// and by the worker (as a script): what waits here is sent once, when the network is back.
self.outbox ??= (() => {
  const MOST = 200;
  const TOO_LATE = 60 * 24 * 3600 * 1000; // what nobody came back to read in two months

  const asked = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  let opened;
  async function store(mode) {
    if (!opened) {
      const request = indexedDB.open("outbox", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("sendings", { keyPath: "key" });
      opened = asked(request);
    }
    return (await opened).transaction("sendings", mode).objectStore("sendings");
  }

  const all = async () => (await asked((await store("readonly")).getAll())).sort((one, other) => one.at - other.at);
  const drop = async (key) => asked((await store("readwrite")).delete(key));
  const empty = async () => asked((await store("readwrite")).clear());

  /** What a form says, under a name that makes it one event however often it is sent. */
  function named(form, submitter) {
    const body = new URLSearchParams(new FormData(form, submitter));
    if (crypto.randomUUID) body.set("uid", crypto.randomUUID()); // only where the connection is safe
    return body;
  }

  /** Keep a sending, in place of the one that its form made before; false when there are too many. */
  async function keep(action, body, page, title) {
    const key = body.has("draft") ? `${action} draft` : action;
    const sending = { key, action, page, title, body: String(body), at: Date.now(), state: "waiting" };
    const sendings = await store("readwrite");
    const kept = await asked(sendings.getAllKeys());
    if (kept.length >= MOST && !kept.includes(key)) return false;
    if (key === action) sendings.delete(`${action} draft`);
    await asked(sendings.put(sending));
    self.registration?.sync?.register("outbox").catch(() => {});
    return true;
  }

  async function send(action, body) {
    const post = () => fetch(action, { method: "POST", body, headers: { "X-Fragment": "1" } });
    const response = await post();
    if (response.status !== 428) return response;
    body.set("first", "1"); // this device has its cookie now
    return post();
  }

  /** Write what became of a sending, unless its form was sent again meanwhile. */
  async function settle(sending, change) {
    const sendings = await store("readwrite");
    const now = await asked(sendings.get(sending.key));
    if (now?.body !== sending.body) return;
    await asked(change ? sendings.put({ ...now, ...change }) : sendings.delete(sending.key));
  }

  async function sendAll() {
    for (const sending of await all()) {
      if (sending.state !== "waiting") {
        if (Date.now() - sending.at > TOO_LATE) await drop(sending.key);
        continue;
      }
      const body = new URLSearchParams(sending.body);
      body.set("later", "1");
      const response = await send(sending.action, body);
      if (response.status === 410) return empty(); // everything was erased on another device
      if (response.status === 428 || response.status === 429 || response.status >= 500) throw response; // not now
      const isDraft = body.has("draft");
      if (response.status === 200 && !isDraft) await settle(sending, { state: "told", html: await response.text() });
      else if (response.ok) await settle(sending);
      else await settle(sending, { state: "refused", html: response.status === 422 ? await response.text() : "" });
    }
  }

  /** Send all that waits; one tab, or the worker, at a time. Rejected while the network is missing. */
  const flush = () => navigator.locks.request("outbox", sendAll);

  return { named, keep, send, flush, all, drop };
})();
