// Without this, the frame keeps its height, Escape does not leave it, and nobody says what it announces.
const frame = document.querySelector("iframe[data-activity]");
const leave = document.querySelector("[data-leave]");
const said = document.querySelector("[data-announced]");

addEventListener("message", ({ source, data }) => {
  // The frame is somebody else's: what it says is checked, shown, and counts for nothing.
  if (source !== frame.contentWindow || data?.activity !== true) return;
  if (data.leave === true) leave.focus();
  if (Number.isFinite(data.height)) frame.style.blockSize = `${Math.min(Math.max(data.height, 320), 4000)}px`;
  const score = Number.isFinite(data.score) && data.score >= 0 && data.score <= 1 ? Math.round(data.score * 100) : null;
  const words = data.done === true ? said.dataset.done : said.dataset.score;
  if (score !== null || data.done === true) said.textContent = score === null ? said.dataset.done : `${words} ${score} %`;
  if (data.failed === true) said.textContent = said.dataset.failed;
});
addEventListener("keydown", (event) => { if (event.key === "Escape") leave.focus(); });
