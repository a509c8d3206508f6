// Without this, an answer is posted and a page of its own says what it is worth.
const sender = () => import("./outbox.js").then(() => self.outbox);

/** Without a network, keep a form on this device and say so. */
async function wait(form, body) {
  const words = document.getElementById("waits");
  if (!words || !body.has("uid")) return false;
  const title = document.querySelector("h1").textContent;
  const place = `${location.pathname}#${form.closest("[id]").id}`;
  const outbox = await sender();
  if (!await outbox.keep(new URL(form.action).pathname, body, place, title)) return false;
  form.querySelector(".correction")?.remove();
  form.append(words.content.cloneNode(true));
  form.lastElementChild.focus();
  dispatchEvent(new Event("waits"));
  return true;
}

function correct(form, html) {
  form.querySelector(".correction")?.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  form.insertAdjacentHTML("beforeend", html);
  for (const link of form.querySelectorAll("[data-field]")) {
    const field = document.getElementById(link.dataset.field);
    if (!field) continue;
    link.id = `${link.dataset.field}-error`;
    const told = new Set((field.getAttribute("aria-describedby") ?? "").split(" "));
    field.setAttribute("aria-describedby", [...told.add(link.id)].join(" ").trim());
    if (field.name) field.ariaInvalid = "true";
    // A group of buttons takes no focus: its error leads to the first of them.
    link.addEventListener("click", (click) => {
      click.preventDefault();
      (field.name ? field : field.querySelector("input"))?.focus();
    });
  }
  form.lastElementChild.focus();
}

for (const form of document.querySelectorAll("form[data-answer], form[data-mark]")) {
  form.addEventListener("submit", async function ask(event) {
    event.preventDefault();
    if (form.ariaBusy) return; // a double click is one answer
    form.ariaBusy = "true";
    const { submitter } = event;
    let body;
    try {
      const outbox = await sender();
      body = outbox.named(form, submitter);
      const response = await outbox.send(form.action, body);
      if (response.status === 204) return location.assign(response.headers.get("Location"));
      if (!response.ok && response.status !== 422) throw response;
      correct(form, await response.text());
    } catch (problem) {
      // A TypeError: nothing answered.
      if (body && problem instanceof TypeError && await wait(form, body).catch(() => false)) return;
      form.removeEventListener("submit", ask);
      form.requestSubmit(submitter);
    } finally {
      form.ariaBusy = null;
    }
  });
}
