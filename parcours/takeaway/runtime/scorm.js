// SCORM 1.2 and SCORM 2004: the platform put an object in a window above this one.

function found(name) {
  for (const start of [window, window.opener]) {
    let place = start;
    for (let step = 0; place && step < 500; step += 1) {
      try {
        if (place[name]) return place[name];
      } catch {
        break; // a window of another site
      }
      if (place.parent === place) break;
      place = place.parent;
    }
  }
  return null;
}

// A computer's clock may be put back: no time is less than none.
const clock = (told) => {
  const seconds = Math.max(0, told);
  const pad = (number, size) => String(Math.floor(number)).padStart(size, "0");
  return `${pad(Math.min(seconds / 3600, 9999), 4)}:${pad((seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}.00`;
};
const lasting = (seconds) => `PT${Math.max(0, Math.round(seconds))}S`;

// What the two standards name or write in their own way.
const STANDARDS = {
  scorm12: {
    api: "API", prefix: "LMS", end: "LMSFinish", start: "LMSInitialize",
    most: 4096, location: "cmi.core.lesson_location", mode: "cmi.core.lesson_mode", learner: "cmi.core.student_id",
    exit: ["cmi.core.exit", "suspend"], session: (seconds) => ["cmi.core.session_time", clock(seconds)],
    score: ({ score: raw }) => [["cmi.core.score.min", 0], ["cmi.core.score.max", 100], ["cmi.core.score.raw", raw]],
    // One word for two things: « passed » is said of who finished.
    status: ({ isComplete, passed }) => [["cmi.core.lesson_status", isComplete ? (passed ? "passed" : "completed") : "incomplete"]],
    interaction: ({ id, type, response: given, correct, passed, maximum, seconds, activity }) => {
      const flat = (text) => (["choice", "matching", "sequencing"].includes(type) ? text.split("[,]").join(",").split("[.]").join(".") : text.replace(SPACES, " ")).slice(0, 255);
      const patterns = type === "numeric" ? [String(activity.target)] : correct || [];
      return [
        ["id", id], ["type", type === "long-fill-in" ? "fill-in" : type], ["time", new Date().toTimeString().slice(0, 8)],
        ...patterns.map((pattern, place) => [`correct_responses.${place}.pattern`, flat(pattern)]),
        ...(maximum ? [["weighting", maximum]] : []),
        ["student_response", flat(given)],
        ["result", passed === undefined ? "neutral" : passed ? "correct" : "wrong"],
        ["latency", clock(seconds)],
      ];
    },
  },
  scorm2004: {
    api: "API_1484_11", prefix: "", end: "Terminate", start: "Initialize",
    most: 64000, location: "cmi.location", mode: "cmi.mode", learner: "cmi.learner_id",
    exit: ["cmi.exit", "suspend"], session: (seconds) => ["cmi.session_time", lasting(seconds)],
    score: ({ score: raw }) => [["cmi.score.min", 0], ["cmi.score.max", 100], ["cmi.score.raw", raw], ["cmi.score.scaled", raw / 100]],
    status: ({ isComplete, passed, progress }) => [
      ["cmi.completion_status", isComplete ? "completed" : "incomplete"],
      ["cmi.success_status", passed === null ? "unknown" : passed ? "passed" : "failed"],
      ["cmi.progress_measure", progress / 100],
    ],
    interaction: ({ id, type, response: given, correct, passed, maximum, seconds, activity, label }) => [
      ["id", id], ["type", type], ["timestamp", new Date().toISOString().replace(/\.\d+Z$/, ".0Z")],
      ["description", (label || activity.question).slice(0, 250)],
      ...(correct || []).map((pattern, place) => [
        `correct_responses.${place}.pattern`, type === "fill-in" ? `{case_matters=false}${pattern}` : pattern,
      ]),
      ...(maximum ? [["weighting", maximum]] : []),
      // One line: neither standard says what a line break is.
      ["learner_response", given.replace(SPACES, " ").slice(0, type === "long-fill-in" ? 4000 : 250)],
      ["result", passed === undefined ? "neutral" : passed ? "correct" : "incorrect"],
      ["latency", lasting(seconds)],
    ],
  },
};

function scorm(name, api) {
  const standard = STANDARDS[name];
  const began = Date.now();
  let isOpen = String(api[standard.start]("")) === "true";
  const get = (element) => String(api[`${standard.prefix}GetValue`](element) ?? "");
  const set = (element, value) => String(api[`${standard.prefix}SetValue`](element, String(value))) === "true";
  const isReview = isOpen && ["browse", "review"].includes(get(standard.mode));
  const writes = () => isOpen && !isReview;
  const commit = () => String(api[`${standard.prefix}Commit`]("")) === "true";

  return {
    kind: name,
    most: standard.most,
    learner: isOpen ? get(standard.learner) : "",
    isReview,
    isConnected: isOpen,
    resumed: isOpen ? get("cmi.suspend_data") : "",
    record(lines) {
      if (!writes()) return;
      for (const line of lines) {
        const count = Number(get("cmi.interactions._count")) || 0;
        for (const [field, value] of standard.interaction(line)) set(`cmi.interactions.${count}.${field}`, value);
      }
    },
    save(state, text) {
      if (!writes()) return Promise.resolve(!isOpen ? false : true);
      const reached = outcome(state);
      const values = [...standard.status(reached), ...(reached.score === null ? [] : standard.score(reached))];
      const kept = [...values, [standard.location, state.here], ["cmi.suspend_data", text]].map(([element, value]) => set(element, value));
      return Promise.resolve(kept.every(Boolean) && commit());
    },
    end() {
      if (!isOpen) return Promise.resolve();
      if (writes()) set(...standard.exit);
      set(...standard.session((Date.now() - began) / 1000));
      commit();
      isOpen = false;
      api[standard.end]("");
      return Promise.resolve();
    },
  };
}
