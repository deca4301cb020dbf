// Thousands of marks: one canvas between the ground and the labels instead of as many elements.
// It is painted again when something changes, never while the pointer moves.
const CANVAS_FROM = 700; // named marks above which one canvas is faster than so many elements

/** A drawing layer that shares the picture's view box. */
export function layer(svg, css) {
  const made = svg.cloneNode(false);
  for (const { name } of [...made.attributes]) if (name !== "viewBox") made.removeAttribute(name);
  made.setAttribute("class", css);
  made.setAttribute("aria-hidden", "true");
  return made;
}

function trace(pen, { x, y, r, kind }) {
  if (kind === 0) { pen.moveTo(x + r, y); pen.arc(x, y, r, 0, 2 * Math.PI); return; }
  if (kind === 2) { pen.rect(x - r * 0.86, y - r * 0.86, r * 1.72, r * 1.72); return; }
  const d = r * 1.18;
  pen.moveTo(x, y - d); pen.lineTo(x + d, y); pen.lineTo(x, y + d); pen.lineTo(x - d, y); pen.closePath();
}

export class Painter {
  constructor(state) {
    this.state = state;
    this.many = state.marks.length > CANVAS_FROM;
    if (!this.many) return;
    const { svg } = state;
    this.under = layer(svg, ["onion over under", ...[...svg.classList].filter((name) => name.startsWith("no"))].join(" "));
    this.under.append(...svg.querySelectorAll(":scope > .bands, :scope > .cells"));
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    svg.before(this.under, this.canvas);
    svg.querySelector(":scope > .marks").remove();
    this.sizes = new ResizeObserver(() => this.paint());
    this.sizes.observe(svg);
  }

  /** Put every mark where its x and y say. */
  paint() {
    if (this.many) this.paintCanvas();
    else for (const mark of this.state.marks) this.move(mark);
  }

  move(mark) {
    const { element, home, x, y } = mark, dx = x - home.x, dy = y - home.y;
    if (dx || dy) element.setAttribute("transform", `translate(${dx.toFixed(1)} ${dy.toFixed(1)})`);
    else element.removeAttribute("transform");
  }

  paintCanvas() {
    const { svg, marks, lit } = this.state, box = svg.getBoundingClientRect(), scale = devicePixelRatio || 1;
    const m = svg.getScreenCTM();
    if (!m) return;
    this.canvas.width = box.width * scale;
    this.canvas.height = box.height * scale;
    const pen = this.canvas.getContext("2d");
    pen.setTransform(m.a * scale, 0, 0, m.d * scale, (m.e - box.left) * scale, (m.f - box.top) * scale);
    for (const bright of [false, true]) {
      const some = marks.filter((mark) => this.state.shown(mark) && (!lit || mark.channels.has(lit.number)) === bright);
      pen.globalAlpha = bright ? 1 : 0.13;
      for (const kind of [0, 1, 2]) this.fill(pen, some.filter((mark) => mark.kind === kind), kind);
    }
    this.initials(pen, lit);
    this.canvas.dataset.painted = marks.length;
  }

  fill(pen, marks, kind) {
    const style = getComputedStyle(document.documentElement);
    pen.fillStyle = style.getPropertyValue(["--int", "--ext", "--unk"][kind]);
    pen.beginPath();
    for (const mark of marks) trace(pen, mark);
    pen.fill();
  }

  /** The letters that large marks carry, and the circle around oneself. */
  initials(pen, lit) {
    const style = getComputedStyle(this.state.svg);
    if (!this.state.svg.classList.contains("nonames")) {
      pen.fillStyle = style.getPropertyValue("--letters");
      pen.textAlign = "center";
      for (const mark of this.state.marks) {
        mark.letters ??= mark.element.querySelector("text")?.textContent || "";
        if (!mark.letters || !this.state.shown(mark)) continue;
        pen.globalAlpha = !lit || mark.channels.has(lit.number) ? 1 : 0.13;
        pen.font = `600 ${Math.min(mark.r * 0.84, 12.5)}px Inter, system-ui, sans-serif`;
        pen.fillText(mark.letters, mark.x, mark.y + mark.r * 0.3);
      }
    }
    const me = this.state.marks.find((mark) => mark.me);
    if (!me) return;
    pen.globalAlpha = 1;
    pen.strokeStyle = style.getPropertyValue("--mine");
    pen.lineWidth = 2.2;
    pen.beginPath();
    pen.arc(me.x, me.y, me.r + 3.5, 0, 2 * Math.PI);
    pen.stroke();
  }

  /** Take away what this painter added, because another picture follows. */
  remove() {
    this.sizes?.disconnect();
    this.under?.remove();
    this.canvas?.remove();
  }
}
