// Points of a chart can be reached: one stop for the Tab key, arrows from point to point, the words below.
for (const chart of document.querySelectorAll("svg.gt-chart--reachable")) {
  const points = [...chart.querySelectorAll(".gt-point")];
  if (!points.length) continue;
  const readout = document.createElement("p");
  readout.className = "gt-readout";
  readout.setAttribute("aria-hidden", "true");
  chart.after(readout);
  let current = points.length - 1;

  const say = (point) => { readout.textContent = point ? point.querySelector("title").textContent : ""; };
  const go = (to) => {
    points[current].setAttribute("tabindex", "-1");
    current = Math.max(0, Math.min(points.length - 1, to));
    points[current].setAttribute("tabindex", "0");
    points[current].focus();
  };

  points.forEach((point, place) => {
    point.setAttribute("tabindex", place === current ? "0" : "-1");
    point.addEventListener("focus", () => { current = place; say(point); });
    point.addEventListener("blur", () => say(null));
    point.addEventListener("pointerenter", () => say(point));
    point.addEventListener("pointerleave", () => say(document.activeElement === points[current] ? points[current] : null));
  });
  chart.addEventListener("keydown", (event) => {
    const to = { ArrowRight: current + 1, ArrowLeft: current - 1, Home: 0, End: points.length - 1 }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(to);
  });
}
