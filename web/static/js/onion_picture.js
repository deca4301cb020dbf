// One picture that answers to pointer, keys and toolbar. The drawing is whole without it: named marks are links.
import { Painter } from "./onion_canvas.js";
import { Overlay } from "./onion_overlay.js";
import { Panel } from "./onion_panel.js";
import { State } from "./onion_state.js";
import { KEYS, walk } from "./onion_walk.js";

const REACH = 5; // drawing units by which a mark may be missed
const FINGER = 14; // CSS pixels by which a finger may miss it

export class Picture {
  constructor(svg, words, panel, keep) {
    this.svg = svg;
    this.stage = svg.closest(".stage");
    this.panel = panel;
    this.keep = keep;
    this.take(words);
    this.listen();
  }

  /** Read what is drawn now; called again when another week has been put in its place. */
  take(words) {
    this.painter?.remove();
    this.overlay?.remove();
    this.state = new State(this.svg, words);
    this.painter = new Painter(this.state);
    this.overlay = new Overlay(this.state);
    const tip = this.stage.querySelector(".tip"), live = document.getElementById("live");
    if (this.told) this.told.state = this.state;
    else this.told = new Panel(this.state, this.panel, tip, live);
    for (const { element } of this.state.marks) quiet(element);
    for (const hub of this.svg.querySelectorAll(".hub > title")) hub.remove();
    this.painter.paint();
  }

  show(item, spoken) {
    this.state.current = item;
    this.overlay.show(item);
    this.told.fill(item);
    if (spoken) this.told.say(item);
  }

  clear() {
    if (this.state.lit) this.light(null);
    this.state.current = null;
    this.overlay.clear();
    this.told.rest();
  }

  /** Light up who uses a channel, and dim the rest; null lets go. */
  light(channel) {
    const { state, svg, painter } = this;
    state.lit = channel;
    for (const root of [svg, painter.under]) root?.classList.toggle("dim", !!channel);
    for (const element of svg.querySelectorAll(".on")) element.classList.remove("on");
    if (!painter.many) for (const mark of state.marks) mark.element.classList.toggle("hit", !!channel && mark.channels.has(channel.number));
    const cells = (painter.under || svg).querySelectorAll(".cell");
    cells.forEach((cell, at) => cell.setAttribute("class", channel?.levels[at] ? `cell v${channel.levels[at]}` : "cell"));
    if (channel) for (const element of svg.querySelectorAll(`[data-ch="${channel.number}"]`)) element.classList.add("on");
    if (painter.many) painter.paint();
    this.keep({ lit: channel?.id ?? null });
  }

  /** Something in the toolbar has changed what is in the picture. */
  toggled(name, off) {
    for (const root of [this.svg, this.painter.under]) root?.classList.toggle(name, off);
    if (this.state.current && !this.state.shown(this.state.current)) this.clear();
    this.painter.paint();
  }

  /** Put another page's picture and figures in the place of these; where each named mark stood before. */
  swap(page) {
    const other = new DOMParser().parseFromString(page, "text/html");
    if (!other.getElementById("onion")) return null;
    const { current, lit, marks } = this.state, from = new Map(marks.map((mark) => [mark.id, [mark.x, mark.y]]));
    this.svg.replaceChildren(...other.getElementById("onion").childNodes);
    this.widen(other.getElementById("onion").viewBox.baseVal);
    for (const part of document.querySelectorAll("[data-swap]")) {
      const fresh = other.querySelector(`[data-swap="${part.dataset.swap}"]`);
      part.replaceChildren(...(fresh ? fresh.childNodes : []));
    }
    this.take(JSON.parse(other.getElementById("panel").dataset.words));
    for (const each of document.querySelectorAll("[data-swap] [data-channel]")) each.hidden = false;
    this.light((lit && this.state.channels.find((each) => each.id === lit.id)) || null);
    const same = current && this.state.same(current);
    if (same) this.show(same);
    else if (current) this.clear();
    return from;
  }

  /** Make room for another picture without making what stands here smaller or moving it more than that takes. */
  widen({ width, height }) {
    const now = this.svg.viewBox.baseVal, wide = Math.max(width, now.width), high = Math.max(height, now.height);
    this.svg.setAttribute("viewBox", `${-wide / 2} ${-high / 2} ${wide} ${high}`);
  }

  /** Marks are on their way, or have come to where they stand. */
  moved(arrived) {
    this.painter.paint();
    if (!arrived) return;
    this.state.regrid();
    for (const mark of this.state.marks) mark.turned();
    if (this.state.current) this.overlay.show(this.state.current);
  }

  listen() {
    const { svg } = this;
    let waiting = 0;
    svg.addEventListener("pointermove", (event) => {
      if (waiting || event.pointerType === "touch") return;
      waiting = requestAnimationFrame(() => { waiting = 0; this.pointed(event); });
    });
    svg.addEventListener("pointerdown", (event) => { this.touch = event.pointerType === "touch"; });
    svg.addEventListener("pointerleave", () => this.told.point(null));
    svg.addEventListener("click", (event) => this.clicked(event));
    svg.addEventListener("keydown", (event) => this.pressed(event));
    document.addEventListener("themechange", () => this.painter.paint());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.painter.paint());
  }

  under(event) {
    const m = this.svg.getScreenCTM();
    const reach = Math.max(REACH, (this.touch ? FINGER : 0) / m.a);
    return this.state.at((event.clientX - m.e) / m.a, (event.clientY - m.f) / m.d, reach);
  }

  pointed(event) {
    const item = this.under(event);
    const leads = item && (item.href || item.type === "channel");
    this.svg.style.cursor = leads ? "pointer" : "";
    if (item !== this.hovered) this.told.point(item);
    this.hovered = item;
    if (item && item !== this.state.current) this.show(item);
  }

  /** A finger is told first and led on by its second tap; a mouse has been told by pointing. */
  clicked(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const item = this.under(event);
    if (!item) this.clear();
    else if (this.touch && item !== this.state.current) this.tell(item);
    else if (!this.touch && item.type === "channel" && item === this.state.lit) this.light(null);
    else this.open(item);
  }

  tell(item) {
    if (item.type === "channel") this.light(item);
    this.show(item, true);
    this.told.point(item);
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = KEYS[event.key];
    if (step) this.step(step);
    else if (event.key === "Escape") this.clear();
    else if (event.key === "Enter" && this.state.current) this.open(this.state.current);
    else return;
    event.preventDefault();
  }

  step(step) {
    const item = walk(this.state, step);
    this.show(item, true);
    this.told.point(item);
  }

  /** People have a page; a channel lights up first and then leads to its own; the ground is explained where it is. */
  open(item) {
    if (item.href && (item.type !== "channel" || item === this.state.lit)) location.assign(item.href);
    else this.tell(item);
  }
}

/** A mark's own title would be a second tip beside ours; its words stay for whoever asks for them. */
function quiet(element) {
  const title = element.querySelector(":scope > title");
  if (!title) return;
  const letters = element.querySelector(":scope > text")?.textContent;
  element.setAttribute("aria-label", letters ? `${title.textContent}, ${letters}` : title.textContent);
  title.remove();
}
