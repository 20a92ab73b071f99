// The note in the middle of the map: no estimate, nothing left by the evidence switch, or flows that did not load.

/** The one note; `retry` loads the flows again. */
export class MapNote {
  constructor(element, words, retry) {
    this.element = element;
    this.words = words;
    this.retry = retry;
  }

  /** Say what the shown week lacks, or nothing. */
  show({ isEstimated, isEmpty, evidence }) {
    const isBare = isEmpty && Boolean(evidence);
    this.element.hidden = isEstimated && !isBare;
    this.element.textContent = isEstimated ? this.words.nothing_backed : this.words.nothing;
  }

  /** Say that the flows could not be loaded, with a button that tries again. */
  fail() {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = this.words.retry;
    button.addEventListener("click", () => {
      this.element.hidden = true;
      this.retry();
    });
    this.element.replaceChildren(`${this.words.frames_failed} `, button);
    this.element.setAttribute("role", "alert");
    this.element.hidden = false;
  }
}
