// Saves a draft while it is typed: some seconds after the last key, when a field is left, and when the page is hidden.
const form = document.getElementById("draft");
const told = document.getElementById("saved");
const AFTER_MS = 2500;
const AGAIN_MS = 8000;
let timer = 0;
let isSaving = false;
let isDirty = false;
let isStopped = false;

function later(ms) {
  clearTimeout(timer);
  timer = setTimeout(() => save(), ms);
}

function say(words, isFault = false) {
  told.textContent = words;
  told.classList.toggle("fault", isFault);
}

// What leaves with the page may hold 64 KB at most; the browser asks before more than that is left behind.
async function save(isLeaving = false) {
  clearTimeout(timer);
  if (!isDirty || (isSaving && !isLeaving) || isStopped) return;
  isSaving = true;
  isDirty = false;
  say(form.dataset.saving);
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), redirect: "manual", keepalive: isLeaving });
    const read = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
    if (answer.ok) {
      form.elements.saves.value = read.saves;
      if (!isDirty) say(form.dataset.saved.replace("{at}", read.at));
    } else {
      // What was refused is not sent again by itself; the next key tries anew, but not against another window.
      isStopped = answer.status === 409 || answer.status === 404;
      say(read.problem ?? form.dataset.failed, true);
    }
  } catch {
    isDirty = true;
    say(form.dataset.failed, true);
    later(AGAIN_MS);
  } finally {
    isSaving = false;
    if (isDirty) later(AFTER_MS);
  }
}

function typed() {
  isDirty = true;
  if (isStopped) return;
  say(form.dataset.typing);
  later(AFTER_MS);
}

form.addEventListener("input", typed);
form.addEventListener("change", typed);
form.addEventListener("focusout", () => save());
document.addEventListener("visibilitychange", () => { if (document.hidden) save(true); });
form.addEventListener("submit", () => { isStopped = true; clearTimeout(timer); isDirty = false; });
window.addEventListener("beforeunload", (event) => { if (isDirty && !isStopped) event.preventDefault(); });
