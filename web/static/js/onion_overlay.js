// The layer on top: what is pointed at or chosen. A hover repaints this layer and nothing else.
import { layer } from "./onion_canvas.js";

const NS = "http://www.w3.org/2000/svg";

function path(css, d = "") {
  const made = document.createElementNS(NS, "path");
  made.setAttribute("class", css);
  made.setAttribute("d", d);
  return made;
}

export class Overlay {
  constructor(state) {
    this.state = state;
    this.svg = layer(state.svg, "onion over focus");
    this.air = path("focusair");
    this.ring = path("focusring");
    this.ties = path("tie");
    this.svg.append(this.ties, this.air, this.ring);
    state.svg.after(this.svg);
  }

  show(item) {
    const outline = item.outline();
    const ground = ["ring", "sector", "cell"].includes(item.type);
    this.svg.classList.toggle("ground", ground);
    for (const each of [this.air, this.ring]) each.setAttribute("d", outline);
    this.ties.setAttribute("d", item.type === "person" ? this.lines(item) : "");
  }

  /** From somebody to the channels they use, as far as these are drawn. */
  lines(mark) {
    if (this.state.svg.classList.contains("nochans")) return "";
    const used = this.state.channels.filter((channel) => mark.channels.has(channel.number));
    return used.map((channel) => `M${mark.x} ${mark.y}L${channel.x} ${channel.y}`).join("");
  }

  clear() {
    for (const each of [this.air, this.ring, this.ties]) each.setAttribute("d", "");
  }

  remove() {
    this.svg.remove();
  }
}
