// The query builder without a button: every change asks the same page and shows its lines; lines can be copied.

const WAIT_MS = 250;
const form = document.getElementById("query");
let timer = 0;
let asked = 0;

function address() {
  const words = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value !== "") {
      words.append(name, value);
    }
  }
  return `${location.pathname}?${words}`;
}

async function show({ wholeForm }) {
  const mine = ++asked;
  const url = address();
  let page;
  try {
    const answer = await fetch(url);
    page = answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  } catch {
    page = null;
  }
  if (mine !== asked) {
    return;
  }
  if (!page) {
    // Without an answer the plain form still works.
    form.requestSubmit();
    return;
  }
  history.replaceState(null, "", url);
  document.getElementById("built").innerHTML = page.getElementById("built").innerHTML;
  if (wholeForm) {
    const focused = document.activeElement?.name;
    form.innerHTML = page.getElementById("query").innerHTML;
    form.elements[focused]?.focus();
  }
  offerCopies();
}

function offerCopies() {
  if (!navigator.clipboard) {
    return;
  }
  for (const title of document.querySelectorAll("#built h3")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy: ${title.textContent}`);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(title.nextElementSibling.textContent.trim());
      button.textContent = "Copied";
    });
    title.append(button);
  }
}

form.addEventListener("change", (event) => {
  clearTimeout(timer);
  show({ wholeForm: ["list", "file"].includes(event.target.name) });
});
form.addEventListener("input", (event) => {
  if (event.target.tagName === "INPUT") {
    clearTimeout(timer);
    timer = setTimeout(() => show({ wholeForm: false }), WAIT_MS);
  }
});
offerCopies();
