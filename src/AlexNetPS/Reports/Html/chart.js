// Shows the values of a chart at the epoch under the pointer, or at the one chosen with the arrow keys. The chart carries
// its values; names in it are text, never markup.
(function () {
  "use strict";
  const svg = "http://www.w3.org/2000/svg";

  // One box for all charts of the page, and one region that is read aloud.
  const box = document.createElement("div");
  box.className = "chart-values";
  box.setAttribute("aria-hidden", "true");
  box.style.cssText = "position: absolute; z-index: 10; display: none; pointer-events: none; padding: 6px 8px; "
    + "max-width: 28rem; border-radius: 4px; font: 12px/1.5 system-ui, sans-serif; "
    + "color: var(--chart-text, #1F2329); background: var(--chart-paper, #FEFEFF); "
    + "border: 1px solid var(--chart-frame, #8A9099); box-shadow: 0 2px 8px rgba(0, 0, 0, .25)";
  const spoken = document.createElement("div");
  spoken.className = "chart-spoken";
  spoken.setAttribute("role", "status");
  spoken.setAttribute("aria-live", "polite");
  spoken.style.cssText = "position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); "
    + "white-space: nowrap";

  function element(name, attributes, parent) {
    const made = document.createElementNS(svg, name);
    for (const key of Object.keys(attributes))
      made.setAttribute(key, attributes[key]);
    parent.appendChild(made);
    return made;
  }

  function share(axis, value) {
    const coordinate = axis.log ? Math.log10(value) : value;
    return (coordinate - axis.range[0]) / (axis.range[1] - axis.range[0]);
  }

  function text(axis, value) {
    if (axis.percent)
      return (value * 100).toFixed(1) + " %";
    if (Number.isInteger(value))
      return value.toLocaleString("en-US");
    const size = Math.abs(value);
    return size >= 1e-3 && size < 1e6 ? String(Number(value.toPrecision(4))) : value.toExponential(2);
  }

  function install(chart) {
    const data = JSON.parse(chart.getAttribute("data-chart"));
    const [left, top, width, height] = data.frame;
    const places = [...new Set(data.series.filter(s => s.x.length > 2 || data.series.length === 1)
      .flatMap(s => s.x).filter(x => x !== null))].sort((a, b) => a - b);
    if (places.length === 0)
      places.push(...new Set(data.series.flatMap(s => s.x)));
    if (places.length === 0)
      return;
    const layer = element("g", { "aria-hidden": "true", "pointer-events": "none", visibility: "hidden" }, chart);
    const line = element("line", { y1: top, y2: top + height, "stroke-width": 1, "stroke-dasharray": "3 3" }, layer);
    line.style.stroke = "var(--chart-muted, #575D66)";
    const dots = data.series.map(s => {
      const dot = element("circle", { r: 4, "stroke-width": 1.5 }, layer);
      dot.style.fill = "var(--chart-" + s.color + ")";
      dot.style.stroke = "var(--chart-paper, #FEFEFF)";
      return dot;
    });
    let at = -1;

    function hide() {
      at = -1;
      layer.setAttribute("visibility", "hidden");
      box.style.display = "none";
    }

    // The values at a place, largest first, as in the chart from top to bottom.
    function values(x) {
      return data.series.map((series, i) => ({ series, i, k: series.x.indexOf(x) }))
        .map(v => ({ ...v, y: v.k < 0 ? null : v.series.y[v.k] }))
        .filter(v => v.y !== null && v.y !== undefined && Number.isFinite(share(data.y, v.y)))
        .sort((a, b) => b.y - a.y);
    }

    function show(place, aloud) {
      at = place;
      const x = places[place], shown = values(x), px = left + width * share(data.x, x);
      layer.setAttribute("visibility", "visible");
      line.setAttribute("x1", px);
      line.setAttribute("x2", px);
      dots.forEach(dot => dot.setAttribute("visibility", "hidden"));
      box.replaceChildren();
      const head = document.createElement("div");
      head.style.fontWeight = "600";
      head.textContent = data.x.label + " " + text(data.x, x);
      box.appendChild(head);
      for (const v of shown) {
        const py = top + height * (1 - share(data.y, v.y));
        if (py >= top - 1 && py <= top + height + 1) {
          dots[v.i].setAttribute("visibility", "inherit");
          dots[v.i].setAttribute("cx", px);
          dots[v.i].setAttribute("cy", py);
        }
        const row = document.createElement("div"), key = document.createElement("span");
        key.style.cssText = "display: inline-block; width: 9px; height: 9px; margin-right: 6px; border-radius: 5px";
        key.style.background = "var(--chart-" + v.series.color + ")";
        row.append(key, v.series.name + ": " + text(data.y, v.y)
          + (v.series.marked === v.k ? " (best)" : ""));
        box.appendChild(row);
      }
      if (shown.length === 0)
        box.append("no value");
      placeBox(px);
      if (aloud)
        spoken.textContent = head.textContent + ". " + shown.map(v => v.series.name + " " + text(data.y, v.y)
          + (v.series.marked === v.k ? ", best epoch" : "")).join(". ");
    }

    // Beside the line, within the window.
    function placeBox(px) {
      const frame = chart.getBoundingClientRect(), scale = frame.width / chart.viewBox.baseVal.width;
      box.style.display = "block";
      const size = box.getBoundingClientRect(), x = frame.left + px * scale;
      const room = document.documentElement.clientWidth;
      const from = x + 14 + size.width <= room ? x + 14 : Math.max(4, x - 14 - size.width);
      box.style.left = from + window.scrollX + "px";
      box.style.top = Math.max(4, frame.top + top * scale) + window.scrollY + "px";
    }

    function nearest(event) {
      const frame = chart.getBoundingClientRect();
      const px = (event.clientX - frame.left) * chart.viewBox.baseVal.width / frame.width;
      if (px < left - 12 || px > left + width + 12)
        return -1;
      let best = 0;
      places.forEach((x, i) => {
        if (Math.abs(left + width * share(data.x, x) - px) < Math.abs(left + width * share(data.x, places[best]) - px))
          best = i;
      });
      return best;
    }

    chart.addEventListener("pointermove", event => {
      const place = nearest(event);
      if (place < 0)
        hide();
      else
        show(place, false);
    });
    chart.addEventListener("pointerleave", hide);
    chart.addEventListener("focus", () => {
      if (chart.matches(":focus-visible"))
        show(at < 0 ? places.length - 1 : at, true);
    });
    chart.addEventListener("blur", hide);
    chart.addEventListener("keydown", event => {
      const last = places.length - 1, from = at < 0 ? last : at;
      const to = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: last,
        PageUp: from - 10, PageDown: from + 10 }[event.key];
      if (event.key === "Escape")
        hide();
      if (to === undefined || event.ctrlKey || event.altKey || event.metaKey)
        return;
      event.preventDefault();
      show(Math.min(last, Math.max(0, to)), true);
    });
  }

  function start() {
    document.body.append(box, spoken);
    document.querySelectorAll("svg[data-chart]").forEach(install);
  }

  if (document.readyState === "loading")
    document.addEventListener("DOMContentLoaded", start);
  else
    start();
})();
