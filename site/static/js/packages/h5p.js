// Inside the sandbox. Without this, an H5P activity stays an empty frame: its text is in the étape.
const tell = (said) => parent.postMessage({ activity: true, ...said }, "*");
const place = document.getElementById("activity");
const { path, frame, style } = place.dataset;
const at = (address) => new URL(address, location.href).href;

addEventListener("keydown", (event) => { if (event.key === "Escape") tell({ leave: true }); }, true);
new ResizeObserver(() => tell({ height: document.documentElement.scrollHeight })).observe(document.body);
new H5PStandalone.H5P(place, { h5pJsonPath: at(path).replace(/\/$/, ""), frameJs: at(frame), frameCss: at(style), embedType: "div" }).then(() => {
  self.H5P.externalDispatcher.on("xAPI", (event) => {
    const { result } = event.data.statement;
    if (result?.score) tell({ score: result.score.scaled, done: result.completion === true });
  });
  tell({ ready: true });
}, () => tell({ failed: true }));
