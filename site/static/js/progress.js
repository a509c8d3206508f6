// Without this, pages show the étapes; what one has done is on « Mon parcours ».
const thread = document.querySelector("[data-state]");
const knot = document.getElementById("tied");
const response = thread && await fetch(thread.dataset.state).catch(() => null);
export const kept = response?.ok ? await response.json() : { done: [], marked: [] };
const done = new Set(kept.done);

for (const place of document.querySelectorAll("[data-etape]")) {
  if (!done.has(place.dataset.etape)) {
    const marked = kept.marked.includes(place.dataset.etape);
    for (const word of place.querySelectorAll("[data-when-marked]")) word.hidden = !marked;
    continue;
  }
  place.classList.replace("open", "tied") || place.classList.add("tied");
  place.querySelector(".knot").replaceWith(knot.content.cloneNode(true));
  for (const word of place.querySelectorAll("[data-when-done]")) word.hidden = false;
  for (const word of place.querySelectorAll("[data-when-undone]")) word.hidden = true;
}
