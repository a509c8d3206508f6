// Without this, the button of a parcours always leads to its first étape.
import { kept } from "./progress.js";

// As on « Mon parcours »: the first étape to do, then the first one to complete.
const start = document.querySelector("[data-start]");
const steps = [...document.querySelectorAll(".thread-step")];
const isMarked = (step) => kept.marked.includes(step.dataset.etape);
if (start && steps.some(isMarked)) {
  const next = steps.find((step) => !isMarked(step)) ?? steps.find((step) => !step.matches(".tied"));
  if (next) start.href = next.querySelector("a").href;
  start.textContent = start.dataset[next ? "start" : "again"];
}
