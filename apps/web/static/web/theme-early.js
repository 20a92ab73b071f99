// Runs before the first paint: a stored or linked theme must not flash, and styles may know that scripts run.
(function early() {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const stored = localStorage.getItem("tokentrade.theme");
    if (!root.dataset.theme && (stored === "light" || stored === "dark")) {
      root.dataset.theme = stored;
    }
  } catch {
    // Storage may be forbidden; the system's preference then decides.
  }
})();
