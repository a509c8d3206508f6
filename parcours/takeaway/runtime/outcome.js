// Where the learner is: what was marked, what was answered, what it is worth in all. The
// same figures as `parcours/outcome.py`.
//
// state = { here: 0, marked: [false, …], answers: { 3: { given, used, points, passed } } }

const isQuestion = (activity) => "needed" in activity;
const newState = () => ({ here: 0, marked: COURSE.etapes.map(() => false), answers: {} });

function isOver(activity, state) {
  const before = state.answers[activity.index];
  return Boolean(activity.attempts && before && (before.used >= activity.attempts || before.passed));
}

// Score an answer and keep it; refused once no attempt is left.
function attempt(activity, state, given) {
  const before = state.answers[activity.index];
  if (isOver(activity, state)) {
    return { given: before.given, result: score(activity, before.given || {}), used: before.used, left: 0, isRefused: true, tellsAll: true };
  }
  const result = score(activity, given);
  const used = (before ? before.used : 0) + 1;
  state.answers[activity.index] = {
    given, used,
    points: Math.max(result.points, before ? before.points : 0),
    passed: result.passed || Boolean(before && before.passed),
  };
  const left = activity.attempts ? Math.max(0, activity.attempts - used) : 0;
  return { given, result, used, left, isRefused: false, tellsAll: !activity.attempts || result.passed || !left };
}

function outcome(state) {
  const questions = COURSE.activities.filter(isQuestion);
  const kept = questions.map((activity) => state.answers[activity.index]);
  const sum = (numbers) => numbers.reduce((one, two) => one + two, 0);
  const maximum = sum(questions.map((activity) => activity.worth));
  const points = sum(kept.map((each) => (each ? each.points : 0)));
  const isPassed = kept.every((each) => each && each.passed);
  const canPass = questions.every((activity, index) => (kept[index] && kept[index].passed) || !isOver(activity, state));
  const done = COURSE.etapes.map((_etape, place) => isDone(place, state));
  return {
    score: maximum ? Math.floor((100 * points) / maximum) : null,
    isComplete: done.length > 0 && done.every(Boolean),
    passed: questions.length ? (isPassed ? true : canPass ? null : false) : null,
    done,
    progress: done.length ? Math.floor((100 * done.filter(Boolean).length) / done.length) : 0,
  };
}

// An étape is done when it is marked and each of its questions passed, or tried as often as
// allowed: as on the site.
function isDone(place, state) {
  const isMet = (activity) => isOver(activity, state) || Boolean(state.answers[activity.index] && state.answers[activity.index].passed);
  return state.marked[place] && COURSE.activities.every((activity) => activity.etape !== place || !isQuestion(activity) || isMet(activity));
}

// --- Written small ----------------------------------------------------------------
// SCORM 1.2 keeps 4,096 characters: what was chosen becomes places in lists, and when all
// of it doesn't fit, long texts go first, then short ones. Étapes and activities are named
// by a code of their own, so that a package put in the place of another finds its own.

const places = (list, ids) => ids.map((id) => list.findIndex((each) => each.id === id));
const PACKERS = {
  quiz: [({ choices }, { chosen }) => places(choices, chosen), ({ choices }, kept) => ({ chosen: kept.map((place) => choices[place].id) })],
  matching: [
    ({ pairs, options }, given) => places(options, pairs.map(({ id }) => given.pairs[id])),
    ({ pairs, options }, kept) => ({ pairs: Object.fromEntries(pairs.map(({ id }, index) => [id, options[kept[index]].id])) }),
  ],
  ordering: [({ options }, given) => options.map(({ id }) => given.places[id]), ({ options }, kept) => ({ places: Object.fromEntries(options.map(({ id }, index) => [id, kept[index]])) })],
  short_answer: [(_activity, { text }) => text, (_activity, text) => ({ text })],
  scale: [(_activity, { number }) => number, (_activity, number) => ({ number })],
  exercise: [(_activity, { texts }) => texts, (_activity, texts) => ({ texts })],
  meeting: [(_activity, { notes }) => notes, (_activity, notes) => ({ notes })],
  self_assessment: [(_activity, { marks }) => marks, (_activity, marks) => ({ marks })],
};
const TEXTS = ["exercise", "meeting", "self_assessment"];

function packed(state, most = Infinity) {
  const marked = COURSE.etapes.filter((_etape, place) => state.marked[place]).map((etape) => etape.code).join("");
  const answers = COURSE.activities.filter(({ index }) => state.answers[index]);
  const write = (shown, keepsGiven) => JSON.stringify([3, state.here, marked, ...shown.map((activity) => {
    const { given, used, points, passed } = state.answers[activity.index];
    return [activity.code, used || 0, points || 0, Number(Boolean(passed)), ...(given && keepsGiven(activity) ? [PACKERS[activity.kind][0](activity, given)] : [])];
  })]);
  const questions = answers.filter(isQuestion);
  const tries = [
    () => write(answers, () => true),
    () => write(questions, () => true),
    () => write(questions, ({ kind }) => kind !== "short_answer"),
    () => write(questions, () => false),
  ];
  const index = tries.findIndex((attempted) => attempted().length <= most);
  return { text: index < 0 ? "" : tries[index](), isWhole: index === 0 };
}

// What was written, by this package or another version of it: all that still says something.
function unpacked(text) {
  const state = newState();
  let read;
  try { read = JSON.parse(text); } catch { return state; }
  if (!Array.isArray(read) || read[0] !== 3) return state;
  const [, here, marked, ...answers] = read;
  state.here = Math.min(Math.max(Number(here) || 0, 0), COURSE.etapes.length);
  state.marked = COURSE.etapes.map(({ code }) => String(marked).match(/.{4}/g)?.includes(code) || false);
  for (const [code, used, points, passed, kept] of answers) {
    const activity = COURSE.activities.find((each) => each.code === code);
    if (!activity) continue;
    let given = null;
    try { if (kept !== undefined) given = PACKERS[activity.kind][1](activity, kept); } catch { /* the question lost that choice */ }
    state.answers[activity.index] = { given, used, points: Math.min(points, activity.worth || 0), passed: Boolean(passed) };
  }
  return state;
}
