// The theme button: auto, light, dark; remembered on this device only.

const KEY = "tokentrade.theme";
const ORDER = ["auto", "light", "dark"];

function current() {
  return document.documentElement.dataset.theme ?? "auto";
}

function remember(theme) {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage may be forbidden; the choice then lasts for this page.
  }
}

function apply(theme) {
  if (theme === "auto") {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme;
  }
  document.dispatchEvent(new CustomEvent("themechange"));
}

const button = document.getElementById("theme");
if (button) {
  const label = () => {
    button.textContent = button.dataset[current()];
  };
  button.hidden = false;
  label();
  button.addEventListener("click", () => {
    const next = ORDER[(ORDER.indexOf(current()) + 1) % ORDER.length];
    apply(next);
    remember(next);
    label();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => apply(current()));
}
