// Equal Earth and the routes of arcs; the same arithmetic as the Python side, held together by golden tests.

const A1 = 1.340264;
const A2 = -0.081106;
const A3 = 0.000893;
const A4 = 0.003796;
const ROOT = Math.sqrt(3) / 2;
const UNITS = 1000;
const RADIAN = Math.PI / 180;

export const ROUTE_POINTS = 33;
const GREAT_CIRCLE_PART = 0.45;
const LIFT = 0.035;
const LIFT_CAP = 1.6;
const LATITUDE_CAP = 80;
const NEARLY = 1e-6;

/** Return degrees moved by whole turns into [lon0 - 180, lon0 + 180). */
export function wrap(lon, lon0) {
  return ((((lon - lon0 + 180) % 360) + 360) % 360) - 180 + lon0;
}

/** Return [x, y] in map units, y up; lon is already wrapped around lon0. */
export function project(lon, lat, lon0) {
  const theta = Math.asin(ROOT * Math.sin(lat * RADIAN));
  const square = theta * theta;
  const sixth = square ** 3;
  const bend = A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square);
  const x = ((lon - lon0) * RADIAN * Math.cos(theta)) / (ROOT * bend);
  const y = theta * (A1 + A2 * square + sixth * (A3 + A4 * square));
  return [x * UNITS, y * UNITS];
}

/** Return 33 points [lon, lat] from one anchor to another; longitudes run on past 180. */
export function route(from, to) {
  const across = wrap(to[0] - from[0], 0);
  const [a, b] = [vector(from), vector(to)];
  const angle = Math.acos(Math.max(-1, Math.min(1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2])));
  const isStraight = angle < NEARLY || Math.PI - angle < NEARLY;
  const lift = (LIFT * Math.min(angle, LIFT_CAP) * Math.sign(across)) / RADIAN;
  const points = [];
  for (let i = 0; i < ROUTE_POINTS; i += 1) {
    const t = i / (ROUTE_POINTS - 1);
    const straight = [from[0] + across * t, from[1] + (to[1] - from[1]) * t];
    points.push(isStraight ? straight : bent(straight, greatCircle(a, b, angle, t), from[0], lift, t));
  }
  return points;
}

function bent(straight, circle, start, lift, t) {
  const lon = start + wrap(circle[0] - start, 0);
  const along = (1 - GREAT_CIRCLE_PART) * straight[0] + GREAT_CIRCLE_PART * lon;
  const up = (1 - GREAT_CIRCLE_PART) * straight[1] + GREAT_CIRCLE_PART * circle[1] + lift * Math.sin(Math.PI * t);
  return [along, Math.max(-LATITUDE_CAP, Math.min(LATITUDE_CAP, up))];
}

function vector([lon, lat]) {
  const flat = Math.cos(lat * RADIAN);
  return [flat * Math.cos(lon * RADIAN), flat * Math.sin(lon * RADIAN), Math.sin(lat * RADIAN)];
}

function greatCircle(a, b, angle, t) {
  const before = Math.sin((1 - t) * angle) / Math.sin(angle);
  const after = Math.sin(t * angle) / Math.sin(angle);
  const [x, y, z] = [0, 1, 2].map((i) => before * a[i] + after * b[i]);
  return [Math.atan2(y, x) / RADIAN, Math.atan2(z, Math.hypot(x, y)) / RADIAN];
}

/** Return the route as pieces of [x, y] in map units, cut exactly where it leaves one edge for the other. */
export function routeOnMap(from, to, lon0) {
  const pieces = [[]];
  let before = null;
  for (const [lon, lat] of route(from, to)) {
    const turns = -360 * Math.floor((lon - lon0 + 180) / 360);
    if (before && before.turns !== turns) {
      const edge = lon0 + (turns < before.turns ? 180 : -180);
      const share = (edge - before.turns - before.lon) / (lon - before.lon);
      const at = before.lat + share * (lat - before.lat);
      pieces[pieces.length - 1].push(project(edge, at, lon0));
      pieces.push([project(2 * lon0 - edge, at, lon0)]);
    }
    pieces[pieces.length - 1].push(project(lon + turns, lat, lon0));
    before = { lon, lat, turns };
  }
  return pieces;
}
