// What the onion does beyond being a picture: hover, a walk with the arrow keys, channels that dim the rest.
// The drawing is whole without this file: every named mark is a link with a title.
const svg = document.getElementById("onion");
const stage = svg?.closest(".stage");
const tip = stage?.querySelector(".tip");
const live = document.getElementById("live");
const panel = document.getElementById("panel");
const words = panel ? JSON.parse(panel.dataset.words) : null;
const NS = "http://www.w3.org/2000/svg";
const CANVAS_FROM = 700; // named marks above which one canvas is faster than so many elements

/** A person or a channel that the pointer and the keys can reach. */
function readMark(element) {
  const d = element.dataset;
  return {
    element, href: element.getAttribute("href"), name: d.name, organisation: d.org, ring: +d.ring, sector: +d.sector,
    x: +d.x, y: +d.y, r: +d.r, reach: +d.reach, kind: +element.classList[1].slice(1), me: element.classList.contains("me"),
    channels: new Set(d.use ? d.use.split(" ").map(Number) : []),
  };
}

function readChannel(element) {
  const at = element.transform.baseVal[0].matrix;
  const away = Math.hypot(at.e, at.f);
  const radii = [...svg.querySelectorAll(".band")].map((band) => +band.getAttribute("r")).reverse();
  const ring = radii.findIndex((radius) => away < radius);
  const box = element.querySelector("rect");
  return {
    element, channel: +element.dataset.ch, x: at.e, y: at.f, r: 10, ring: ring < 0 ? radii.length - 1 : ring,
    name: words.channels[element.dataset.ch], people: element.dataset.people, outpost: element.classList.contains("outpost"),
    levels: [...element.dataset.levels].map(Number), half: +box.getAttribute("width") / 2,
  };
}

const angle = (item) => (Math.atan2(item.x, -item.y) + 2 * Math.PI) % (2 * Math.PI);

class Onion {
  constructor() {
    this.marks = [...svg.querySelectorAll("a.m")].map(readMark);
    this.channels = [...svg.querySelectorAll("a.ch")].map(readChannel);
    this.cells = [...svg.querySelectorAll(".cell")];
    this.items = [...this.marks, ...this.channels];
    this.rings = [0, 1, 2, 3, 4].map((ring) => this.items.filter((i) => i.ring === ring).sort((a, b) => angle(a) - angle(b)));
    this.current = null;
    this.selected = null;
    this.grid = this.makeGrid();
    this.over = this.makeOverlay();
    if (this.marks.length > CANVAS_FROM) this.useCanvas();
    this.listen();
  }

  makeGrid() {
    const grid = new Map();
    for (const mark of this.marks) {
      const key = `${Math.floor(mark.x / 24)},${Math.floor(mark.y / 24)}`;
      if (!grid.has(key)) grid.set(key, []);
      grid.get(key).push(mark);
    }
    return grid;
  }

  /** A layer of its own, so that a hover repaints nothing else. */
  makeOverlay() {
    const over = svg.cloneNode(false);
    for (const name of ["id", "tabindex", "role", "aria-labelledby", "aria-roledescription"]) over.removeAttribute(name);
    over.setAttribute("class", "onion over");
    over.setAttribute("aria-hidden", "true");
    for (const name of ["focusair", "focusring"]) {
      const ring = document.createElementNS(NS, "rect");
      ring.setAttribute("class", name);
      over.append(ring);
    }
    svg.after(over);
    return over;
  }

  /** Thousands of marks: the dots go to one canvas between the ground and the labels. */
  useCanvas() {
    const under = svg.cloneNode(false);
    for (const name of ["id", "tabindex", "role", "aria-labelledby", "aria-roledescription"]) under.removeAttribute(name);
    under.setAttribute("class", "onion over");
    under.setAttribute("aria-hidden", "true");
    under.append(...svg.querySelectorAll(":scope > .bands, :scope > .cells"));
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    svg.before(under, this.canvas);
    this.under = under;
    svg.querySelector(".marks").remove();
    new ResizeObserver(() => this.paint()).observe(svg);
    document.addEventListener("themechange", () => this.paint());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.paint());
  }

  paint() {
    if (!this.canvas) return;
    const box = svg.getBoundingClientRect();
    const scale = devicePixelRatio || 1;
    const m = svg.getScreenCTM();
    this.canvas.width = box.width * scale;
    this.canvas.height = box.height * scale;
    const pen = this.canvas.getContext("2d");
    pen.setTransform(m.a * scale, 0, 0, m.d * scale, (m.e - box.left) * scale, (m.f - box.top) * scale);
    const style = getComputedStyle(document.documentElement);
    const hidden = ["noint", "noext", "nounk"].map((name) => svg.classList.contains(name));
    for (const lit of [false, true]) {
      for (const kind of [0, 1, 2]) {
        if (hidden[kind]) continue;
        pen.globalAlpha = this.selected && !lit ? 0.13 : 1;
        pen.fillStyle = style.getPropertyValue(["--int", "--ext", "--unk"][kind]);
        pen.beginPath();
        for (const mark of this.marks) {
          const hit = !this.selected || mark.channels.has(this.selected.channel);
          if (mark.kind === kind && hit === lit) trace(pen, mark);
        }
        pen.fill();
      }
    }
  }

  at(event) {
    const m = svg.getScreenCTM();
    const x = (event.clientX - m.e) / m.a, y = (event.clientY - m.f) / m.d;
    let best = null, distance = 5;
    for (let i = -1; i <= 1; i++) for (let j = -1; j <= 1; j++) {
      for (const mark of this.grid.get(`${Math.floor(x / 24) + i},${Math.floor(y / 24) + j}`) || []) {
        const away = Math.hypot(mark.x - x, mark.y - y) - mark.r;
        if (away < distance) { distance = away; best = mark; }
      }
    }
    return best;
  }

  show(item, spoken) {
    this.current = item;
    const wide = item.half ?? item.r, high = item.half ? 11.5 : item.r;
    for (const ring of this.over.querySelectorAll("rect")) {
      const values = { x: item.x - wide - 3, y: item.y - high - 3, width: 2 * wide + 6, height: 2 * high + 6, rx: high + 3 };
      for (const [name, value] of Object.entries(values)) ring.setAttribute(name, value);
    }
    for (const line of this.over.querySelectorAll(".tie")) line.remove();
    if (item.channels) for (const channel of this.channels) if (item.channels.has(channel.channel)) this.tie(item, channel);
    fillPanel(item);
    if (spoken) live.textContent = sentence(item);
  }

  tie(from, to) {
    const line = document.createElementNS(NS, "path");
    line.setAttribute("class", "tie");
    line.setAttribute("d", `M${from.x} ${from.y}L${to.x} ${to.y}`);
    this.over.prepend(line);
  }

  select(channel) {
    this.selected = this.selected === channel ? null : channel;
    const on = this.selected;
    for (const root of [svg, this.under]) root?.classList.toggle("dim", !!on);
    for (const element of svg.querySelectorAll(".on")) element.classList.remove("on");
    for (const mark of this.marks) mark.element.classList.toggle("hit", !!on && mark.channels.has(on.channel));
    this.cells.forEach((cell, at) => cell.setAttribute("class", on && on.levels[at] ? `cell v${on.levels[at]}` : "cell"));
    if (on) {
      for (const element of svg.querySelectorAll(`[data-ch="${on.channel}"]`)) element.classList.add("on");
      this.show(on, true);
    }
    this.paint();
  }

  point(mark) {
    tip.hidden = !mark;
    if (!mark) return;
    tip.replaceChildren(bold(mark.name), document.createTextNode(mark.organisation ? ` · ${mark.organisation}` : ""),
      document.createElement("br"), document.createTextNode(`${words.rings[mark.ring]} · ${words.sectors[mark.sector]}`));
    const m = svg.getScreenCTM(), box = stage.getBoundingClientRect();
    const x = mark.x * m.a + m.e - box.left, y = mark.y * m.d + m.f - box.top, gap = mark.r * m.a + 9;
    tip.style.left = `${Math.max(4, Math.min(x + gap, box.width - tip.offsetWidth - 4))}px`;
    tip.style.top = `${y - tip.offsetHeight - gap < 0 ? y + gap : y - tip.offsetHeight - gap}px`;
  }

  listen() {
    let waiting = 0;
    svg.addEventListener("pointermove", (event) => {
      if (waiting || event.pointerType === "touch") return;
      waiting = requestAnimationFrame(() => {
        waiting = 0;
        const mark = this.at(event);
        svg.style.cursor = mark ? "pointer" : "";
        this.point(mark);
        if (mark && mark !== this.current) this.show(mark);
      });
    });
    svg.addEventListener("pointerleave", () => this.point(null));
    svg.addEventListener("click", (event) => this.clicked(event));
    svg.addEventListener("keydown", (event) => this.pressed(event));
    for (const button of document.querySelectorAll("[data-channel]")) {
      button.addEventListener("click", () => {
        const channel = this.channels.find((each) => each.channel === +button.dataset.channel);
        if (channel) this.select(channel);
      });
    }
  }

  clicked(event) {
    const pill = event.target.closest(".ch");
    if (pill) {
      event.preventDefault();
      this.select(this.channels.find((each) => each.element === pill));
      return;
    }
    const mark = this.at(event);
    if (!mark) { if (this.selected) this.select(this.selected); return; }
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (event.pointerType === "touch" && mark !== this.current) { this.show(mark, true); this.point(mark); return; }
    location.assign(mark.href);
  }

  pressed(event) {
    const step = { ArrowRight: "next", ArrowLeft: "previous", ArrowUp: "out", ArrowDown: "in", Home: "home", Escape: "clear", Enter: "open" }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (step === "clear") return this.clear();
    if (step === "open") return this.open();
    const item = this.next(step);
    if (!item) return;
    this.show(item, true);
    this.point(item.channels ? item : null);
  }

  next(step) {
    if (!this.current || step === "home") return this.marks.find((mark) => mark.me) || this.rings.find((ring) => ring.length)?.[0];
    const ring = this.rings[this.current.ring];
    if (step === "next" || step === "previous") {
      const at = ring.indexOf(this.current) + (step === "next" ? 1 : -1);
      return ring[(at + ring.length) % ring.length];
    }
    const way = step === "out" ? 1 : -1;
    for (let k = this.current.ring + way; k >= 0 && k < this.rings.length; k += way) {
      if (this.rings[k].length) return nearest(this.rings[k], angle(this.current));
    }
    return this.current;
  }

  open() {
    if (!this.current) return;
    if (this.current.href) location.assign(this.current.href);
    else this.select(this.current);
  }

  clear() {
    if (this.selected) this.select(this.selected);
    this.point(null);
    this.current = null;
    live.textContent = "";
    for (const line of this.over.querySelectorAll(".tie")) line.remove();
    for (const ring of this.over.querySelectorAll("rect")) ring.setAttribute("width", 0);
  }
}

function trace(pen, { x, y, r, kind }) {
  if (kind === 0) { pen.moveTo(x + r, y); pen.arc(x, y, r, 0, 2 * Math.PI); return; }
  if (kind === 2) { pen.rect(x - r * 0.86, y - r * 0.86, r * 1.72, r * 1.72); return; }
  const d = r * 1.18;
  pen.moveTo(x, y - d); pen.lineTo(x + d, y); pen.lineTo(x, y + d); pen.lineTo(x - d, y); pen.closePath();
}

function nearest(ring, wanted) {
  const away = (item) => Math.abs(((angle(item) - wanted + 3 * Math.PI) % (2 * Math.PI)) - Math.PI);
  return ring.reduce((best, item) => (away(item) < away(best) ? item : best));
}

function bold(text) {
  const element = document.createElement("b");
  element.textContent = text;
  return element;
}

function sentence(item) {
  if (!item.channels) return [item.name, item.people ? panel.dataset.members.replace("{n}", item.people) : panel.dataset.few].join(", ");
  return [item.name, words.kinds[item.kind], words.rings[item.ring], words.sectors[item.sector]].join(", ");
}

function element(tag, css, text) {
  const made = document.createElement(tag);
  if (css) made.className = css;
  if (text) made.textContent = text;
  return made;
}

function fillPanel(item) {
  panel.replaceChildren(element("h2", "", item.name));
  if (!item.channels) {
    panel.append(element("p", "lead", item.people ? panel.dataset.members.replace("{n}", item.people) : panel.dataset.few));
    return;
  }
  panel.append(element("p", "lead", [item.organisation, words.kinds[item.kind]].filter(Boolean).join(" · ")));
  const row = element("div", "row bar");
  if (item.me) row.append(element("span", "chip on", panel.dataset.mine));
  row.append(element("span", "chip", words.rings[item.ring]), element("span", "chip", words.sectors[item.sector]),
    element("span", "chip", panel.dataset.reached.replace("{n}", item.reach)));
  panel.append(row);
  const used = [...item.channels].map((number) => words.channels[number]).filter(Boolean);
  if (used.length) panel.append(element("p", "hint", used.join(" · ")));
  const open = element("a", "btn pri sm", panel.dataset.open);
  open.href = item.href;
  const bar = element("div", "bar");
  bar.append(open);
  panel.append(bar);
}

if (svg && panel) {
  const onion = new Onion();
  panel.hidden = false;
  for (const button of document.querySelectorAll("[data-toggle]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const off = svg.classList.toggle(button.dataset.toggle);
      onion.under?.classList.toggle(button.dataset.toggle, off);
      button.setAttribute("aria-pressed", String(!off));
      onion.paint();
    });
  }
  svg.dataset.ready = "";
}
