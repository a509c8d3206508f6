// What an answer is worth: the same as `parcours/scoring.py`, line for line. A test gives
// thousands of questions and answers to both.

const LIKE = { "’": "'", "ʼ": "'", "`": "'", "´": "'", "œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae" };
const like = (text) => text.replace(/[’ʼ`´œæŒÆ]/g, (letter) => LIKE[letter]).replace(/[‐‑‒–—]/g, "-");

// Unicode's case folding, where it is not « in capitals, then in small letters »: Cherokee
// folds to capitals, the dotless i stays itself, and ẞ is two letters.
const ALONE = { "ı": "ı", "ẞ": "ss" };
const folded = (letter) =>
  ALONE[letter] || (/[\u13a0-\u13fd\uab70-\uabbf]/.test(letter) ? letter.toUpperCase() : letter.toUpperCase().toLowerCase());

const SPACES = /[\s\u001c-\u001f\u0085]+/g;
const trimmed = (text) => text.replace(/\0/g, "").replace(/^[\s\u001c-\u001f\u0085]+|[\s\u001c-\u001f\u0085]+$/g, "");

// A text without what typing changes: case, accents, spaces, apostrophes, full stop.
function plain(text) {
  const small = [...like(text).normalize("NFKD")].map(folded).join("");
  const kept = like(small.normalize("NFKD")).replace(/[\p{Mn}\p{Cf}]/gu, "");
  return kept.replace(SPACES, " ").replace(/^[ .,;:!?]+|[ .,;:!?]+$/g, "");
}

const SCORERS = {
  quiz({ choices }, { chosen = [] }) {
    const lines = choices.map(({ id, text, right, feedback }) => ({ text, isRight: right, isChosen: chosen.includes(id), feedback }));
    const right = lines.filter((line) => line.isRight && line.isChosen).length;
    const wrong = lines.filter((line) => !line.isRight && line.isChosen).length;
    return [Math.max(0, right - wrong), choices.filter((each) => each.right).length, lines];
  },

  matching({ pairs }, given) {
    const texts = Object.fromEntries(pairs.map((pair) => [pair.id, pair.right]));
    const lines = pairs.map(({ id, left, right, feedback }) => {
      const answered = texts[(given.pairs || {})[id]] || "";
      return { text: left, isRight: answered === right, isChosen: true, feedback, given: answered, expected: right };
    });
    return [lines.filter((line) => line.isRight).length, lines.length, lines];
  },

  ordering({ elements }, { places = {} }) {
    const lines = elements.map(({ id, text, feedback }, index) => {
      const place = index + 1;
      return { text, isRight: places[id] === place, isChosen: true, feedback, given: String(places[id] || ""), expected: String(place) };
    });
    return [lines.filter((line) => line.isRight).length, lines.length, lines];
  },

  short_answer({ forms, otherwise }, { text = "" }) {
    const written = plain(text);
    const form = forms.find((each) => each.plain === written);
    const right = forms.find((each) => each.right);
    const isRight = Boolean(form && form.right);
    return [Number(isRight), 1, [{ text: "", isRight, isChosen: true, feedback: form ? form.feedback : otherwise, given: text, expected: right ? right.text : "" }]];
  },

  scale({ minimum, maximum, target, tolerance, within, below, above }, { number = null }) {
    const isNumber = Number.isInteger(number);
    const isRight = isNumber && Math.abs(number - target) <= tolerance;
    const feedback = isRight ? within : !isNumber ? "" : number < target ? below : above;
    const ends = tolerance ? ` (${Math.max(minimum, target - tolerance)} – ${Math.min(maximum, target + tolerance)})` : "";
    return [Number(isRight), 1, [{ text: "", isRight, isChosen: true, feedback, given: isNumber ? String(number) : "", expected: `${target}${ends}` }]];
  },
};

function score(activity, given) {
  const [points, maximum, lines] = SCORERS[activity.kind](activity, given);
  return { points, maximum, needed: activity.needed, passed: 100 * points >= activity.needed * maximum, lines };
}
