// The page of operations says by itself how it is now. What is shown comes from the server, ready to be put in its place.
const line = document.querySelector("[data-operations]");
const place = document.getElementById("now");
const EVERY = 5_000;

let held = false;
let due = null;

function say(state, words) {
  line.dataset.state = state;
  line.querySelector(".gt-live__state").textContent = words;
  line.querySelector("button").textContent = held ? "Go on" : "Hold";
}

// Whoever is at a button of it, or has marked words in it, is not disturbed.
function isInUse() {
  const marked = getSelection();
  return place.contains(document.activeElement) || (!marked.isCollapsed && place.contains(marked.anchorNode));
}

async function look() {
  due = null;
  if (held || document.hidden) return;
  try {
    const answer = await fetch(line.dataset.operations, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    const before = place.querySelector("[data-concerns]").textContent;
    if (!isInUse() && !held) {
      const open = [...place.querySelectorAll("details[open]")].map((one) => one.dataset.keeps);
      place.replaceChildren(...document.adoptNode(next.body).childNodes);
      for (const one of place.querySelectorAll("details")) one.open = open.includes(one.dataset.keeps);
      const now = place.querySelector("[data-concerns]").textContent;
      if (now !== before) line.querySelector("[role=status]").textContent = now.trim().replace(/\s+/g, " ");
    }
    say("live", "Live: looks again every five seconds.");
  } catch {
    say("lost", "No answer: this may have changed since.");
  }
  wait();
}

function wait() {
  clearTimeout(due);
  due = setTimeout(look, EVERY);
}

if (line) {
  line.innerHTML =
    '<span class="gt-live__state"></span> <button type="button" class="gt-live__hold"></button>' +
    '<span role="status" class="nhsuk-u-visually-hidden"></span>';
  line.querySelector("button").addEventListener("click", () => {
    held = !held;
    if (held) say("held", "Held: it stays as it is.");
    else look();
  });
  say("live", "Live: looks again every five seconds.");
  document.addEventListener("visibilitychange", () => { if (!document.hidden && !held) look(); });
  wait();
}
