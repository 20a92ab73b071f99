// Numbers as readers see them: as many digits as the range allows, bounds with two. The Python twin is web/numbers.py.

const STEPS = {
  token: [[1e12, "T"], [1e9, "B"], [1e6, "M"], [1e3, "k"], [1, ""]],
  kWh: [[1e9, "TWh"], [1e6, "GWh"], [1e3, "MWh"], [1, "kWh"], [1e-3, "Wh"]],
  USD: [[1e9, "B USD"], [1e6, "M USD"], [1e3, "k USD"], [1, "USD"]],
  kg: [[1e9, "Mt"], [1e6, "kt"], [1e3, "t"], [1, "kg"]],
};
// Chinese counts in ten thousands; the other units are international.
const CHINESE_STEPS = {
  token: [[1e12, "万亿"], [1e8, "亿"], [1e4, "万"], [1, ""]],
  USD: [[1e12, "万亿美元"], [1e8, "亿美元"], [1e4, "万美元"], [1, "美元"]],
};
const FIRST_IDEOGRAPH = "\u4e00";
const WIDE = 10;
const NARROW = 1.5;
// A bound below a thousandth of the unit of its central value is told as such.
const SMALLEST = 0.001;

/** Return how many significant digits a central value deserves, given its range. */
export function digitsFor(low, high) {
  if (low <= 0) {
    return 1;
  }
  const ratio = high / low;
  return ratio > WIDE ? 1 : ratio > NARROW ? 2 : 3;
}

/** Return a plain number with that many significant digits and grouped thousands. */
export function digits(value, count) {
  if (value === 0) {
    return "0";
  }
  const rounded = Number(value.toPrecision(count));
  const power = Math.floor(Math.log10(Math.abs(rounded)) + 1e-12);
  const text = rounded.toFixed(Math.max(0, Math.min(12, count - 1 - power)));
  const [whole, part] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return part === undefined ? grouped : `${grouped}.${part}`;
}

function isChinese() {
  return document.documentElement.lang === "zh-hans";
}

/** Return a number of hundredths with its sign, as the language sets it. */
export function percentage(number) {
  return isChinese() ? `${number}%` : `${number} %`;
}

/** Return [size, name] of the unit in which the rounded value reads best. */
function stepFor(value, count, unit) {
  const steps = (isChinese() && CHINESE_STEPS[unit]) || STEPS[unit];
  const rounded = Math.abs(Number(value.toPrecision(count)));
  return steps.find(([size]) => rounded >= size) ?? steps[steps.length - 1];
}

function joined(text, name) {
  if (name === "") {
    return text;
  }
  return name >= FIRST_IDEOGRAPH ? text + name : `${text} ${name}`;
}

/** Return the central value: "2 T". */
export function figure(value, low, high, unit) {
  const count = digitsFor(low, high);
  const [size, name] = stepFor(value, count, unit);
  return joined(digits(value / size, count), name);
}

/** Return the range in the unit of the central value: "0.34–9.8 T". */
export function range(value, low, high, unit) {
  const [size, name] = stepFor(value, digitsFor(low, high), unit);
  return joined(`${bound(low / size)}–${bound(high / size)}`, name);
}

function bound(value) {
  return value > 0 && value < SMALLEST ? `<${SMALLEST}` : digits(value, 2);
}
