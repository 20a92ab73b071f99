// The server writes every text and table; this fetches the page of the new address and swaps its live parts in.

let latest = 0;
let waiting = null;

/** Swap the parts marked data-live for those of the present address; returns the new boot data or null. */
export async function refresh(words) {
  const turn = (latest += 1);
  waiting?.abort();
  waiting = new AbortController();
  const address = window.location.pathname + window.location.search;
  busy(true);
  try {
    const answer = await fetch(address, { signal: waiting.signal, headers: { Accept: "text/html" } });
    if (!answer.ok) {
      throw new Error(`${answer.status}`);
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return turn === latest ? swap(page) : null;
  } catch (fault) {
    if (fault.name !== "AbortError") {
      report(words.page_failed, address);
    }
    return null;
  } finally {
    if (turn === latest) {
      busy(false);
    }
  }
}

/** Return the boot data the server wrote into a document. */
export function bootOf(page) {
  return JSON.parse(page.getElementById("boot-data").textContent);
}

function swap(page) {
  const boot = bootOf(page);
  const focused = document.activeElement?.id;
  for (const old of document.querySelectorAll("[data-live]")) {
    const fresh = page.getElementById(old.id);
    if (fresh) {
      fresh.toggleAttribute("open", old.hasAttribute("open"));
      old.replaceWith(document.adoptNode(fresh));
    }
  }
  document.title = page.title;
  if (focused && document.activeElement?.id !== focused) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
  return boot;
}

function busy(isBusy) {
  for (const id of ["panel", "twin"]) {
    document.getElementById(id)?.setAttribute("aria-busy", String(isBusy));
  }
}

function report(text, address) {
  const note = document.createElement("p");
  note.className = "notice";
  note.setAttribute("role", "alert");
  const link = document.createElement("a");
  link.href = address;
  link.textContent = address;
  note.append(`${text} `, link);
  (document.getElementById("panel") ?? document.getElementById("content")).prepend(note);
}
