// Turns the wall over without leaving the page, so that a lost network leaves the last figures up and is got over.
const LONGEST = 60_000;
const PATIENCE = 15_000; // a network that swallows packets never says that it is gone
let failures = 0;

const parts = ["main", ".gt-wall__head", ".gt-wall__foot"];
const clock = () => new Date().toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit", timeZone: "Europe/London" });

async function turn() {
  const { onwards } = document.querySelector("main").dataset;
  try {
    const answer = await fetch(onwards, { headers: { Accept: "text/html" }, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) throw new Error(String(answer.status));
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!next.querySelector("main[data-onwards]")) throw new Error("not the wall");
    for (const part of parts) document.querySelector(part).replaceWith(document.adoptNode(next.querySelector(part)));
    document.title = next.title;
    history.replaceState(null, "", onwards);
    failures = 0;
  } catch {
    failures += 1;
    const lost = document.querySelector(".gt-wall__lost");
    if (!lost.textContent) lost.textContent = `No connection since ${clock()}`;
  }
  wait();
}

function wait() {
  const { onwards, seconds } = document.querySelector("main").dataset;
  if (!onwards) return;
  const pause = failures ? Math.min(LONGEST, 2_000 * 2 ** failures) : Number(seconds) * 1_000;
  setTimeout(turn, pause);
}

window.addEventListener("online", () => { if (failures) turn(); });
wait();
