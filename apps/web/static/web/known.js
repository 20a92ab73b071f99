// The second slider: the same view as it was known on an earlier day of publication.

import { addressWith } from "./url-state.js";

/** Let the slider move the list of days, and open the view of the day where it comes to rest. */
export function startKnown() {
  const range = document.getElementById("known-range");
  const days = document.getElementById("as-of");
  if (!range || !days) {
    return;
  }
  const place = () => {
    range.value = String(days.selectedIndex);
    range.setAttribute("aria-valuetext", days.options[days.selectedIndex].text);
  };
  range.hidden = false;
  place();
  range.addEventListener("input", () => {
    days.selectedIndex = Number(range.value);
    place();
  });
  range.addEventListener("change", () => open(days.value));
  days.addEventListener("change", () => open(days.value));
}

function open(day) {
  window.location.assign(addressWith({ as_of: day || null, period: null }));
}
