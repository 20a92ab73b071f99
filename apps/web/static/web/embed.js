// The map alone in a frame: flows, countries, week, tooltips. Choices and tables are on the full page.

import { Countries } from "./countries.js";
import { FlowLayer } from "./flow-layer.js";
import { decode } from "./frames.js";
import { bootOf, refresh } from "./live-parts.js";
import { MapNote } from "./map-note.js";
import { keepFitted } from "./map-window.js";
import { project, wrap } from "./project.js";
import { TimeBar } from "./timebar.js";
import { Tip } from "./tip.js";
import { replaceAddress } from "./url-state.js";

const boot = bootOf(document);
const { words, places, lon0 } = boot;
const anchors = Object.fromEntries(Object.entries(places).map(([code, [, lon, lat]]) => [code, [lon, lat]]));
const map = window.map_home;
const tip = new Tip(document.getElementById("tip"), words);
const note = new MapNote(document.getElementById("nothing"), words, () => load().catch(() => note.fail()));
map.keyboard.disable();
map.scrollWheelZoom.disable();
map.getContainer().removeAttribute("tabindex");
keepFitted(map);
const flows = new FlowLayer(map, anchors, lon0);
const countries = new Countries(map, {
  places, words, onChoose: select, onHover: hover, project: (lon, lat) => project(wrap(lon, lon0), lat, lon0),
});
let bar = null;
let chosen = null;

function select(code) {
  chosen = chosen === code ? null : code;
  flows.select(chosen);
  countries.choose(chosen);
}

function hover(code, event) {
  if (!code) {
    tip.hide();
  } else if (!flows.hit(event.containerPoint)) {
    tip.show(event.containerPoint, countries.nameOf(code), [[countries.wordsOf(code)]]);
  }
}

function show(index, frames, estimated) {
  flows.show(index);
  countries.paint(index);
  tip.hide();
  noteWeek(index, estimated);
  replaceAddress({ period: frames.periods[index] });
}

function noteWeek(index, estimated) {
  note.show({ isEstimated: estimated.includes(index), isEmpty: !flows.drawn.length && !flows.drawnStubs.length, evidence: boot.evidence });
}

async function load() {
  const answer = await fetch(boot.frames);
  if (!answer.ok) {
    throw new Error(`frames: ${answer.status}`);
  }
  const frames = decode((await answer.json()).data);
  const estimated = frames.periods.map((_, i) => i).filter((i) => frames.arcs.some((arc) => arc.central[i] !== null));
  flows.load(frames);
  flows.restrict(boot);
  countries.load(frames);
  bar = new TimeBar(frames.periods, estimated, {
    words, onShow: (index) => show(index, frames, estimated), onSettle: () => refresh(words),
  });
  const wanted = frames.indexOf.get(boot.period) ?? frames.periods.length - 1;
  bar.place(wanted);
  flows.show(wanted);
  countries.paint(wanted);
  noteWeek(wanted, estimated);
  if (boot.country) {
    select(boot.country);
  }
}

map.on("mousemove", (event) => {
  const arc = flows.hit(event.containerPoint);
  flows.highlight(arc?.key ?? null);
  if (arc && bar) {
    tip.showArc(event.containerPoint, arc, bar.index, boot.unit, (code) => countries.nameOf(code));
  }
});

// The slider alone would stick at a gap: its arrows step over weeks without an estimate.
const MOVES = { ArrowLeft: -1, ArrowRight: 1, PageUp: -4, PageDown: 4 };
document.addEventListener("keydown", (event) => {
  if (bar && event.key in MOVES && !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.altKey) {
    bar.move(MOVES[event.key]);
    event.preventDefault();
  }
});
await load().catch(() => note.fail());
requestAnimationFrame(() => requestAnimationFrame(() => {
  document.documentElement.dataset.ready = "yes";
}));
