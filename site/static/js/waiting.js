// Without this, what was answered without a network is sent by the worker alone, and no page says so.
import "./outbox.js";

const { outbox } = self;
const show = (name, shown) => { for (const each of document.querySelectorAll(`[data-${name}]`)) each.hidden = !shown; };
const forms = () => document.querySelectorAll("form[data-answer], form[data-mark]");
const pathOf = (address) => new URL(address, location.href).pathname;

function fill(form, body) {
  for (const box of form.querySelectorAll("input:is([type=radio], [type=checkbox])")) box.checked = body.getAll(box.name).includes(box.value);
  for (const [name, value] of body) {
    const field = form.elements[name];
    if (field && "value" in field && !["radio", "checkbox", "submit"].includes(field.type) && !(field instanceof RadioNodeList)) field.value = value;
  }
}

function tell(form, html) {
  form.querySelector(".correction")?.remove();
  form.insertAdjacentHTML("beforeend", html);
}

/** What could not be taken: its words, so that nothing typed is lost. */
function refused(sending) {
  const item = document.getElementById("refused").content.cloneNode(true);
  item.querySelector("[data-where]").textContent = sending.title;
  item.querySelector("[data-words]").textContent = [...new URLSearchParams(sending.body)]
    .filter(([name, value]) => /^(prompt|notes|answer)-/.test(name) && value).map(([, value]) => value).join("\n\n");
  item.querySelector("button").addEventListener("click", async () => { await outbox.drop(sending.key); report(); });
  return item;
}

function elsewhere(sending) {
  const item = document.createElement("li");
  const link = item.appendChild(document.createElement("a"));
  [link.href, link.textContent] = [sending.page, sending.title];
  return item;
}

/** Say what waits, what came back, and what was refused. */
async function report() {
  const sendings = await outbox.all();
  const found = new Map([...forms()].map((form) => [pathOf(form.action), form]));
  const lists = { told: [], refused: [] };
  for (const sending of sendings) {
    const form = found.get(sending.action);
    if (sending.state === "waiting" && form) {
      found.delete(sending.action);
      if (form.querySelector(".correction")) continue;
      fill(form, new URLSearchParams(sending.body));
      tell(form, document.getElementById("waits").innerHTML);
    } else if (form && sending.html) {
      fill(form, new URLSearchParams(sending.body));
      tell(form, sending.html);
      await outbox.drop(sending.key);
    } else if (sending.state === "refused") lists.refused.push(refused(sending));
    else if (sending.state === "told") lists.told.push(elsewhere(sending));
  }
  for (const form of found.values()) form.querySelector(".waits")?.remove();
  const waiting = sendings.filter((sending) => sending.state === "waiting").length;
  for (const words of document.querySelectorAll("[data-waiting]"))
    words.textContent = waiting > 1 ? words.dataset.many.replace("{n}", waiting) : words.dataset.one;
  show("waiting", waiting);
  for (const [name, items] of Object.entries(lists)) {
    document.querySelector(`[data-${name}] ul`)?.replaceChildren(...items);
    show(name, items.length);
  }
  return waiting;
}

async function sendAll() {
  if (!await report()) return;
  await outbox.flush().catch(() => {});
  if (await report() === 0) {
    show("sent", true);
    dispatchEvent(new Event("sent"));
  }
}

addEventListener("online", sendAll);
addEventListener("waits", report);
await sendAll();
