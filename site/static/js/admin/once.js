// A form is sent once, and after its autosave: a new page would be made twice, and the
// second time refused because the first one has its address.
const saving = new WeakSet(); // its autosave is announced or on the way
const waiting = new WeakMap(); // sent meanwhile, by which button
const sent = new WeakSet();
const AGAIN = 30_000; // the page is still there: as for Wagtail's long-running buttons

addEventListener("w-autosave:save", (event) => {
  if (!event.defaultPrevented) saving.add(event.target);
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

addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-controller~=w-autosave]")) return;
  if (!saving.has(form) && !sent.has(form)) {
    sent.add(form);
    form.dataset.wAutosaveActiveValue = false;
    setTimeout(() => {
      sent.delete(form);
      form.dataset.wAutosaveActiveValue = true;
    }, AGAIN);
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (saving.has(form)) waiting.set(form, event.submitter);
}, true);
