// Keys of the queue: j k move, a accept, r reject, m merge, e or Enter open, ? help. Forms do the rest.
const rows = [...document.querySelectorAll("[data-row]")];
const help = document.getElementById("keys-help");
const opener = document.getElementById("keys-open");
let here = -1;

function go(to) {
  if (!rows.length) return;
  here = Math.min(Math.max(to, 0), rows.length - 1);
  for (const row of rows) row.toggleAttribute("data-here", row === rows[here]);
  rows[here].focus({ preventScroll: true });
  rows[here].scrollIntoView({ block: "nearest" });
}

function unfold(kind) {
  const part = rows[here]?.querySelector(`[data-${kind}]`);
  if (!part) return;
  part.open = true;
  part.querySelector("input:not([type=hidden])").focus();
}

const keys = {
  j: () => go(here + 1),
  k: () => go(here < 0 ? 0 : here - 1),
  a: () => rows[here]?.querySelector("[data-accept]")?.click(),
  r: () => unfold("reject"),
  m: () => unfold("merge"),
  e: () => rows[here]?.querySelector("[data-open]")?.click(),
  "?": () => help.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest?.("details[open]")) {
    event.target.closest("details").open = false;
    go(here);
    return;
  }
  const isTyping = event.target.closest?.("input, select, textarea, dialog[open], summary, button, a");
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  if (isTyping && !(event.target.matches("summary, button, a") && event.key in keys)) return;
  if (event.key === "Enter" && event.target.matches("[data-row]")) keys.e();
  else if (event.key in keys) {
    event.preventDefault();
    keys[event.key]();
  }
});
for (const [place, row] of rows.entries()) row.addEventListener("focusin", () => { here = place; });
opener.hidden = false;
opener.addEventListener("click", keys["?"]);
