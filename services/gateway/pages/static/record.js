// Keeps what was typed when its reader goes elsewhere: the same as the button "Save for later".
const form = document.getElementById("form");
let changed = false;

function keep() {
  if (!changed || document.visibilityState !== "hidden") return;
  const typed = new URLSearchParams(new FormData(form));
  typed.set("form-button", "save");
  changed = !navigator.sendBeacon(form.action, typed);
}

form?.addEventListener("input", () => { changed = true; });
form?.addEventListener("submit", () => { changed = false; });
document.addEventListener("visibilitychange", keep);
