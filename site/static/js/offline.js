// Without this, pages are read and answered with a network; with it, what was visited is read
// and answered without one, on this device, and the page says so.
const place = document.querySelector("[data-worker]");
const show = (name, shown) => { for (const each of document.querySelectorAll(`[data-${name}]`)) each.hidden = !shown; };

async function work() {
  const { worker, scope } = place.dataset;
  if (!navigator.serviceWorker || !worker) return;
  const registration = await navigator.serviceWorker.register(worker, { scope, updateViaCache: "none" });
  const active = registration.active ?? (await navigator.serviceWorker.ready).active;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => {
    if ("kept" in data) show("kept", data.kept);
    if (data.away) show("away", true);
  };
  const track = /^\?piste=/.test(location.search) ? location.search : "";
  const sparing = Boolean(navigator.connection?.saveData);
  active.postMessage({ visited: location.pathname + track, sparing }, [port2]);
}

if (place) {
  show("away", !navigator.onLine);
  addEventListener("offline", () => show("away", true));
  addEventListener("online", () => show("away", false));
  // What waits is looked after by a script that is fetched when something does.
  addEventListener("waits", () => import("./waiting.js"), { once: true });
  const stores = await indexedDB.databases?.();
  if (!stores || stores.some(({ name }) => name === "outbox")) import("./waiting.js").catch(() => {});
  if (document.readyState !== "complete") await new Promise((loaded) => { addEventListener("load", loaded, { once: true }); });
  work().catch(() => {});
}
