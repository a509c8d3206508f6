// Without this, a draft is kept with its button; it is never written for who keeps nothing.
const place = document.querySelector("[data-state]");
const response = place && await fetch(place.dataset.state).catch(() => null);
const keeps = response?.ok && (await response.json()).keeps;

for (const form of keeps ? document.querySelectorAll("form[data-answer]") : []) {
  if (!form.elements.draft) continue;
  form.addEventListener("change", async () => {
    await import("./outbox.js");
    const body = self.outbox.named(form);
    body.set("draft", "1");
    const title = document.querySelector("h1").textContent;
    await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": "1" }, keepalive: true })
      .catch(() => body.has("uid") && self.outbox.keep(new URL(form.action).pathname, body, location.pathname, title))
      .catch(() => {});
  });
}
