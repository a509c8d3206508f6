// What a form says about an activity, and what is wrong with it, as `parcours/answers.py`
// reads it; then how platforms write it, as `parcours/interactions.py` does.

const LONGEST_ANSWER = 10000;
const LONGEST_WORDS = 200;
const length = (text) => [...text].length;
const filled = (words, values) => words.replace(/%\((\w+)\)s/g, (_all, name) => values[name]);

const READERS = {
  quiz(activity, form) {
    const sent = form.getAll("choice").filter(Boolean);
    const place = `choice-${activity.id}`;
    const chosen = activity.choices.map((each) => each.id).filter((id) => sent.includes(id));
    if (!sent.length) return [{ chosen }, { [place]: WORDS.chooseOne }];
    if (sent.some((id) => !chosen.includes(id))) return [{ chosen }, { [place]: WORDS.unknown }];
    if (chosen.length > 1 && !activity.several) return [{ chosen: [] }, { [place]: WORDS.onlyOne }];
    return [{ chosen }, {}];
  },

  matching(activity, form) {
    const options = Object.fromEntries(activity.options.map(({ id, name }) => [name, id]));
    const pairs = {}, errors = {};
    for (const { id, left } of activity.pairs) {
      const sent = form.get(`pair-${id}`) || "";
      if (options[sent]) pairs[id] = options[sent];
      else errors[`pair-${id}`] = sent ? WORDS.unknown : filled(WORDS.choosePair, { text: left });
    }
    return [{ pairs }, errors];
  },

  ordering(activity, form) {
    const places = {}, errors = {};
    for (const { id, name, text } of activity.options) {
      const sent = form.get(`place-${name}`) || "";
      const place = /^[1-9]\d?$/.test(sent) && Number(sent) <= activity.options.length ? Number(sent) : null;
      if (place === null) {
        errors[`place-${name}`] = filled(WORDS.givePlace, { total: activity.options.length, text });
        continue;
      }
      if (Object.values(places).includes(place)) errors[`place-${name}`] = filled(WORDS.samePlace, { place, text });
      places[id] = place;
    }
    return [{ places }, errors];
  },

  short_answer(activity, form) {
    const name = `answer-${activity.id}`;
    const text = trimmed(form.get(name) || "").replace(SPACES, " ");
    const given = { text: [...text].slice(0, LONGEST_WORDS).join("") };
    if (!text) return [given, { [name]: WORDS.writeAnswer }];
    if (length(text) > LONGEST_WORDS) return [given, { [name]: WORDS.tooLong }];
    return [given, {}];
  },

  scale(activity, form) {
    const { minimum, maximum, step } = activity;
    const sent = trimmed(form.get(`answer-${activity.id}`) || "");
    const number = /^-?\d{1,9}$/.test(sent) ? Number(sent) : null;
    const isOnIt = number !== null && minimum <= number && number <= maximum && (number - minimum) % step === 0;
    if (isOnIt) return [{ number }, {}];
    return [{ number }, { [`answer-${activity.id}`]: filled(WORDS.onScale, { low: minimum, high: maximum, step }) }];
  },

  exercise(activity, form) {
    const names = activity.prompts.map(({ id }) => `prompt-${id}`);
    const texts = names.map((name) => trimmed(form.get(name) || ""));
    let errors = Object.fromEntries(names.filter((_name, index) => length(texts[index]) > LONGEST_ANSWER).map((name) => [name, WORDS.answerTooLong]));
    if (!texts.some(Boolean)) errors = { [names[0]]: WORDS.writeOne };
    return [{ texts }, errors];
  },

  meeting(activity, form) {
    const name = `notes-${activity.id}`;
    const notes = trimmed(form.get(name) || "");
    if (!notes) return [{ notes }, { [name]: WORDS.writeNote }];
    return [{ notes }, length(notes) > LONGEST_ANSWER ? { [name]: WORDS.notesTooLong } : {}];
  },

  self_assessment(activity, form) {
    const marks = [], errors = {};
    for (const { id } of activity.statements) {
      const mark = form.get(`statement-${id}`) || "";
      marks.push(/^[1-5]$/.test(mark) ? Number(mark) : null);
      if (marks[marks.length - 1] === null && !Object.keys(errors).length) errors[`statement-${id}`] = WORDS.giveMarks;
    }
    return [{ marks }, errors];
  },
};

// --- As platforms write it ---------------------------------------------------------

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const letterOf = (list, id) => LETTERS[list.findIndex((each) => each.id === id)] || "";

const RESPONSES = {
  quiz: ({ choices }, { chosen }) => choices.filter(({ id }) => chosen.includes(id)).map(({ id }) => letterOf(choices, id)).join("[,]"),
  matching: ({ pairs: lines, options }, { pairs }) =>
    lines.map(({ id }, index) => [index + 1, letterOf(options, pairs[id])]).filter(([, letter]) => letter).map((each) => each.join("[.]")).join("[,]"),
  ordering: ({ options }, { places }) =>
    options.filter(({ id }) => places[id]).sort((one, two) => places[one.id] - places[two.id]).map(({ id }) => letterOf(options, id)).join("[,]"),
  short_answer: (_activity, { text }) => text,
  scale: (_activity, { number }) => (number === null ? "" : String(number)),
};

const response = (activity, given) => RESPONSES[activity.kind](activity, given);

// What is reported of an answer: one line for a question, one for each text or mark of a sheet.
function reported(activity, given, result, seconds) {
  const line = (suffix, type, answer, more) => ({ id: activity.name + suffix, activity, type, response: answer, seconds, ...more });
  if (result) {
    return [line("", activity.interaction, response(activity, given), {
      correct: activity.correct, passed: result.passed, points: result.points, maximum: result.maximum,
    })];
  }
  if (activity.kind === "self_assessment") return given.marks.map((mark, index) => line(`-${index + 1}`, "likert", String(mark), { label: activity.statements[index].text }));
  if (activity.kind === "meeting") return [line("", "long-fill-in", given.notes, { label: activity.title })];
  return given.texts.map((text, index) => line(`-${index + 1}`, "long-fill-in", text, { label: activity.prompts[index].question })).filter((each) => each.response);
}
