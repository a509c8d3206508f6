// Inside the sandbox. Without this, a SCORM activity finds no API to talk to.
{
  const is2004 = document.currentScript.dataset.kind === "scorm2004";
  const tell = (said) => parent.postMessage({ activity: true, ...said }, "*");
  const settings = { autocommit: false, logLevel: 5, lmsCommitUrl: false };
  const api = is2004 ? new Scorm2004API(settings) : new Scorm12API(settings);
  self[is2004 ? "API_1484_11" : "API"] = api;
  const read = (name) => api.cmi && name.split(".").reduce((value, key) => value?.[key], api.cmi);
  const report = () => {
    const score = is2004 ? read("score.scaled") : read("core.score.raw");
    const state = is2004 ? `${read("completion_status")} ${read("success_status")}` : read("core.lesson_status");
    tell({ score: score === "" ? undefined : Number(score) / (is2004 ? 1 : 100), done: /\b(completed|passed)\b/.test(state) });
  };
  for (const call of is2004 ? ["Commit", "Terminate"] : ["LMSCommit", "LMSFinish"]) api.on(call, report);
  addEventListener("keydown", (event) => { if (event.key === "Escape") tell({ leave: true }); }, true);
  addEventListener("load", () => tell({ ready: true, height: document.documentElement.scrollHeight }));
}
