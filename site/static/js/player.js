// Without this, a time of the transcript or a chapter opens the recording at its second,
// and a film of another host opens on its own site.
const player = document.querySelector("[data-player]");

function playFrom(seconds) {
  player.currentTime = seconds;
  player.play().catch(() => {}); // refused by the browser: the reader presses play
}

if (player) {
  const speed = document.querySelector("[data-speed]");
  speed.closest("[hidden]").hidden = false;
  speed.addEventListener("change", () => { player.playbackRate = speed.value; });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-seek]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    playFrom(Number(link.dataset.seek));
  });

  // What is being said is marked; passages are in the order of their times.
  const passages = [...document.querySelectorAll("[data-from]")];
  let said;
  player.addEventListener("timeupdate", () => {
    const now = passages.findLast((each) => Number(each.dataset.from) <= player.currentTime);
    if (now === said) return;
    said?.removeAttribute("aria-current");
    now?.setAttribute("aria-current", "true");
    said = now;
  });

  // A shared address that ends with #t725 is a passage: the player waits there.
  const [, start] = location.hash.match(/^#t(\d+)$/) ?? [];
  if (start) player.addEventListener("loadedmetadata", () => { player.currentTime = start; }, { once: true });
}

for (const place of document.querySelectorAll("[data-embed]")) {
  const link = place.querySelector("a");
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.src = place.dataset.embed;
    frame.title = link.querySelector("b").textContent;
    frame.allow = "fullscreen; picture-in-picture; encrypted-media";
    frame.allowFullscreen = true;
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    frame.className = "embed-frame";
    place.prepend(frame);
    link.classList.add("embed-opened");
    frame.focus();
  }, { once: true });
}
