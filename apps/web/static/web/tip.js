// The tooltip over the map; texts go in as text, never as markup.

import { figure, percentage, range } from "./format.js";

const GAP = 14;

/** The one tooltip of the map. */
export class Tip {
  constructor(element, words) {
    this.element = element;
    this.words = words;
  }

  hide() {
    this.element.hidden = true;
  }

  /** Show a title and lines near a point of the map's window. */
  show(point, title, lines) {
    const heading = document.createElement("b");
    heading.textContent = title;
    const rest = lines.map(([text, name]) => {
      const line = document.createElement("span");
      line.textContent = text;
      line.className = name ?? "";
      return line;
    });
    this.element.replaceChildren(heading, ...rest);
    this.element.hidden = false;
    const box = this.element.parentElement.getBoundingClientRect();
    const own = this.element.getBoundingClientRect();
    const left = point.x + GAP + own.width > box.width ? point.x - GAP - own.width : point.x + GAP;
    const top = Math.min(box.height - own.height - 4, Math.max(4, point.y + GAP));
    this.element.style.left = `${Math.max(4, left)}px`;
    this.element.style.top = `${top}px`;
  }

  /** Show one flow: names, central value, range, grade, unknown share. */
  showArc(point, arc, period, unit, nameOf) {
    const values = [arc.central[period], arc.low[period], arc.high[period], unit];
    const lines = [
      [figure(...values), "figure"],
      [`${this.words.range}: ${range(...values)}`],
      [`${this.words.grade} ${arc.grade[period]}`],
    ];
    const unknown = arc.unknown[period];
    if (unknown) {
      lines.push([this.words.unknown_share.replace("{share}", percentage(unknown))]);
    }
    this.show(point, `${nameOf(arc.origin)} → ${nameOf(arc.destination)}`, lines);
  }
}
