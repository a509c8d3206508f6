// Without this, an answer is posted and a page of its own says what it is worth.
for (const form of document.querySelectorAll("form[data-answer]")) {
  form.addEventListener("submit", async function ask(event) {
    event.preventDefault();
    try {
      const body = new URLSearchParams(new FormData(form, event.submitter));
      const response = await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": "1" } });
      if (!response.ok && response.status !== 422) throw response;
      form.querySelector(".correction")?.remove();
      form.insertAdjacentHTML("beforeend", await response.text());
      form.lastElementChild.focus();
    } catch {
      form.removeEventListener("submit", ask);
      form.requestSubmit(event.submitter);
    }
  });
}
