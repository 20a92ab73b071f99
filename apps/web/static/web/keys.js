// The page's keys. Letters work only outside inputs and can be switched off; arrows always move the week.

const MOVES = { ArrowLeft: -1, ArrowRight: 1, PageUp: -4, PageDown: 4 };
const LETTERS = { p: "play", t: "table", d: "downloads", s: "sources", "/": "search", "[": "earlier", "]": "later" };
const STORED = "tokentrade.letters";
const KEPT = "input:not([type=range]), select, textarea, summary, dialog, [contenteditable]";
const SPACED = "button, a, summary, [role=button]";

// What leads to another part of the page, which the page need not know of.
const PLACES = {
  table: () => document.getElementById("all-flows").focus(),
  downloads: () => unfold("tools"),
  sources: () => unfold("layer-card"),
  search: () => document.getElementById("find").focus(),
};

/** Call the handlers {move, first, last, play, earlier, later, clear} as keys are pressed; the rest is found here. */
export function listen(given) {
  const handlers = { ...PLACES, ...given };
  const dialog = document.getElementById("keys");
  const letters = document.getElementById("letters");
  letters.checked = recall() !== "off";
  letters.addEventListener("change", () => remember(letters.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) {
      return;
    }
    const isTyping = event.target.closest?.(KEPT);
    if (event.key === "Escape" && !dialog.open) {
      handlers.clear();
    } else if (!isTyping && run(event, handlers, dialog, letters.checked)) {
      event.preventDefault();
    }
  });
}

function run(event, handlers, dialog, hasLetters) {
  if (event.key in MOVES && !event.target.closest?.(".scroll")) {
    handlers.move(MOVES[event.key]);
    return true;
  }
  if (event.key === "Home" || event.key === "End") {
    handlers[event.key === "Home" ? "first" : "last"]();
    return true;
  }
  if (event.key === " " && !event.target.closest?.(SPACED)) {
    handlers.play();
    return true;
  }
  if (event.key === "?") {
    dialog.showModal();
    return true;
  }
  if (hasLetters && event.key in LETTERS) {
    handlers[LETTERS[event.key]]();
    return true;
  }
  return false;
}

/** Open a part that is folded and go there. */
function unfold(id) {
  const part = document.getElementById(id);
  part.open = true;
  part.querySelector("summary").focus();
}

function recall() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

function remember(choice) {
  try {
    localStorage.setItem(STORED, choice);
  } catch {
    // Storage may be forbidden; the choice then lasts for this page.
  }
}
