// Without this, the text to copy is there to be selected by hand, and no button promises more.
for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  const label = [...button.childNodes];
  let back;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(source.innerText.trim());
    button.replaceChildren(button.dataset.done);
    clearTimeout(back);
    back = setTimeout(() => button.replaceChildren(...label), 2000);
  });
}
