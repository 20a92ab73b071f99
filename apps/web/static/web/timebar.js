// The week shown: slider, play, and the words beside them. Weeks without an estimate can be reached and say so.

const STEP_MS = 110;
const CALM_STEP_MS = 900;
const SETTLE_MS = 180;

/** The time bar; calls `onShow(index)` at each change and `onSettle(index)` when it rests. */
export class TimeBar {
  constructor(periods, estimated, { words, onShow, onSettle }) {
    this.periods = periods;
    this.estimated = estimated;
    this.words = words;
    this.onShow = onShow;
    this.onSettle = onSettle;
    this.index = periods.length - 1;
    this.slider = document.getElementById("period");
    this.play = document.getElementById("play");
    this.label = document.querySelector("#shown span");
    this.dates = new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang, {
      day: "numeric", month: "short", year: "numeric", timeZone: "UTC",
    });
    this.slider.max = String(periods.length - 1);
    this.slider.hidden = false;
    this.play.hidden = false;
    this.slider.addEventListener("input", () => this.show(this.nearest(Number(this.slider.value))));
    this.slider.addEventListener("change", () => this.show(this.index));
    this.play.addEventListener("click", () => this.toggle());
  }

  wordsOf(index) {
    return this.dates.format(new Date(`${this.periods[index]}T00:00:00Z`));
  }

  /** Return the week with an estimate that is nearest to an index. */
  nearest(index) {
    return this.estimated.reduce((best, at) => (Math.abs(at - index) < Math.abs(best - index) ? at : best), this.estimated[0]);
  }

  /** Set the week without telling anybody. */
  place(index) {
    this.index = index;
    this.slider.value = String(index);
    this.slider.setAttribute("aria-valuetext", `${this.words.shown} ${this.wordsOf(index)}`);
    this.label.textContent = this.wordsOf(index);
  }

  show(index) {
    this.place(index);
    this.onShow(index);
    window.clearTimeout(this.settling);
    if (!this.timer) {
      this.settling = window.setTimeout(() => this.onSettle(this.index), SETTLE_MS);
    }
  }

  /** Move by whole estimated weeks: a step never lands in a gap. */
  move(by) {
    this.stop();
    const at = this.estimated.indexOf(this.nearest(this.index));
    this.show(this.estimated[Math.max(0, Math.min(this.estimated.length - 1, at + by))]);
  }

  first() {
    this.move(-this.estimated.length);
  }

  last() {
    this.move(this.estimated.length);
  }

  toggle() {
    if (this.timer) {
      this.stop();
      this.onSettle(this.index);
    } else {
      this.start();
    }
  }

  start() {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const pace = calm ? CALM_STEP_MS : Math.max(STEP_MS, Math.min(600, 9000 / this.estimated.length));
    let at = this.estimated.indexOf(this.index);
    at = at === this.estimated.length - 1 ? -1 : at;
    this.play.textContent = this.words.pause;
    this.timer = window.setInterval(() => {
      at += 1;
      this.show(this.estimated[at]);
      if (at === this.estimated.length - 1) {
        this.stop();
        this.onSettle(this.index);
      }
    }, pace);
  }

  stop() {
    window.clearInterval(this.timer);
    this.timer = null;
    this.play.textContent = this.words.play;
  }
}
