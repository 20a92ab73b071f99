// Words that are selected in the text go into the form: their characters and the quote. Keyboard: Alt+S takes the selection.
const text = document.getElementById("text");
const form = document.getElementById("pick");
const told = document.getElementById("told");
const WAIT_MS = 250;
let timer = 0;

/** Return how many characters as the server counts them (code points) a text has. */
function characters(words) {
  return [...words].length;
}

/** Return the character of the whole text at a place of the page, or null outside of it. */
function characterAt(node, offset) {
  const holder = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest?.("[data-start]");
  if (holder && node.nodeType === Node.TEXT_NODE) {
    const start = Number(holder.dataset.start);
    // A sign that nobody sees is one character, however long its code.
    if ("sign" in holder.dataset) return start + (offset > 0 ? 1 : 0);
    return start + characters(node.data.slice(0, offset));
  }
  // Between two runs, or in the number of a mark: the next run begins there.
  const runs = [...text.querySelectorAll("[data-start]")];
  const place = document.createRange();
  place.setStart(node, offset);
  const next = runs.find((run) => place.comparePoint(run, 0) >= 0);
  if (next) return Number(next.dataset.start);
  const last = runs.at(-1);
  if (!last) return null;
  return Number(last.dataset.start) + ("sign" in last.dataset ? 1 : characters(last.textContent));
}

/** Return the words between two characters without the numbers of marks. */
function wordsOf(range) {
  const copy = document.createElement("div");
  copy.append(range.cloneContents());
  copy.querySelectorAll(".mark-ref").forEach((one) => one.remove());
  return copy.textContent;
}

function take() {
  const chosen = document.getSelection();
  if (!chosen.rangeCount || chosen.isCollapsed) return;
  const range = chosen.getRangeAt(0);
  if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return;
  const start = characterAt(range.startContainer, range.startOffset);
  const end = characterAt(range.endContainer, range.endOffset);
  if (start === null || end === null || end <= start) return;
  form.elements.start.value = start;
  form.elements.end.value = end;
  form.elements.first.value = "";
  form.elements.last.value = "";
  // The characters decide; the quote is shown only where it holds no code of an unseen sign.
  form.elements.quote.value = range.cloneContents().querySelector("[data-sign]") ? "" : wordsOf(range);
  told.textContent = `${start}–${end}`;
}

document.addEventListener("selectionchange", () => {
  clearTimeout(timer);
  timer = setTimeout(take, WAIT_MS);
});
text.addEventListener("keydown", (event) => {
  if (event.altKey && event.key.toLowerCase() === "s") {
    take();
    form.elements.body.focus();
    event.preventDefault();
  }
});
// Words that were selected before this script was there.
take();
