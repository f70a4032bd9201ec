// Figures of this page change as soon as it is known. What is shown comes from the server, ready; here it finds its place.
import { Live } from "./live-stream.js";

const line = document.querySelector("[data-live]");
const SAID_AFTER = 3_000;
const SOONEST_REFRESH = 1_000;
const LATEST_REFRESH = 4_000;

let connection = null;
let due = null;
const changed = new Map();

function connect() {
  if (connection) return;
  const from = line.dataset.live;
  if (typeof SharedWorker === "undefined") {
    const live = new Live();
    connection = { leave: () => live.leave(hear) };
    live.join(from, hear);
    return;
  }
  const worker = new SharedWorker(line.dataset.worker, { type: "module", name: `live ${line.dataset.reader}` });
  worker.port.onmessage = ({ data }) => hear(data);
  worker.port.postMessage({ from });
  connection = { leave: () => { worker.port.postMessage({ leave: true }); worker.port.close(); } };
}

function disconnect() {
  connection?.leave();
  connection = null;
}

function hear(what) {
  if (what.type === "figure") {
    line.dataset.live = what.id;
    show(what.figure);
  } else if (what.type === "reset") {
    line.dataset.live = what.id;
    // Whoever has missed something asks again, but not everybody at once.
    due ??= setTimeout(refresh, SOONEST_REFRESH + Math.random() * (LATEST_REFRESH - SOONEST_REFRESH));
  } else {
    line.dataset.state = what.type;
    say();
  }
}

function show({ key, told, parts }) {
  const places = [...document.querySelectorAll("[data-figure]")].filter((one) => one.dataset.figure === key);
  for (const place of places) {
    for (const [name, html] of Object.entries(parts)) {
      for (const part of place.querySelectorAll(`[data-part="${name}"]`)) part.innerHTML = html;
      for (const part of place.querySelectorAll(`[data-when="${name}"]`)) part.hidden = !html;
    }
    place.classList.remove("gt-changed");
    void place.offsetWidth; // begins the highlight anew
    place.classList.add("gt-changed");
  }
  if (!places.length) return;
  recount();
  if (!changed.size) setTimeout(announce, SAID_AFTER);
  changed.set(key, told);
  line.dataset.changed = "yes";
  say();
}

// What stands in short above the figures says the same as they do.
function recount() {
  const words = [...document.querySelectorAll(".gt-card [data-part=status] [data-word]")].map((one) => one.dataset.word);
  for (const tag of document.querySelectorAll(".gt-tally [data-word]")) {
    const count = words.filter((word) => word === tag.dataset.word).length;
    tag.querySelector("[data-count]").textContent = count;
    tag.closest("li").hidden = !count;
  }
}

function announce() {
  const told = [...changed.values()];
  changed.clear();
  line.querySelector("[role=status]").textContent = told.length > 3 ? `${told.length} figures have changed.` : told.join(". ");
}

async function refresh() {
  clearTimeout(due);
  due = null;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const place of document.querySelectorAll("[data-figure]")) {
      const now = [...next.querySelectorAll("[data-figure]")].find((one) => one.dataset.figure === place.dataset.figure);
      if (now) place.replaceChildren(...document.adoptNode(now).childNodes);
    }
    const position = next.querySelector("[data-live]")?.dataset.live;
    if (position) line.dataset.live = position;
    recount();
  } catch {
    line.dataset.state = "lost";
    say();
  }
}

const SAID = {
  begun: "Figures change here as soon as it is known.",
  live: "Live: figures change here as soon as it is known.",
  lost: "No connection: figures may have changed since.",
  held: "Held: figures stay as they are.",
};

function say() {
  const { state, changed: anew } = line.dataset;
  line.querySelector(".gt-live__state").textContent = SAID[state];
  line.querySelector(".gt-live__rest").hidden = !anew;
  line.querySelector("button").textContent = state === "held" ? "Go on" : "Hold";
}

async function hold() {
  if (connection) {
    disconnect();
    line.dataset.state = "held";
  } else {
    line.dataset.state = "begun";
    await refresh();
    connect();
  }
  say();
}

if (line) {
  line.innerHTML =
    '<span class="gt-live__state"></span> <a class="gt-live__rest" href="" hidden>Show charts and lists anew</a> ' +
    '<button type="button" class="gt-live__hold"></button><span role="status" class="nhsuk-u-visually-hidden"></span>';
  line.dataset.state = "begun";
  line.querySelector("a").href = location.href;
  line.querySelector("button").addEventListener("click", hold);
  line.hidden = false;
  say();
  // Nothing is missed meanwhile, and whoever goes on at once needs no stream.
  const soon = setTimeout(connect, 1_000);
  addEventListener("pagehide", () => { clearTimeout(soon); disconnect(); });
  addEventListener("pageshow", (event) => {
    if (event.persisted && line.dataset.state !== "held") refresh().then(connect);
  });
}
