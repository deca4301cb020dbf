// What stands in the picture: everything that can be pointed at, where it is, and the words that explain it.
// An item has x, y, ring, angle, title, and outline(): the path drawn around it when it is explained.
const TAU = 2 * Math.PI;
const GRID = 24; // drawing units a side of a hit cell
const small = matchMedia("(max-width: 700px)"); // where only the channel that is lit has its pill
const GAP = Math.PI / 24; // half of the angle at twelve o'clock that the rings' names stand in

export const turn = (x, y) => (Math.atan2(x, -y) + TAU) % TAU;
export const apart = (a, b) => Math.abs(((a - b + 3 * Math.PI) % TAU) - Math.PI);
const place = (radius, angle) => `${(radius * Math.sin(angle)).toFixed(1)} ${(-radius * Math.cos(angle)).toFixed(1)}`;

function disc(x, y, r) {
  return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
}

function pill(x, y, half) {
  return `M${x - half} ${y - 14}h${2 * half}a14 14 0 0 1 0 28h${-2 * half}a14 14 0 0 1 0 -28Z`;
}

function piece(inner, outer, start, end) {
  const far = end - start > Math.PI ? 1 : 0;
  return `M${place(outer, start)}A${outer} ${outer} 0 ${far} 1 ${place(outer, end)}L${place(inner, end)}A${inner} ${inner} 0 ${far} 0 ${place(inner, start)}Z`;
}

/** Where a mark's shape is drawn, and how large: a disc says so, a diamond and a square are paths. */
function placed(element) {
  const shape = element.querySelector(".d"), number = (name) => +shape.getAttribute(name);
  if (shape.localName === "circle") return { x: number("cx"), y: number("cy"), r: number("r") };
  const [, x, y, way, side] = /^M(-?[\d.]+) (-?[\d.]+)([lh])([\d.]+)/.exec(shape.getAttribute("d"));
  if (way === "l") return { x: +x, y: +y + +side, r: +side / 1.18 };
  return { x: +x + side / 2, y: +y + side / 2, r: side / 1.72 };
}

function readMark(element) {
  const d = element.dataset, home = placed(element);
  const mark = {
    type: "person", element, href: element.getAttribute("href"), id: element.getAttribute("href"), title: d.name,
    organisation: d.org, ring: +d.ring, sector: +d.sector, ...home, home, reach: +d.reach,
    kind: +element.classList[1].slice(1), me: element.classList.contains("me"),
    channels: new Set(d.use ? d.use.split(" ").map(Number) : []),
  };
  mark.outline = () => disc(mark.x, mark.y, mark.r + 3);
  mark.turned = () => { mark.angle = turn(mark.x, mark.y); };
  mark.turned();
  return mark;
}

function readChannel(element, words) {
  const { e: x, f: y } = element.transform.baseVal[0].matrix;
  const half = +element.querySelector("rect").getAttribute("width") / 2;
  const away = Math.hypot(x, y);
  const ring = words.rings.findIndex((each) => away < each.outer);
  const number = +element.dataset.ch;
  return {
    type: "channel", element, number, x, y, half, angle: turn(x, y), ring: ring < 0 ? words.rings.length : ring,
    levels: [...element.dataset.levels].map(Number), ...words.channels[number], outline: () => pill(x, y, half - 10),
  };
}

/** What has a place by its angles: a ring's name, a sector, a group without names, the core. */
function readGround(words) {
  const outer = words.rings.at(-1).outer;
  const rings = words.rings.map((each, ring) => ({
    type: "ring", ring, angle: 0, x: 0, y: -(each.inner + each.outer) / 2, ...each,
    outline: () => `${disc(0, 0, each.outer)}${disc(0, 0, each.inner)}`,
  }));
  const sectors = words.sectors.map((each, sector) => {
    const angle = (each.start + each.end) / 2;
    return {
      type: "sector", sector, ring: rings.length, angle, x: outer * Math.sin(angle), y: -outer * Math.cos(angle), ...each,
      outline: () => piece(words.hub.r + 3, outer, each.start, each.end),
    };
  });
  const cells = words.cells.map((each) => {
    const { inner, outer: rim } = words.rings[each.ring], angle = (each.start + each.end) / 2, middle = (inner + rim) / 2;
    return {
      type: "cell", angle, x: middle * Math.sin(angle), y: -middle * Math.cos(angle), ...each,
      outline: () => piece(inner + 1, rim - 1, each.start, each.end),
    };
  });
  const hub = { type: "hub", ring: -1, angle: 0, x: 0, y: 0, ...words.hub, outline: () => disc(0, 0, words.hub.r + 2) };
  return { rings, sectors, cells, hub };
}

export class State {
  constructor(svg, words) {
    this.svg = svg;
    this.words = words;
    this.marks = [...svg.querySelectorAll("a.m")].map(readMark);
    this.channels = [...svg.querySelectorAll("a.ch")].map((element) => readChannel(element, words));
    Object.assign(this, readGround(words));
    this.current = null;
    this.lit = null;
    this.regrid();
  }

  /** Everything that can be explained, from the core outward. */
  get items() {
    return [this.hub, ...this.rings, ...this.marks, ...this.channels, ...this.cells, ...this.sectors];
  }

  /** The item of this picture that an item of another one stands for; undefined where there is none. */
  same(other) {
    return this.items.find((each) => each.type === other.type && each.id === other.id);
  }

  /** The hit grid; to be made anew when marks have moved. */
  regrid() {
    this.grid = new Map();
    for (const mark of this.marks) {
      const key = `${Math.floor(mark.x / GRID)},${Math.floor(mark.y / GRID)}`;
      if (!this.grid.has(key)) this.grid.set(key, []);
      this.grid.get(key).push(mark);
    }
  }

  /** What the toolbar leaves in the picture. */
  shown(item) {
    const off = this.svg.classList;
    if (item.type === "person") return !off.contains(["noint", "noext", "nounk"][item.kind]);
    return item.type !== "channel" || (!off.contains("nochans") && (!small.matches || item === this.lit));
  }

  /** The people at a point first, then pills, names of rings and sectors, groups, and the ground itself. */
  at(x, y, reach) {
    const on = (pill) => Math.abs(x - pill.x) < pill.half && Math.abs(y - pill.y) < 12 && this.shown(pill);
    return this.channels.find(on) || this.markAt(x, y, reach) || this.groundAt(Math.hypot(x, y), turn(x, y));
  }

  markAt(x, y, reach) {
    const wide = Math.ceil(reach / GRID);
    let best = null, distance = reach;
    for (let i = -wide; i <= wide; i++) for (let j = -wide; j <= wide; j++) {
      for (const mark of this.grid.get(`${Math.floor(x / GRID) + i},${Math.floor(y / GRID) + j}`) || []) {
        const away = Math.hypot(mark.x - x, mark.y - y) - mark.r;
        if (away < distance && this.shown(mark)) { distance = away; best = mark; }
      }
    }
    return best;
  }

  groundAt(radius, angle) {
    if (radius < this.hub.r) return this.hub;
    const ring = this.rings.find((each) => radius < each.outer);
    if (!ring) return radius < this.rings.at(-1).outer + 26 ? this.sectorAt(angle) : null;
    if (Math.min(angle, TAU - angle) < GAP) return ring;
    return this.cells.find((each) => each.ring === ring.ring && each.start <= angle && angle < each.end) || ring;
  }

  sectorAt(angle) {
    return this.sectors.find((each) => each.start <= angle && angle < each.end) || null;
  }

  /** The community in which an item lies, by number; -1 for what lies in none. */
  sectorOf(item) {
    return item.sector ?? this.sectors.findIndex((each) => each.start <= item.angle && item.angle < each.end);
  }
}
