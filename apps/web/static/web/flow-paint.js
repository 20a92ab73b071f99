// How one flow looks on the canvas: width by value, halo for the upper end, dashes where the evidence is weak.

const WIDEST = 9;
const THINNEST = 0.35;
const HALO_CAP = 24;
const WIDE_RANGE = 20;
const VERY_WIDE_RANGE = 100;
const DASH = [6, 4.5];
const DASH_PER_PX = [0.9, 0.45];
const DOTS = [1, 5];
const HEAD_FROM = 1.2;
const HEAD_HALF_ANGLE = 0.42;
const STUB_LENGTH = 38;
const STUB_ANGLE = Math.PI / 3;
const RING = 4;

/** Return the stroke width in px of a value against the largest one. */
export function widthOf(value, largest, zoomFactor) {
  return value > 0 && largest > 0 ? Math.max(THINNEST, WIDEST * Math.sqrt(value / largest)) * zoomFactor : 0;
}

/** Return how a flow is stroked, given its grade and range. */
export function styleOf(grade, low, high) {
  const ratio = low > 0 ? high / low : Infinity;
  return {
    alpha: ratio > WIDE_RANGE || grade === "C" ? 0.5 : 0.85,
    isDashed: grade === "D" || ratio > VERY_WIDE_RANGE,
  };
}

/** Return the side of the arrowhead in px, 0 for lines too thin to carry one. */
export function headSide(width) {
  return width > HEAD_FROM ? 1.5 * Math.min(8, 3 + width) : 0;
}

/** Return how far before the tip the line must end so that it stays inside its head. */
export function trimFor(width) {
  return headSide(width) ? Math.round(headSide(width) * 0.8) : 0;
}

/** Stroke the upper end of the range as a faint halo. */
export function paintHalo(context, path, colour, width) {
  stroke(context, path, colour, Math.min(HALO_CAP, width), 0.16, []);
}

/** Stroke casing and core of one flow. */
export function paintLine(context, path, colours, width, style) {
  const dash = style.isDashed ? DASH.map((length, i) => length + DASH_PER_PX[i] * width) : [];
  context.lineCap = style.isDashed ? "butt" : "round";
  stroke(context, path, colours.casing, width + Math.min(2, width), style.isDashed ? 0.5 : 0.85, []);
  stroke(context, path, style.isScenario ? striped(context, colours.core) : colours.core, width, style.alpha, dash);
  context.lineCap = "round";
}

const STRIPE = 10;
const stripes = new Map();

/** Return the stripes of a scenario: 45 degrees, 6 px of colour and 4 px of a paler one. */
function striped(context, colour) {
  if (!stripes.has(colour)) {
    const tile = document.createElement("canvas");
    tile.width = STRIPE;
    tile.height = STRIPE;
    const ink = tile.getContext("2d");
    ink.globalAlpha = 0.35;
    ink.fillStyle = colour;
    ink.fillRect(0, 0, STRIPE, STRIPE);
    ink.globalAlpha = 1;
    ink.strokeStyle = colour;
    ink.lineWidth = 4.2;
    for (const shift of [-STRIPE, 0, STRIPE]) {
      ink.beginPath();
      ink.moveTo(shift, STRIPE);
      ink.lineTo(shift + STRIPE, 0);
      ink.stroke();
    }
    stripes.set(colour, context.createPattern(tile, "repeat"));
  }
  return stripes.get(colour);
}

/** Stroke the lower end of the range as a darker thread inside a chosen flow. */
export function paintThread(context, path, colour, width) {
  stroke(context, path, colour, Math.max(1, width), 1, []);
}

/** Fill the arrowhead at the tip; `from` is a point on the line before it. */
export function paintHead(context, tip, from, colours, width, alpha) {
  const side = headSide(width);
  const angle = Math.atan2(tip[1] - from[1], tip[0] - from[0]);
  context.beginPath();
  context.moveTo(tip[0], tip[1]);
  for (const turn of [HEAD_HALF_ANGLE, -HEAD_HALF_ANGLE]) {
    context.lineTo(tip[0] - side * Math.cos(angle + turn), tip[1] - side * Math.sin(angle + turn));
  }
  context.closePath();
  context.globalAlpha = 0.85;
  context.strokeStyle = colours.casing;
  context.lineWidth = 1.5;
  context.setLineDash([]);
  context.stroke();
  context.globalAlpha = Math.max(alpha, 0.85);
  context.fillStyle = colours.core;
  context.fill();
}

/** Return the two ends of a stub: what leaves for an unknown place hangs below, what comes from one above. */
export function stubEnds(anchor, isOutgoing) {
  const side = isOutgoing ? 1 : -1;
  const far = [
    anchor[0] + side * STUB_LENGTH * Math.cos(STUB_ANGLE),
    anchor[1] + side * STUB_LENGTH * Math.sin(STUB_ANGLE),
  ];
  return { anchor, far };
}

/** Draw a flow with one unknown end: a dotted line that ends in an open ring. */
export function paintStub(context, ends, colours, width) {
  const path = new Path2D();
  path.moveTo(...ends.anchor);
  path.lineTo(...ends.far);
  const thin = Math.max(1.3, Math.min(3, width / 2));
  stroke(context, path, colours.casing, thin + 1.5, 0.5, []);
  stroke(context, path, colours.core, thin, 0.9, [DOTS[0], DOTS[1] + thin - 1]);
  const ring = new Path2D();
  ring.arc(ends.far[0], ends.far[1], RING, 0, 2 * Math.PI);
  context.globalAlpha = 1;
  context.fillStyle = colours.casing;
  context.fill(ring);
  stroke(context, ring, colours.core, 1.6, 0.9, []);
}

function stroke(context, path, colour, width, alpha, dash) {
  context.globalAlpha = alpha;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.stroke(path);
}
