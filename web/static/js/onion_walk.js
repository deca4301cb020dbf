// The walk with the arrow keys: left and right along a ring, up and down between rings, from the core to the rim.
import { apart } from "./onion_state.js";

export const KEYS = {
  ArrowRight: "next", ArrowLeft: "previous", ArrowUp: "outward", ArrowDown: "inward", Home: "home", End: "end",
  PageDown: "nextSector", PageUp: "previousSector",
};

/** Levels from inside to outside: the core, each ring, the rim with the communities and the channels beyond it. */
function levels(state) {
  const made = Array.from({ length: state.rings.length + 2 }, () => []);
  for (const item of state.items) if (state.shown(item)) made[item.ring + 1].push(item);
  for (const level of made) level.sort((a, b) => (b.type === "ring") - (a.type === "ring") || a.angle - b.angle);
  return made;
}

/** Where the walk begins: at oneself, else at whoever stands innermost, else at the core. */
export function start(state) {
  const people = state.marks.filter((mark) => state.shown(mark));
  return people.find((mark) => mark.me) || people.sort((a, b) => a.ring - b.ring || a.angle - b.angle)[0] || state.hub;
}

function along(level, item, way) {
  const at = level.indexOf(item);
  return at < 0 ? nearest(level, item.angle) : level[(at + way + level.length) % level.length];
}

function across(made, item, way) {
  for (let k = item.ring + 1 + way; k >= 0 && k < made.length; k += way) {
    if (!made[k].length) continue;
    return ["ring", "hub"].includes(item.type) && made[k][0].type === "ring" ? made[k][0] : nearest(made[k], item.angle);
  }
  return item;
}

/** The first item of the next community along the same ring; a ring without one stays where it is. */
function bySector(state, level, item, way) {
  const count = state.sectors.length, from = state.sectorOf(item);
  for (let step = 1; step <= count; step++) {
    const wanted = (((from < 0 && way < 0 ? 0 : from) + way * step) % count + count) % count;
    const found = level.find((each) => each.type !== "ring" && state.sectorOf(each) === wanted);
    if (found) return found;
  }
  return item;
}

/** People before ground: a named mark a little further away is what one looks for. */
function nearest(level, angle) {
  const away = (item) => apart(item.angle, angle) + (item.type === "person" ? 0 : 0.12);
  return level.reduce((best, item) => (away(item) < away(best) ? item : best));
}

export function walk(state, step) {
  if (!state.current || step === "home") return start(state);
  const made = levels(state), level = made[state.current.ring + 1];
  if (step === "end") return made.at(-1)[0] || state.current;
  if (step === "next" || step === "previous") return along(level, state.current, step === "next" ? 1 : -1);
  if (step === "outward" || step === "inward") return across(made, state.current, step === "outward" ? 1 : -1);
  return bySector(state, level, state.current, step === "nextSector" ? 1 : -1);
}
