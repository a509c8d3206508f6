// Without this, a double click makes twice what a form makes.
const AGAIN = 10_000; // milliseconds: the page is still there
const forms = document.querySelectorAll("form[data-once]");
const release = (form) => { form.dataset.once = ""; };

for (const form of forms)
  form.addEventListener("submit", (event) => {
    if (form.dataset.once) event.preventDefault();
    form.dataset.once = "sent";
    setTimeout(release, AGAIN, form);
  });
addEventListener("pageshow", () => forms.forEach(release)); // also when one comes back to it
