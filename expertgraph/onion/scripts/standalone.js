// A picture that stands alone, explained: by pointer, by finger, and by arrow keys.  Reads no address, sends nothing.
"use strict";
const told = JSON.parse(document.getElementById("told").textContent);
const svg = document.querySelector("svg"), tip = document.getElementById("tip"), live = document.getElementById("live");
const focus = document.createElementNS("http://www.w3.org/2000/svg", "circle");
focus.setAttribute("class", "focus");
focus.setAttribute("visibility", "hidden");
svg.append(focus);
const turn = (spot) => (Math.atan2(spot.x, -spot.y) + 2 * Math.PI) % (2 * Math.PI);
const rings = [...new Set(told.spots.map((spot) => spot.ring))].sort((a, b) => a - b)
  .map((ring) => told.spots.filter((spot) => spot.ring === ring).sort((a, b) => turn(a) - turn(b)));
let at = null;

function show(spot, aloud) {
  focus.setAttribute("visibility", spot ? "visible" : "hidden");
  tip.hidden = !spot;
  if (!spot) { at = null; live.textContent = ""; return; }
  focus.setAttribute("cx", spot.x); focus.setAttribute("cy", spot.y); focus.setAttribute("r", spot.r + 4);
  tip.textContent = spot.says;
  if (aloud) live.textContent = spot.says;
  const box = focus.getBoundingClientRect(), wide = tip.offsetWidth;
  tip.style.left = `${Math.max(4, Math.min(box.right + 6, innerWidth - wide - 4))}px`;
  tip.style.top = `${Math.max(4, box.top - tip.offsetHeight - 4)}px`;
}

function under(event) {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  let best = null, least = 6;
  for (const spot of told.spots) {
    const away = Math.hypot(spot.x - point.x, spot.y - point.y) - spot.r;
    if (away < least) { best = spot; least = away; }
  }
  if (best) return best;
  const radius = Math.hypot(point.x, point.y), angle = turn(point);
  const cell = told.cells.find((each) => each.inner < radius && radius < each.outer && each.start < angle && angle < each.end);
  return cell ? { x: point.x, y: point.y, r: 2, says: cell.says } : null;
}

function walk(key) {
  if (key === "Home" || !at) return rings[0]?.[0] ?? null;
  const row = rings.findIndex((ring) => ring.includes(at)), ring = rings[row];
  if (row < 0) return rings[0]?.[0] ?? null;
  const place = ring.indexOf(at), step = { ArrowRight: 1, ArrowLeft: -1 }[key];
  if (step) return ring[(place + step + ring.length) % ring.length];
  const next = rings[row + (key === "ArrowUp" ? 1 : -1)];
  return next ? next.reduce((a, b) => (apart(a) <= apart(b) ? a : b)) : at;
}
const apart = (spot) => Math.abs(((turn(spot) - turn(at) + 3 * Math.PI) % (2 * Math.PI)) - Math.PI);

svg.addEventListener("pointermove", (event) => { const spot = under(event); show(spot, false); at = spot; });
svg.addEventListener("pointerdown", (event) => { at = under(event); show(at, true); });
svg.addEventListener("pointerleave", () => show(null));
svg.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return show(null);
  if (!["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home"].includes(event.key)) return;
  event.preventDefault();
  at = walk(event.key);
  show(at, true);
});
