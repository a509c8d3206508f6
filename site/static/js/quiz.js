// Without this, an answer is posted and a page of its own says what it is worth.
for (const form of document.querySelectorAll("form[data-answer]")) {
  form.addEventListener("submit", async function ask(event) {
    event.preventDefault();
    try {
      const body = new URLSearchParams(new FormData(form, event.submitter));
      const response = await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": "1" } });
      if (!response.ok && response.status !== 422) throw response;
      form.querySelector(".correction")?.remove();
      for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
      form.insertAdjacentHTML("beforeend", await response.text());
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
    } catch {
      form.removeEventListener("submit", ask);
      form.requestSubmit(event.submitter);
    }
  });
}
