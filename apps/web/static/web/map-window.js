// What of the world the map's window shows: all of it on a desktop, the Pacific on a phone, until the reader moves it.

export const PHONE = "(max-width: 760px)";
const OVAL = { half: 2706.6, top: 1317.4 };
const PACIFIC = { centre: [60, 430], zoom: -2.75 };

/** Fit the map now and whenever its window changes size; a view the reader has chosen stays. */
export function keepFitted(map) {
  const state = { isFitting: false, isMoved: false };
  map.on("zoomstart dragstart", () => {
    state.isMoved = state.isMoved || !state.isFitting;
  });
  const fit = () => {
    state.isFitting = true;
    map.invalidateSize({ animate: false });
    if (!state.isMoved) {
      show(map);
    }
    state.isFitting = false;
  };
  fit();
  new ResizeObserver(fit).observe(map.getContainer());
}

function show(map) {
  if (window.matchMedia(PHONE).matches) {
    map.setView(PACIFIC.centre, PACIFIC.zoom, { animate: false });
  } else {
    map.fitBounds([[-OVAL.top, -OVAL.half], [OVAL.top, OVAL.half]], { padding: [6, 6], animate: false });
  }
}
