// Without this, each element to order has a list of places to choose from.
for (const list of document.querySelectorAll("[data-order]")) {
  const said = list.parentElement.querySelector("[data-order-said]");
  for (const place of list.querySelectorAll("[hidden]")) place.hidden = false;

  list.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-move]");
    if (!button) return;
    const item = button.closest("li");
    const step = Number(button.dataset.move);
    const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (other) step < 0 ? other.before(item) : other.after(item);
    [...list.children].forEach((each, place) => { each.querySelector("select").value = place + 1; });
    button.focus();
    const name = item.querySelector("label").textContent;
    said.textContent = `${name} : ${list.dataset.said} ${[...list.children].indexOf(item) + 1}`;
  });
}
