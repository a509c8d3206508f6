// Without this, the links of the checklist lead to the field; with it, the cursor is in it.
const FIELDS = "input:not([type=hidden]), select, textarea, button, [contenteditable=true]";

function target(name) {
  const field = document.getElementById(`id_${name}`);
  if (field?.matches(FIELDS)) return field;
  // Rows that one adds: the first of them, else the button that adds one.
  const rows = document.getElementById(`id_${name}-FORMS`);
  if (rows) return rows.querySelector(FIELDS) ?? document.getElementById(`id_${name}-ADD`);
  const panel = document.querySelector(`[data-contentpath="${name}"]`)
    ?? document.querySelector(`[id$="-${name}-section"]`);
  return panel?.querySelector(FIELDS) ?? panel;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-jump]");
  const field = link && target(link.dataset.jump);
  if (!field) return;
  event.preventDefault();
  const closed = field.closest(".collapsed, [hidden='until-found']");
  closed?.closest("section")?.querySelector("[data-panel-toggle][aria-expanded=false]")?.click();
  field.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
});
