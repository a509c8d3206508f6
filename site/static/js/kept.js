// Without this, the page that says that the network is missing lists no parcours to read.
const kept = document.querySelector("[data-some]");

for (const name of await caches.keys()) {
  const [format, home] = name.split(" ");
  const copy = format === "parcours" && await (await caches.open(name)).match(home);
  if (!copy) continue;
  const page = new DOMParser().parseFromString(await copy.text(), "text/html");
  const link = document.createElement("a");
  [link.href, link.textContent] = [home, page.querySelector("h1").textContent];
  const item = kept.querySelector("ul").appendChild(document.createElement("li"));
  item.append(link);
  kept.hidden = false;
}
