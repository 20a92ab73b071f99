// Decodes the frames of /api/v1/frames: one number per corridor and week, made for drawing only (error <= 0.12 %).
// Null stays null (no estimate), which is not zero.

const ZERO = -9999;
const SCALE = 1000;
const UNKNOWN = "UNK";

/** Return values of one delta coded row: number, 0, or null where there is no estimate. */
export function decodeRow(row) {
  let q = 0;
  return row.map((step) => {
    if (step === null) {
      return null;
    }
    q += step;
    return q <= ZERO ? 0 : 10 ** (q / SCALE);
  });
}

/** Return whole percents of a delta coded row, null where there is no estimate. */
export function decodePercents(row) {
  let sum = 0;
  return row.map((step) => {
    if (step === null) {
      return null;
    }
    sum += step;
    return sum;
  });
}

/** Return the decoded frames: periods, countries, arcs, the largest value between two known places, and one index by week. */
export function decode(data) {
  const arcs = data.arcs.map(([from, to], i) => ({
    origin: data.countries[from],
    destination: data.countries[to],
    central: decodeRow(data.central[i]),
    low: decodeRow(data.low[i]),
    high: decodeRow(data.high[i]),
    grade: data.grade[i],
    unknown: decodePercents(data.unknown_pct[i]),
  }));
  let largest = 0;
  for (const arc of arcs) {
    if (arc.origin === arc.destination || arc.origin === UNKNOWN || arc.destination === UNKNOWN) {
      continue;
    }
    for (const value of arc.central) {
      largest = Math.max(largest, value ?? 0);
    }
  }
  const classes = new Map(data.countries.map((code, i) => [code, data.balance_class[i]]));
  const indexOf = new Map(data.periods.map((period, i) => [period, i]));
  return { periods: data.periods, countries: data.countries, arcs, classes, largest, indexOf };
}

/** Return the name of an arc. */
export function keyOf(arc) {
  return `${arc.origin}-${arc.destination}`;
}

/** Return frames with the arcs of others of the same weeks added; widths stay those of the first. */
export function joined(frames, others) {
  const there = new Set(frames.arcs.map(keyOf));
  const more = others.arcs.filter((arc) => !there.has(keyOf(arc)));
  const at = others.periods.indexOf(frames.periods[0]);
  if (at !== 0 || others.periods.length !== frames.periods.length) {
    throw new Error("frames of other weeks");
  }
  return { ...frames, arcs: [...frames.arcs, ...more] };
}
