// The countries of the map: their colour class by week, pointer and keyboard choice. One tab stop, arrows rove.

const CLASSES = ["b0", "b1", "b2", "b3", "b4", "none"];
const LEANING = 1.6;

/** The shapes and dots that folium's script drew, as one set of countries. */
export class Countries {
  constructor(map, { places, words, project, onChoose, onHover }) {
    this.map = map;
    this.places = places;
    this.words = words;
    this.onChoose = onChoose;
    this.onHover = onHover;
    this.shapes = new Map();
    this.focusable = new Map();
    this.at = new Map(Object.entries(places).map(([code, [, lon, lat]]) => [code, project(lon, lat)]));
    this.gather(window.geo_json_countries, true);
    this.gather(window.geo_json_dots, false);
    this.gather(window.geo_json_hits, true);
    this.chosen = null;
    const drawing = map.getPane("overlayPane").querySelector("svg");
    drawing?.setAttribute("role", "group");
    drawing?.setAttribute("aria-label", words.countries);
  }

  gather(group, isTarget) {
    group.eachLayer((layer) => {
      const code = layer.feature.id;
      const element = layer.getElement();
      if (!element) {
        return;
      }
      const spare = layer.feature.properties.is_spare === true;
      element.classList.toggle("spare", spare);
      if (group !== window.geo_json_hits) {
        this.shapes.set(code, [...(this.shapes.get(code) ?? []), element]);
      }
      if (isTarget) {
        this.focusable.set(code, element);
        layer.on("click", (event) => this.onChoose(code, event));
        layer.on("mouseover mousemove", (event) => this.onHover(code, event));
        layer.on("mouseout", () => this.onHover(null, null));
        element.addEventListener("keydown", (event) => this.key(event, code));
      }
    });
  }

  /** Take the classes of new frames; countries without any can still be pointed at, but hold no tab stop. */
  load(frames) {
    this.classes = frames.classes;
    this.known = frames.countries.filter((code) => this.focusable.has(code) && this.at.has(code));
    for (const [code, element] of this.focusable) {
      const isKnown = this.known.includes(code);
      element.classList.toggle("spare", element.classList.contains("spare") && !isKnown);
      this.shapes.get(code)?.forEach((shape) => isKnown && shape.classList.remove("spare"));
      if (isKnown) {
        element.setAttribute("role", "button");
        element.setAttribute("tabindex", "-1");
      }
    }
    this.rove(this.known.includes("CHN") ? "CHN" : this.known[0]);
  }

  /** Colour every country for a week and say its class aloud. */
  paint(period) {
    this.period = period;
    for (const [code, shapes] of this.shapes) {
      const digit = this.classes.get(code)?.[period] ?? ".";
      const name = digit === "." ? "none" : `b${digit}`;
      for (const shape of shapes) {
        shape.classList.remove(...CLASSES);
        shape.classList.add(name);
      }
    }
    for (const code of this.known) {
      this.focusable.get(code).setAttribute("aria-label", `${this.nameOf(code)}: ${this.wordsOf(code)}`);
    }
  }

  nameOf(code) {
    return this.places[code]?.[0] ?? (code === "UNK" ? this.words.unknown : code);
  }

  wordsOf(code) {
    return this.words.classes[this.classes.get(code)?.[this.period]] ?? this.words.no_estimate;
  }

  choose(code) {
    for (const [other, shapes] of this.shapes) {
      shapes.forEach((shape) => shape.classList.toggle("chosen", other === code));
      if (other === code) {
        shapes.forEach((shape) => shape.parentNode.append(shape));
      }
    }
    for (const known of this.known) {
      this.focusable.get(known).setAttribute("aria-pressed", String(known === code));
    }
    this.raiseTargets();
    this.chosen = code;
    if (code && this.known.includes(code)) {
      this.rove(code);
    }
  }

  /** Dots and their hit areas stay above the shapes. */
  raiseTargets() {
    window.geo_json_dots.bringToFront();
    window.geo_json_hits.bringToFront();
    window.geo_json_disputed.bringToFront();
  }

  rove(code) {
    if (this.stop) {
      this.focusable.get(this.stop).setAttribute("tabindex", "-1");
    }
    this.stop = code;
    this.focusable.get(code)?.setAttribute("tabindex", "0");
  }

  key(event, code) {
    const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    if (event.key in directions) {
      const next = this.neighbour(code, directions[event.key]);
      if (next) {
        this.rove(next);
        this.focusable.get(next).focus({ preventScroll: true });
      }
    } else if (event.key === "Enter" || event.key === " ") {
      this.onChoose(code, null);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** Return the nearest known country in a direction on the map. */
  neighbour(code, [right, up]) {
    const from = this.at.get(code);
    let best = null;
    let shortest = Infinity;
    for (const other of this.known) {
      const [dx, dy] = [0, 1].map((axis) => this.at.get(other)[axis] - from[axis]);
      const along = dx * right + dy * up;
      const aside = Math.abs(dx * up) + Math.abs(dy * right);
      const length = Math.hypot(along, aside * LEANING);
      if (other !== code && along > 0 && aside <= along * LEANING && length < shortest) {
        [best, shortest] = [other, length];
      }
    }
    return best;
  }
}
