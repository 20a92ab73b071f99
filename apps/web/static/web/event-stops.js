// Steps from one confirmed event to the next over the weeks of the time bar.

/** The stops {week, words} in order of time; says what it meets, or that there is no more. */
export class EventStops {
  constructor({ words, say }) {
    this.words = words;
    this.say = say;
    this.stops = [];
    this.at = null;
  }

  /** Take the time bar and the stops of a page. */
  follow(bar, stops) {
    this.bar = bar;
    this.stops = stops;
    this.at = null;
  }

  /** Go to the next stop (1) or the one before (-1), seen from the last one met or from the week shown. */
  jump(by) {
    if (!this.stops.length) {
      this.say(this.words.events);
      return;
    }
    const to = this.at !== null && this.shown === this.bar.index ? this.at + by : this.near(by);
    const stop = this.stops[to];
    if (!stop) {
      this.say(this.words.no_event[by]);
      return;
    }
    this.at = to;
    this.shown = this.indexOf(stop.week);
    this.bar.stop();
    this.bar.show(this.shown);
    this.say(stop.words);
  }

  /** Return the first stop after the week shown, or the last one before it. */
  near(by) {
    const here = this.bar.periods[this.bar.index];
    return by > 0 ? this.stops.findIndex(({ week }) => week > here) : this.stops.findLastIndex(({ week }) => week < here);
  }

  /** Return the last week with an estimate that begins no later; before the first, the first. */
  indexOf(week) {
    const { periods, estimated } = this.bar;
    return estimated.findLast((at) => periods[at] <= week) ?? estimated[0];
  }
}
