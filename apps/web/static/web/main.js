// Puts the map home together: boot data, frames, map, time bar, choices, keys.

import { Countries } from "./countries.js";
import { EventStops } from "./event-stops.js";
import { figure } from "./format.js";
import { FlowLayer } from "./flow-layer.js";
import { widthOf } from "./flow-paint.js";
import { decode, joined, keyOf } from "./frames.js";
import { listen } from "./keys.js";
import { startKnown } from "./known.js";
import { bootOf, refresh } from "./live-parts.js";
import { MapNote } from "./map-note.js";
import { PHONE, keepFitted } from "./map-window.js";
import { project, wrap } from "./project.js";
import { TimeBar } from "./timebar.js";
import { Tip } from "./tip.js";
import { parameter, pushAddress, replaceAddress } from "./url-state.js";

const EMPTY = { periods: [], countries: [], arcs: [], classes: new Map(), largest: 0, indexOf: new Map() };

const home = { boot: bootOf(document), world: EMPTY, frames: EMPTY };
const { words, places, lon0 } = home.boot;
const anchors = Object.fromEntries(Object.entries(places).map(([code, [, lon, lat]]) => [code, [lon, lat]]));
const map = window.map_home;
const tip = new Tip(document.getElementById("tip"), words);

async function loadFrames(address) {
  const answer = await fetch(address);
  if (!answer.ok) {
    throw new Error(`frames: ${answer.status}`);
  }
  return decode((await answer.json()).data);
}

function say(text) {
  document.getElementById("live").textContent = text;
}

function showWeek(index) {
  flows.show(index);
  countries.paint(index);
  tip.hide();
  noteWeek(index);
  replaceAddress({ period: index === home.frames.periods.length - 1 ? null : home.frames.periods[index] });
  document.getElementById("choose-period").value = home.frames.periods[index];
}

function noteWeek(index) {
  note.show({ isEstimated: home.estimated.includes(index), isEmpty: !flows.drawn.length && !flows.drawnStubs.length, evidence: home.boot.evidence });
}

async function settle() {
  const fresh = await refresh(words);
  if (fresh) {
    home.boot = fresh;
    say([document.getElementById("around").textContent, document.getElementById("answer").textContent].join(" ").trim());
  }
}

/** A chosen country shows its own largest flows beside the world's, which the first frames hold. */
async function widen(code) {
  const own = new URL(home.boot.frames, window.location.href);
  own.searchParams.set("country", code);
  const { world } = home;
  const frames = await loadFrames(own);
  if (world === home.world && home.country === code) {
    home.wide = code;
    home.frames = joined(world, frames);
    flows.load(home.frames, new Set(world.arcs.map(keyOf)));
  }
}

function choose(code, isPushed = true) {
  home.country = code;
  if (code && home.wide !== code) {
    widen(code).catch(report);
  }
  flows.select(code);
  countries.choose(code);
  document.getElementById("choose-country").value = code ?? "";
  if (isPushed) {
    pushAddress({ country: code });
    settle();
  }
}

function mark(key) {
  flows.highlight(key);
  for (const row of document.querySelectorAll("tr[data-arc]")) {
    row.classList.toggle("lit", row.dataset.arc === key);
  }
}

function legendWidths() {
  const { largest } = home.frames;
  [1, 0.25, 0.04].forEach((share, i) => {
    const item = document.getElementById(`width-${i + 1}`);
    const value = Number((largest * share).toPrecision(1));
    item.hidden = !largest;
    item.querySelector("line").setAttribute("stroke-width", widthOf(value, largest, flows.zoomFactor).toFixed(2));
    item.querySelector("span").textContent = largest ? figure(value, 1, 100, home.boot.unit) : "";
  });
}

/** Take the frames of the present measure and basis, and show the present week. */
async function takeFrames() {
  home.world = await loadFrames(home.boot.frames);
  home.frames = home.world;
  home.wide = null;
  home.estimated = home.frames.periods.map((_, i) => i).filter((i) => home.frames.arcs.some((arc) => arc.central[i] !== null));
  flows.load(home.frames);
  flows.restrict(home.boot);
  countries.load(home.frames);
  const wanted = home.frames.indexOf.get(home.boot.period) ?? home.frames.periods.length - 1;
  bar = bar ?? new TimeBar(home.frames.periods, home.estimated, { words, onShow: showWeek, onSettle: settle });
  Object.assign(bar, { periods: home.frames.periods, estimated: home.estimated });
  stops.follow(bar, home.boot.stops);
  bar.place(wanted);
  flows.show(wanted);
  countries.paint(wanted);
  choose(home.boot.country, false);
  noteWeek(wanted);
  legendWidths();
}

/** Show what the address asks for after a choice or a step back. */
async function follow() {
  const before = home.boot.frames;
  home.boot = (await refresh(words)) ?? home.boot;
  if (home.boot.frames !== before) {
    await takeFrames().catch(report);
  } else {
    choose(parameter("country"), false);
    flows.restrict(home.boot);
    bar?.place(home.frames.indexOf.get(home.boot.period) ?? bar.index);
    flows.show(bar?.index ?? 0);
    countries.paint(bar?.index ?? 0);
    noteWeek(bar?.index ?? 0);
  }
  say(document.getElementById("answer").textContent);
}

const report = () => note.fail();

function pointer(event) {
  const arc = flows.hit(event.containerPoint);
  mark(arc?.key ?? null);
  if (arc) {
    tip.showArc(event.containerPoint, arc, bar.index, home.boot.unit, (code) => countries.nameOf(code));
  } else if (!home.hovered) {
    tip.hide();
  }
  return arc;
}

function hover(code, event) {
  home.hovered = code;
  if (!code) {
    tip.hide();
  } else if (!flows.hit(event.containerPoint)) {
    tip.show(event.containerPoint, countries.nameOf(code), [[countries.wordsOf(code)]]);
  }
}

function pick(code, event) {
  if (!event || !pointer(event)) {
    choose(home.country === code ? null : code);
  }
}

map.keyboard.disable();
map.getContainer().removeAttribute("tabindex");
keepFitted(map);
const flows = new FlowLayer(map, anchors, lon0);
const countries = new Countries(map, {
  places, words, onChoose: pick, onHover: hover, project: (lon, lat) => project(wrap(lon, lon0), lat, lon0),
});
const note = new MapNote(document.getElementById("nothing"), words, () => takeFrames().catch(report));
const stops = new EventStops({ words, say });
let bar = null;

map.on("mousemove", pointer);
map.on("zoomend", legendWidths);
document.addEventListener("themechange", () => {
  flows.readColours();
  flows.draw();
});
window.addEventListener("popstate", follow);
document.getElementById("controls").addEventListener("change", (event) => {
  const { name, value } = event.target;
  if (name === "country") {
    choose(value || null);
  } else if (name === "period") {
    bar.show(home.frames.indexOf.get(value) ?? bar.index);
  } else {
    pushAddress({ [name]: value, counterfactual: null });
    follow();
  }
});
for (const type of ["mouseover", "focusin"]) {
  document.addEventListener(type, (event) => {
    const row = event.target.closest?.("tr[data-arc]");
    if (row || flows.highlighted) {
      mark(row?.dataset.arc ?? null);
    }
  });
}
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#clear, #previous, #next");
  if (link && bar && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    const act = { clear: () => choose(null), previous: () => bar.move(-1), next: () => bar.move(1) };
    act[link.id]();
  }
});
listen({
  move: (by) => bar?.move(by),
  first: () => bar?.first(),
  last: () => bar?.last(),
  play: () => bar?.toggle(),
  clear: () => home.country && choose(null),
  earlier: () => stops.jump(-1),
  later: () => stops.jump(1),
});
startKnown();
if (window.matchMedia(PHONE).matches) {
  document.getElementById("legend").open = false;
}

await takeFrames().catch(report);
window.tokentradeDebug = () => ({
  period: home.frames.periods[bar?.index],
  arcs_drawn: flows.drawn.length,
  arcs: flows.drawn.map((arc) => arc.key),
  stubs: flows.drawnStubs?.length ?? 0,
  country: home.country,
  frame_ms: flows.milliseconds,
});
requestAnimationFrame(() => requestAnimationFrame(() => {
  window.tokentradeReadyMs = performance.now();
  document.documentElement.dataset.ready = "yes";
}));
