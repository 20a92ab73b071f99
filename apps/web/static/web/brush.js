// Drag over the weeks of the chart to choose a span; the two date inputs are its twin and work without it.

const DAY_MS = 86_400_000;
const LEAST_PX = 6;
const SVG = "http://www.w3.org/2000/svg";

/** Let a drag over a drawing set the dates of a form and send it. */
function brush(drawing, form) {
  const { first, last, x0, x1 } = drawing.dataset;
  const [from, to] = [Date.parse(first), Date.parse(last)];
  const [left, right] = [Number(x0), Number(x1)];
  const area = document.createElementNS(SVG, "rect");
  area.setAttribute("class", "brushed");
  area.setAttribute("y", "0");
  area.setAttribute("height", String(drawing.viewBox.baseVal.height));
  let start = null;

  const at = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM().inverse());
    return Math.max(left, Math.min(right, point.x));
  };
  const dayOf = (x) => new Date(Math.round((from + ((to - from) * (x - left)) / (right - left)) / DAY_MS) * DAY_MS);

  const show = (event) => {
    const [a, b] = [start, at(event)].sort((one, other) => one - other);
    area.setAttribute("x", String(a));
    area.setAttribute("width", String(b - a));
    return [a, b];
  };

  drawing.classList.add("can-brush");
  drawing.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && !event.target.closest("a")) {
      start = at(event);
      drawing.append(area);
      show(event);
      drawing.setPointerCapture(event.pointerId);
      event.preventDefault();
    }
  });
  drawing.addEventListener("pointermove", (event) => start !== null && show(event));
  drawing.addEventListener("pointercancel", () => {
    start = null;
    area.remove();
  });
  drawing.addEventListener("pointerup", (event) => {
    if (start === null) {
      return;
    }
    const [a, b] = show(event);
    start = null;
    if (b - a < LEAST_PX) {
      area.remove();
      return;
    }
    form.elements.from.value = mondayOf(dayOf(a));
    form.elements.to.value = mondayOf(dayOf(b), 1);
    form.requestSubmit();
  });
}

/** Return the ISO date of the Monday of a day's week, or of one some weeks later. */
function mondayOf(day, weeks = 0) {
  const back = (day.getUTCDay() + 6) % 7;
  return new Date(day.getTime() + (7 * weeks - back) * DAY_MS).toISOString().slice(0, 10);
}

const form = document.getElementById("span");
for (const drawing of document.querySelectorAll("#shares svg[data-first]")) {
  brush(drawing, form);
}
