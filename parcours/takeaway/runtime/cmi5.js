// cmi5: the platform gave, in the address, the store to send statements to.

const XAPI = "http://adlnet.gov/expapi/verbs/";
const CMI5 = "https://w3id.org/xapi/cmi5/";
const PARAMETERS = ["endpoint", "fetch", "actor", "registration", "activityId"];
const MINE = "faire-alliance.parcours"; // the document that holds where the learner is

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const launched = () => {
  const asked = new URLSearchParams(location.search);
  return PARAMETERS.every((name) => asked.get(name)) ? Object.fromEntries(PARAMETERS.map((name) => [name, asked.get(name)])) : null;
};

async function cmi5(launch) {
  const endpoint = launch.endpoint.replace(/\/?$/, "/");
  const actor = JSON.parse(launch.actor);
  const began = Date.now();
  const answer = await fetch(launch.fetch, { method: "POST" });
  const token = (await answer.json())["auth-token"];
  if (!token) throw new Error("no token");
  const headers = { Authorization: `Basic ${token}`, "X-Experience-API-Version": "1.0.3" };
  const json = { ...headers, "Content-Type": "application/json" };

  const state = (stateId) =>
    `${endpoint}activities/state?${new URLSearchParams({ activityId: launch.activityId, agent: launch.actor, registration: launch.registration, stateId })}`;
  async function read(address, isNeeded) {
    const response = await fetch(address, { headers, cache: "no-store" });
    if (response.ok) return response.json();
    if (isNeeded || ![403, 404].includes(response.status)) throw new Error(`${response.status}`);
    return null;
  }
  const launchData = await read(state("LMS.LaunchData"), true);
  const preferences = await read(`${endpoint}agents/profile?${new URLSearchParams({ agent: launch.actor, profileId: "cmi5LearnerPreferences" })}`, false);
  const mine = (await read(state(MINE), false)) || { text: "", sent: [] };
  const isReview = launchData.launchMode !== "Normal";
  const { masteryScore } = launchData;

  // --- Statements, one after the other: each waits until the one before is kept ------
  let last = 0, waiting = [], sending = null, isOver = false, hasFailed = mine.sent.includes("passed");
  const now = () => new Date((last = Math.max(last, Date.now()))).toISOString();
  const duration = () => lasting((Date.now() - began) / 1000);

  function statement(verb, { object, result, categories = [], extensions = {}, parent } = {}) {
    const context = JSON.parse(JSON.stringify(launchData.contextTemplate || {}));
    context.registration = launch.registration;
    context.contextActivities = context.contextActivities || {};
    if (categories.length) {
      const already = context.contextActivities.category || [];
      context.contextActivities.category = [...already, ...categories.map((name) => ({ objectType: "Activity", id: `${CMI5}context/categories/${name}` }))];
    }
    if (parent) context.contextActivities.parent = [...(context.contextActivities.parent || []), { objectType: "Activity", id: parent }];
    context.extensions = { ...extensions, ...context.extensions };
    return {
      id: uuid(), actor, verb: { id: XAPI + verb, display: { en: verb } },
      object: object || { objectType: "Activity", id: launch.activityId },
      ...(result ? { result } : {}), context, timestamp: now(),
    };
  }
  const put = (batch, options) => fetch(`${endpoint}statements`, { method: "POST", headers: json, body: JSON.stringify(batch), ...options });

  async function send() {
    while (waiting.length) {
      const batch = waiting.slice();
      const response = await put(batch).catch(() => null);
      // 409: they are there already, the answer was lost on its way.
      if (!response || !(response.ok || response.status === 409)) return false;
      waiting = waiting.filter((each) => !batch.includes(each));
    }
    return true;
  }
  function sent(...statements) {
    if (isOver) return Promise.resolve(false);
    waiting.push(...statements);
    sending = (sending || Promise.resolve()).then(send);
    return sending;
  }
  const tell = (verb, options = {}) => statement(verb, { ...options, categories: ["cmi5", ...(options.categories || [])] });

  function judged(reached) {
    const told = [];
    const score = reached.score === null ? undefined : { scaled: reached.score / 100, raw: reached.score, min: 0, max: 100 };
    const mastery = masteryScore === undefined || masteryScore === null ? {} : { extensions: { [`${CMI5}context/extensions/masteryscore`]: masteryScore } };
    const isEnough = masteryScore === undefined || masteryScore === null || !score || score.scaled >= masteryScore;
    if (reached.passed && isEnough && !mine.sent.includes("passed")) {
      mine.sent.push("passed");
      hasFailed = true;
      told.push(tell("passed", { result: { ...(score && { score }), success: true, duration: duration() }, categories: ["moveon"], ...mastery }));
    } else if (reached.passed === false && !hasFailed && (masteryScore === undefined || masteryScore === null || (score && score.scaled < masteryScore))) {
      hasFailed = true;
      told.push(tell("failed", { result: { ...(score && { score }), success: false, duration: duration() }, categories: ["moveon"], ...mastery }));
    }
    if (reached.isComplete && !mine.sent.includes("completed")) {
      mine.sent.push("completed");
      told.push(tell("completed", { result: { completion: true, duration: duration() }, categories: ["moveon"] }));
    }
    return told;
  }

  await sent(tell("initialized"));
  window.addEventListener("online", () => sent());
  let told = 0;
  return {
    kind: "cmi5",
    most: Infinity,
    learner: "",
    isReview,
    isConnected: true,
    isSilent: Boolean(preferences && preferences.audioPreference === "off"),
    resumed: mine.text,
    record(lines) {
      if (isReview) return;
      sent(...lines.map(({ activity, id, type, response: given, passed, points, maximum, seconds, label }) => statement("answered", {
        object: {
          objectType: "Activity", id: `${COURSE.id}/${id}`,
          definition: activity.definition || { type: `${XAPI.replace("verbs", "activities")}cmi.interaction`, interactionType: type, name: { [COURSE.language]: label } },
        },
        parent: launch.activityId,
        result: {
          response: given, duration: lasting(seconds),
          ...(passed === undefined ? {} : { success: passed, score: { scaled: points / maximum, raw: points, min: 0, max: maximum } }),
        },
      })));
    },
    async save(learning, text) {
      if (isOver) return false;
      if (isReview) return true;
      const reached = outcome(learning);
      const statements = judged(reached);
      if (reached.progress !== told && !mine.sent.includes("completed")) {
        told = reached.progress;
        statements.unshift(statement("progressed", { result: { extensions: { [`${CMI5}result/extensions/progress`]: reached.progress } } }));
      }
      const isSent = await sent(...statements);
      const waits = waiting.map((each) => each.verb.id.slice(XAPI.length));
      const kept = { text, sent: mine.sent.filter((verb) => !waits.includes(verb)) };
      const response = await fetch(state(MINE), { method: "PUT", headers: json, body: JSON.stringify(kept) }).catch(() => null);
      return isSent && Boolean(response && response.ok);
    },
    async end(isLeaving) {
      if (isOver) return;
      if (!isLeaving) await (sending || Promise.resolve());
      if (isOver) return;
      const goodbye = tell("terminated", { result: { duration: duration() } });
      isOver = true;
      // Two requests: what may be there already must not hold back the last word.
      const requests = [waiting, [goodbye]].filter((batch) => batch.length).map((batch) => put(batch, { keepalive: true }));
      await Promise.all(requests).catch(() => null);
      if (!isLeaving && launchData.returnURL) location.href = launchData.returnURL;
    },
  };
}
