// Without this, the étapes are read one under the other; nothing is corrected or kept.

const $ = (selector, place = document) => place.querySelector(selector);
const $$ = (selector, place = document) => [...place.querySelectorAll(selector)];

// el("p", { class: "small" }, "text", el("b", …)): text is never read as HTML.
function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}
const knot = (state) => $(`#knot-${state}`).content.firstElementChild.cloneNode(true);

// --- What is told of an answer ----------------------------------------------------

function correction(activity, told) {
  const { result, tellsAll } = told;
  const isRight = result.points === result.maximum;
  const verdict = isRight ? WORDS.right : result.passed ? WORDS.passed : result.points ? WORDS.nearly : WORDS.wrong;
  const box = el("div", { class: "correction", tabindex: "-1" });
  if (told.isRefused) box.append(el("p", { class: "messages" }, WORDS.noAttempt));
  box.append(el("p", { class: "correction-verdict" }, knot(result.passed ? "tied" : "undone"), verdict));
  if (activity.attempts && !told.left && !result.passed && !told.isRefused) box.append(el("p", {}, WORDS.byEffort));
  if (result.maximum > 1) {
    const points = filled(WORDS.points, { points: result.points, total: result.maximum });
    box.append(el("p", {}, result.needed < 100 ? `${points} · ${filled(WORDS.needed, { needed: result.needed })}` : points));
  }
  if (!tellsAll) box.append(el("p", {}, el("b", {}, told.left === 1 ? WORDS.oneLeft : filled(WORDS.left, { left: told.left })), ` ${WORDS.correctionLater}`));
  const list = el("ul", { class: "correction-choices" });
  for (const line of result.lines) {
    if (!tellsAll && !line.isChosen) continue;
    const words = activity.kind === "quiz" ? correctedChoice(line) : correctedLine(line, tellsAll);
    list.append(el("li", { class: `correction-choice${line.isChosen ? " chosen" : ""}` }, knot(line.isRight ? "yes" : "no"), el("div", {}, ...words)));
  }
  box.append(list);
  if (tellsAll) {
    const explanation = el("div", { class: "prose" });
    explanation.innerHTML = activity.explanation; // ours, written when the package was made
    box.append(explanation);
  }
  return box;
}

function correctedChoice({ text, isRight, isChosen, feedback }) {
  const word = isRight ? (isChosen ? WORDS.choiceRight : WORDS.choiceMissed) : isChosen ? WORDS.choiceWrong : WORDS.choiceUnfit;
  const why = isChosen || isRight
    ? el("p", { class: "correction-feedback" }, feedback)
    : el("details", { class: "correction-feedback" }, el("summary", {}, WORDS.why), el("p", {}, feedback));
  return [el("p", { class: "correction-word" }, word), el("p", {}, text), why];
}

function correctedLine(line, tellsAll) {
  const quiet = (text) => el("span", { class: "muted" }, text);
  return [
    el("p", { class: "correction-word" }, line.isRight ? WORDS.lineRight : WORDS.lineWrong),
    line.text ? el("p", {}, line.text) : null,
    el("p", {}, quiet(WORDS.yourAnswer), ` ${line.given || "–"}`),
    !line.isRight && tellsAll ? el("p", {}, quiet(WORDS.expected), ` ${line.expected}`) : null,
    line.feedback ? el("p", { class: "correction-feedback" }, line.feedback) : null,
  ].filter(Boolean);
}

// --- Forms ------------------------------------------------------------------------

// Names repeat from one étape to another: ids carry the étape before the name.
const idOf = (activity, name) => `e${activity.etape + 1}-${name}`;

function showErrors(form, activity, errors) {
  const list = el("ul", { class: "errorlist" });
  for (const [name, message] of Object.entries(errors)) {
    const field = document.getElementById(idOf(activity, name));
    const target = !field || field.name ? field : $("input", field);
    const link = el("a", { href: `#${idOf(activity, name)}`, id: `${idOf(activity, name)}-told` }, message);
    link.addEventListener("click", (event) => { event.preventDefault(); if (target) target.focus(); });
    list.append(el("li", {}, link));
    if (field) {
      const before = (field.getAttribute("aria-describedby") || "").split(" ").filter((each) => each && !each.endsWith("-told"));
      field.setAttribute("aria-describedby", [...before, link.id].join(" "));
      if (field.name) field.setAttribute("aria-invalid", "true");
    }
  }
  return el("div", { class: "correction", tabindex: "-1" }, list);
}

// What was answered before is in the form again.
const FILLERS = {
  quiz: ({ chosen }) => (field) => { field.checked = chosen.includes(field.value); },
  matching: ({ pairs }, { options }) => (field) => { field.value = (options.find(({ id }) => id === pairs[field.name.slice(5)]) || { name: "" }).name; },
  ordering: ({ places }, { options }) => (field) => { const option = options.find(({ name }) => field.name === `place-${name}`); if (option) field.value = places[option.id] || ""; },
  short_answer: ({ text }) => (field) => { field.value = text; },
  scale: ({ number }) => (field) => { if (field.type === "radio") field.checked = field.value === String(number); else field.value = number === null ? "" : number; },
  exercise: ({ texts }, { prompts }) => (field) => { field.value = texts[prompts.findIndex(({ id }) => field.name === `prompt-${id}`)] || ""; },
  meeting: ({ notes }) => (field) => { field.value = notes; },
  self_assessment: ({ marks }, { statements }) => (field) => { field.checked = Number(field.value) === marks[statements.findIndex(({ id }) => field.name === `statement-${id}`)]; },
};

function fill(form, activity, given) {
  for (const field of [...form.elements].filter((each) => each.name)) FILLERS[activity.kind](given, activity)(field);
}

function reorder(list) {
  const said = $("[data-order-said]", list.parentElement);
  for (const place of $$("[hidden]", list)) place.hidden = false;
  list.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-move]");
    if (!button) return;
    const item = button.closest("li");
    const isUp = button.dataset.move === "-1";
    const other = isUp ? item.previousElementSibling : item.nextElementSibling;
    if (other) other[isUp ? "before" : "after"](item);
    [...list.children].forEach((each, place) => { $("select", each).value = place + 1; });
    button.focus();
    said.textContent = `${$("label", item).textContent} : ${list.dataset.said} ${[...list.children].indexOf(item) + 1}`;
  });
}

// --- The whole --------------------------------------------------------------------

async function play() {
  let platform, problem = "";
  try {
    platform = await connected();
  } catch {
    platform = local();
    problem = WORDS.noPlatform;
  }
  if (!platform.isConnected) problem = WORDS.noPlatform;
  const texts = `${COURSE.key}:${platform.learner}`;
  const state = unpacked(platform.resumed);
  if (platform.most < Infinity) {
    // Texts that the platform has no room for stay in this browser.
    const kept = unpacked(shelf.read(texts));
    for (const [index, each] of Object.entries(kept.answers)) if (!state.answers[index] && TEXTS.includes(COURSE.activities[index].kind)) state.answers[index] = each;
  }
  const said = $("#said");
  const shownAt = {};
  const tell = (message) => { said.textContent = message; said.hidden = !message; };

  async function save() {
    const { text, isWhole } = packed(state, platform.most);
    if (!isWhole) shelf.write(texts, packed(state).text);
    const isKept = await platform.save(state, text);
    tell(problem || (platform.isReview ? WORDS.review : !isKept ? WORDS.notKept : !isWhole ? WORDS.noRoom : ""));
  }

  function show(reached = outcome(state)) {
    for (const step of $$("[data-step]")) {
      const place = Number(step.dataset.step);
      const isCurrent = place === state.here - 1;
      const isTied = reached.done[place];
      step.className = `thread-step ${isTied ? "tied" : isCurrent ? "current" : "open"}`;
      $(".knot", step).replaceWith(knot(isTied ? "tied" : isCurrent ? "current" : "open"));
      $("[data-when-done]", step).hidden = !isTied;
      $("a", step)[isCurrent ? "setAttribute" : "removeAttribute"]("aria-current", "step");
    }
    for (const band of $$("[data-mark]")) {
      const place = Number(band.dataset.mark);
      band.classList.toggle("tied", reached.done[place]);
      $(".mark-knot .knot", band).replaceWith(knot(reached.done[place] ? "tied" : "open"));
      $("[data-when-undone]", band).hidden = state.marked[place];
      $("[data-when-marked]", band).hidden = !state.marked[place] || reached.done[place];
      $("[data-when-done]", band).hidden = !reached.done[place];
    }
    const bar = $("#progress");
    bar.textContent = filled(WORDS.progress, { done: reached.done.filter(Boolean).length, total: reached.done.length, percent: reached.progress })
      + (reached.score === null || !COURSE.corrects ? "" : ` · ${filled(WORDS.score, { score: reached.score })}`);
    $("#finished").hidden = !reached.isComplete;
    $("[data-start]").textContent = state.marked.some(Boolean) ? WORDS.resume : WORDS.start;
  }

  function go(place, focus = true) {
    state.here = place;
    for (const part of $$("[data-part]")) part.hidden = Number(part.dataset.part) !== place;
    shownAt[place] = Date.now();
    show();
    if (focus) {
      const title = $(`[data-part="${place}"] [data-title]`);
      title.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
  }

  // An address that leads inside an étape opens it.
  function follow() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const part = target && target.closest("[data-part]");
    if (!part) return false;
    const isPart = part === target;
    go(Number(part.dataset.part), isPart);
    if (!isPart) target.scrollIntoView();
    return true;
  }

  for (const form of $$("form[data-activity]")) {
    const activity = COURSE.activities[Number(form.dataset.activity)];
    const kept = state.answers[activity.index];
    if (kept && kept.given) fill(form, activity, kept.given);
    for (const each of $$("[data-when-script]", form)) each.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      for (const field of $$("[aria-invalid]", form)) field.removeAttribute("aria-invalid");
      const [given, errors] = READERS[activity.kind](activity, new FormData(form));
      $$(".correction", form).forEach((each) => each.remove());
      if (Object.keys(errors).length) {
        form.append(showErrors(form, activity, errors));
      } else {
        const seconds = (Date.now() - (shownAt[activity.etape + 1] || Date.now())) / 1000;
        if (isQuestion(activity)) {
          const told = attempt(activity, state, given);
          if (!told.isRefused) platform.record(reported(activity, given, told.result, seconds));
          form.append(correction(activity, told));
        } else {
          state.answers[activity.index] = { given };
          if (COURSE.corrects) platform.record(reported(activity, given, null, seconds));
          form.append(el("div", { class: "correction", tabindex: "-1" }, el("p", { class: "correction-kept" }, knot("tied"), el("span", {}, WORDS.kept))));
        }
        show();
      }
      form.lastElementChild.focus();
      if (!Object.keys(errors).length) await save();
    });
  }
  $$("[data-order]").forEach(reorder);

  for (const button of $$("[data-mark] button")) {
    const place = Number(button.closest("[data-mark]").dataset.mark);
    button.hidden = false;
    button.addEventListener("click", async () => {
      state.marked[place] = true;
      show();
      $(`[data-mark="${place}"] h3`).focus();
      await save();
    });
  }
  if (platform.isSilent) for (const audio of $$("audio")) audio.muted = true;

  $("[data-start]").addEventListener("click", () => {
    const { done } = outcome(state);
    const next = done.findIndex((isTied) => !isTied);
    location.hash = `etape-${(next < 0 ? 0 : next) + 1}`;
  });
  addEventListener("hashchange", () => { if (follow()) save(); });

  const leave = $("#leave");
  leave.hidden = platform.kind === "local";
  leave.addEventListener("click", async () => {
    leave.disabled = true;
    await save();
    await platform.end();
    tell(WORDS.ended);
  });
  addEventListener("pagehide", () => { platform.end(true); });
  // Back from the browser's own memory: the session was ended, another begins.
  addEventListener("pageshow", ({ persisted }) => { if (persisted && platform.kind !== "local") location.reload(); });

  document.documentElement.classList.add("plays");
  // One étape at a time: its title is then that of what one reads, and so on below it.
  for (const heading of $$(".etape :is(h2, h3, h4, h5)")) {
    heading.setAttribute("role", "heading");
    heading.setAttribute("aria-level", Number(heading.tagName[1]) - 1);
  }
  if (!follow()) go(state.here, false);
  document.documentElement.dataset.platform = platform.kind;
  await save();
}

play();
