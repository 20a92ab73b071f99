// The flows of one week on one canvas between the countries and the controls; decoration for the table beside it.

import { keyOf } from "./frames.js";
import { headSide, paintHalo, paintHead, paintLine, paintStub, paintThread, stubEnds, styleOf, trimFor, widthOf } from "./flow-paint.js";
import { routeOnMap } from "./project.js";

const UNKNOWN = "UNK";
const MAX_RATIO = 2;
const REACH = 6;
const STUBS_AT_MOST = 10;

/** The canvas of flows over a Leaflet map. */
export class FlowLayer {
  constructor(map, anchors, lon0) {
    this.map = map;
    this.anchors = anchors;
    this.lon0 = lon0;
    this.arcs = [];
    this.period = 0;
    this.selected = null;
    this.highlighted = null;
    this.drawn = [];
    this.stubs = 0;
    this.milliseconds = 0;
    this.canvas = document.createElement("canvas");
    this.canvas.className = "flows leaflet-zoom-animated";
    this.canvas.setAttribute("aria-hidden", "true");
    map.getPane("flows").append(this.canvas);
    map.on("move zoomend viewreset resize", () => this.place());
    map.on("zoomanim", (event) => this.follow(event));
    this.readColours();
  }

  /** Take new frames; routes are computed once. `world` keeps the arcs shown while no country is chosen. */
  load(frames, world = null) {
    this.frames = frames;
    this.world = world;
    this.arcs = frames.arcs.filter((arc) => arc.origin !== arc.destination && this.isPlaced(arc));
    for (const arc of this.arcs) {
      arc.isStub = arc.origin === UNKNOWN || arc.destination === UNKNOWN;
      arc.key = keyOf(arc);
      arc.pieces = arc.isStub ? [] : routeOnMap(this.anchors[arc.origin], this.anchors[arc.destination], this.lon0);
    }
    this.place();
  }

  isPlaced(arc) {
    const known = [arc.origin, arc.destination].filter((code) => code !== UNKNOWN);
    return known.length > 0 && known.every((code) => this.anchors[code]);
  }

  readColours() {
    const style = getComputedStyle(document.documentElement);
    const token = (name) => style.getPropertyValue(`--${name}`).trim();
    this.colours = { CHN: token("cn"), USA: token("us"), other: token("oth"), casing: token("case"), ink: token("ink") };
  }

  coloursOf(arc) {
    return { core: this.colours[arc.origin] ?? this.colours.other, casing: this.colours.casing };
  }

  /** Fit the canvas to the map's window, rebuild the paths and draw. */
  place() {
    const size = this.map.getSize();
    const ratio = Math.min(MAX_RATIO, window.devicePixelRatio || 1);
    if (this.canvas.width !== size.x * ratio || this.canvas.height !== size.y * ratio) {
      this.canvas.width = size.x * ratio;
      this.canvas.height = size.y * ratio;
      this.canvas.style.width = `${size.x}px`;
      this.canvas.style.height = `${size.y}px`;
    }
    this.ratio = ratio;
    this.corner = this.map.containerPointToLayerPoint([0, 0]);
    window.L.DomUtil.setTransform(this.canvas, this.corner, 1);
    const zero = this.map.latLngToContainerPoint([0, 0]);
    const scale = 2 ** this.map.getZoom();
    this.onScreen = ([x, y]) => [zero.x + x * scale, zero.y - y * scale];
    this.zoomFactor = Math.max(0.7, Math.min(2, scale * 4));
    for (const arc of this.arcs) {
      arc.lines = arc.pieces.map((piece) => piece.map(this.onScreen));
      arc.paths = new Map();
    }
    this.draw();
  }

  /** Keep the old picture in step while Leaflet animates a zoom. */
  follow(event) {
    const scale = this.map.getZoomScale(event.zoom);
    const corner = this.map.containerPointToLatLng([0, 0]);
    const offset = this.map._latLngToNewLayerPoint(corner, event.zoom, event.center);
    window.L.DomUtil.setTransform(this.canvas, offset, scale);
  }

  show(period) {
    this.period = period;
    this.draw();
  }

  /** Draw a scenario in stripes, and only flows whose links before the destination reach a grade. */
  restrict({ scope, evidence }) {
    this.isScenario = scope === "WORLD";
    this.evidence = evidence;
    this.draw();
  }

  select(code) {
    this.selected = code;
    this.draw();
  }

  highlight(key) {
    if (this.highlighted !== key) {
      this.highlighted = key;
      this.draw();
    }
  }

  isShown(arc) {
    if (!(arc.central[this.period] > 0) || (this.evidence && arc.grade[this.period] > this.evidence)) {
      return false;
    }
    return this.selected
      ? arc.origin === this.selected || arc.destination === this.selected
      : !this.world || this.world.has(arc.key);
  }

  draw() {
    const started = performance.now();
    const context = this.canvas.getContext("2d");
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.lineCap = "round";
    context.lineJoin = "round";
    const shown = this.arcs.filter((arc) => this.isShown(arc));
    shown.sort((a, b) => a.central[this.period] - b.central[this.period]);
    const flows = shown.filter((arc) => !arc.isStub);
    flows.forEach((arc) => this.drawHalo(context, arc));
    flows.forEach((arc) => this.drawFlow(context, arc, false));
    const stubs = this.stubsOf(shown);
    stubs.forEach((stub) => this.drawStub(context, stub));
    flows.filter((arc) => arc.key === this.highlighted).forEach((arc) => this.drawFlow(context, arc, true));
    this.drawn = flows;
    this.drawnStubs = stubs;
    this.milliseconds = performance.now() - started;
  }

  widthAt(value) {
    return widthOf(value, this.frames.largest, this.zoomFactor);
  }

  pathOf(arc, trim) {
    if (!arc.paths.has(trim)) {
      const path = new Path2D();
      const last = arc.lines.length - 1;
      // Traced from the tip, so that dashes begin right behind the arrowhead.
      arc.lines.forEach((line, i) => trace(path, (i === last ? shortened(line, trim) : line).slice().reverse()));
      arc.paths.set(trim, path);
    }
    return arc.paths.get(trim);
  }

  drawHalo(context, arc) {
    const width = this.widthAt(arc.high[this.period]);
    paintHalo(context, this.pathOf(arc, 0), this.coloursOf(arc).core, width);
  }

  drawFlow(context, arc, isHighlighted) {
    const width = this.widthAt(arc.central[this.period]);
    const style = styleOf(arc.grade[this.period], arc.low[this.period], arc.high[this.period]);
    const alpha = isHighlighted ? 1 : style.alpha;
    const colours = this.coloursOf(arc);
    const path = this.pathOf(arc, trimFor(width));
    paintLine(context, path, colours, width, { ...style, alpha, isScenario: this.isScenario });
    if (isHighlighted) {
      paintThread(context, path, this.colours.ink, this.widthAt(arc.low[this.period]) / 2);
    }
    if (headSide(width)) {
      const line = arc.lines[arc.lines.length - 1];
      const short = shortened(line, headSide(width));
      paintHead(context, line[line.length - 1], short[short.length - 1], colours, width, alpha);
    }
  }

  /** The largest stubs only: the tables hold them all, and dozens of rings would hide the map. */
  stubsOf(shown) {
    const largest = shown.filter((arc) => arc.isStub).slice(-STUBS_AT_MOST);
    return largest.map((arc) => {
      const isOutgoing = arc.destination === UNKNOWN;
      const code = isOutgoing ? arc.origin : arc.destination;
      const [lon, lat] = this.anchors[code];
      const at = this.onScreen(routeOnMap([lon, lat], [lon, lat], this.lon0)[0][0]);
      return { arc, ...stubEnds(at, isOutgoing) };
    });
  }

  drawStub(context, stub) {
    paintStub(context, stub, this.coloursOf(stub.arc), this.widthAt(stub.arc.central[this.period]));
  }

  /** Return the flow within reach of a point of the window, the largest first; null where there is none. */
  hit(point) {
    const at = [point.x, point.y];
    const stub = this.drawnStubs?.find(({ anchor, far }) => distance(at, anchor, far) <= REACH);
    const flow = [...this.drawn].reverse().find((arc) => arc.lines.some((line) => isNear(at, line)));
    return flow ?? stub?.arc ?? null;
  }
}

function trace(path, line) {
  line.forEach(([x, y], i) => (i ? path.lineTo(x, y) : path.moveTo(x, y)));
}

/** Return the line without its last `by` px. */
function shortened(line, by) {
  let left = by;
  for (let i = line.length - 1; i > 0; i -= 1) {
    const length = Math.hypot(line[i][0] - line[i - 1][0], line[i][1] - line[i - 1][1]);
    if (length >= left && length > 0) {
      const share = left / length;
      const end = [0, 1].map((axis) => line[i][axis] + (line[i - 1][axis] - line[i][axis]) * share);
      return [...line.slice(0, i), end];
    }
    left -= length;
  }
  return line.slice(0, 1);
}

function isNear(at, line) {
  return line.some((point, i) => i > 0 && distance(at, line[i - 1], point) <= REACH);
}

function distance(at, a, b) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = dx * dx + dy * dy;
  const share = length ? Math.max(0, Math.min(1, ((at[0] - a[0]) * dx + (at[1] - a[1]) * dy) / length)) : 0;
  return Math.hypot(at[0] - a[0] - share * dx, at[1] - a[1] - share * dy);
}
