// A form of the admin is sent once, and after its autosave: what it makes (a page, an
// edition, a mail) would be made twice. Without this, one can still write, and a double
// click makes a second draft to delete.
const saving = new WeakSet(); // its autosave is announced or on the way
const waiting = new WeakMap(); // sent meanwhile, by which button
let sent = new WeakSet();
const TOKEN = "csrfmiddlewaretoken";
const AGAIN = 30_000; // the page is still there: as for Wagtail's long-running buttons

addEventListener("w-autosave:save", (event) => {
  if (event.defaultPrevented) return;
  saving.add(event.target);
  if (token()) event.detail.formData.set(TOKEN, token());
});
addEventListener("w-autosave:success", answered);
addEventListener("w-autosave:error", answered);

function answered({ target: form }) {
  saving.delete(form);
  if (!waiting.has(form)) return;
  const button = waiting.get(form);
  waiting.delete(form);
  form.requestSubmit(button?.isConnected ? button : form.elements.namedItem(button?.name));
}

// Whoever signed in again in another tab has a new one.
function token() {
  return /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
}

addEventListener("submit", (event) => {
  const form = event.target;
  const field = form.elements.namedItem(TOKEN);
  if (field && token()) field.value = token();
  if (!saving.has(form) && !sent.has(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (saving.has(form)) waiting.set(form, event.submitter);
}, true);

// What a script of Wagtail's sends by itself (a dialog) is its own business.
addEventListener("submit", ({ target: form, submitter, defaultPrevented }) => {
  const how = submitter?.getAttribute("formmethod") || form.getAttribute("method");
  if (defaultPrevented || how?.toLowerCase() !== "post") return;
  sent.add(form);
  const isSaved = form.dataset.wAutosaveActiveValue;
  const autosaves = form.matches("[data-controller~=w-autosave]");
  if (autosaves) form.dataset.wAutosaveActiveValue = false;
  setTimeout(() => {
    sent.delete(form);
    if (autosaves) form.dataset.wAutosaveActiveValue = isSaved ?? true;
  }, AGAIN);
});

// One came back to it.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) sent = new WeakSet();
});
