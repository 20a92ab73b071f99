// The page's keys. Letters work only outside inputs and can be switched off; arrows always move the week.

const MOVES = { ArrowLeft: -1, ArrowRight: 1, PageUp: -4, PageDown: 4 };
const KEPT = "input:not([type=range]), select, textarea, summary, dialog, [contenteditable]";
const SPACED = "button, a, summary, [role=button]";

/** Call the handlers {move, first, last, play, table, clear} as keys are pressed. */
export function listen(handlers) {
  const dialog = document.getElementById("keys");
  const letters = document.getElementById("letters");
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
  if (hasLetters && (event.key === "p" || event.key === "t")) {
    handlers[event.key === "p" ? "play" : "table"]();
    return true;
  }
  return false;
}
