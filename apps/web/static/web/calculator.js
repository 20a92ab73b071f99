// A slider beside every number, and the answer as the numbers change. Without this the form's button does it all.

const PAUSE_MS = 350;
const FAR = 1e3;
const STEPS = 400;
const form = document.getElementById("calculator");
const numbers = [...form.querySelectorAll('input[type="number"]')];
let timer = 0;
let asked = 0;

// Wide spans move by factors, narrow ones by sums; zero stands at the left end of a wide one.
function scaleOf(input) {
  const low = Number(input.min);
  const high = Number(input.max);
  const start = Number(input.dataset.default);
  const isWide = high / Math.max(low, start / FAR) > 150;
  const least = low > 0 ? low : start / FAR;
  return {
    toSlider: (value) => (isWide ? (Math.log(Math.max(value, least) / least) / Math.log(high / least)) * STEPS : ((value - low) / (high - low)) * STEPS),
    toValue: (step) => (isWide ? least * (high / least) ** (step / STEPS) : low + ((high - low) * step) / STEPS),
  };
}

function addSlider(input) {
  const scale = scaleOf(input);
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = "0";
  slider.max = String(STEPS);
  const label = input.closest(".dial").querySelector("label").textContent;
  slider.setAttribute("aria-label", label);
  const show = () => {
    slider.value = String(Math.round(scale.toSlider(Number(input.value))));
    slider.setAttribute("aria-valuetext", input.value);
  };
  slider.addEventListener("input", () => {
    input.value = String(Number(scale.toValue(Number(slider.value)).toPrecision(3)));
    slider.setAttribute("aria-valuetext", input.value);
    soon();
  });
  input.addEventListener("input", () => {
    show();
    soon();
  });
  show();
  input.closest(".entry").after(slider);
}

function address() {
  const parts = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const input = form.elements[name];
    if (value !== "" && value !== input.dataset.default) {
      parts.append(name, value);
    }
  }
  const query = parts.toString();
  return query ? `${form.getAttribute("action")}?${query}` : form.getAttribute("action");
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(renew, PAUSE_MS);
}

async function renew() {
  asked += 1;
  const own = asked;
  const url = address();
  try {
    const answer = await fetch(url);
    if (!answer.ok || own !== asked) {
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["answer", "notices", "tools"]) {
      document.getElementById(id).replaceWith(document.adoptNode(page.getElementById(id)));
    }
    history.replaceState(null, "", url);
  } catch {
    // The button still works: it asks for the whole page.
  }
}

for (const input of numbers) {
  addSlider(input);
}
