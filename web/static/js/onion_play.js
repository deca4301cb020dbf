// The picture through time: a slider, steps, and playing. Each date is a page of its own that is fetched and put in place.
import { keep } from "./onion_view.js";

const GLIDE = 700; // milliseconds that named marks take from where they stood to where they stand
const REST = 500; // milliseconds between two dates

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const ease = (t) => t * t * (3 - 2 * t);

export class Player {
  constructor(bar, picture) {
    this.bar = bar;
    this.picture = picture;
    this.frames = [...bar.querySelectorAll(".o-frames a")].map((link) => ({ href: link.href, on: link.dataset.on, words: link.textContent.trim() }));
    this.slider = bar.querySelector("input[type=range]");
    this.button = bar.querySelector("[data-play]");
    this.kept = new Map();
    this.run = 0;
    bar.querySelector(".o-player").hidden = false;
    bar.querySelector(".o-frames").hidden = true;
    this.listen();
  }

  get at() {
    return +this.slider.value;
  }

  listen() {
    this.button.addEventListener("click", () => (this.playing ? this.stop() : this.play()));
    this.slider.addEventListener("input", () => { this.stop(); this.go(this.at); });
    for (const step of this.bar.querySelectorAll("[data-step]")) {
      step.addEventListener("click", () => {
        this.stop();
        this.go(Math.max(0, Math.min(this.frames.length - 1, this.at + +step.dataset.step)));
      });
    }
    document.addEventListener("keydown", (event) => { if (event.key === "Escape" && this.playing) this.stop(); });
  }

  /** From the first date to the last; from here on when there is something left to play. */
  async play() {
    const run = ++this.run;
    this.press(true);
    let next = this.at >= this.frames.length - 1 ? 0 : this.at + 1;
    for (; next < this.frames.length; next++) {
      this.page(next + 1);
      if (!(await this.go(next, run))) return;
      await new Promise((done) => setTimeout(done, REST));
      if (run !== this.run) return;
    }
    this.stop();
  }

  stop() {
    this.run++;
    this.press(false);
  }

  press(playing) {
    this.playing = playing;
    this.button.setAttribute("aria-pressed", String(playing));
    this.button.querySelector("span").textContent = playing ? this.button.dataset.stop : this.button.dataset.start;
    for (const icon of this.button.querySelectorAll("[data-when]")) icon.toggleAttribute("hidden", (icon.dataset.when === "playing") !== playing);
  }

  /** Show a date; false when something else was asked for meanwhile. */
  async go(at, run = ++this.run) {
    const frame = this.frames[at];
    this.slider.value = at;
    this.slider.setAttribute("aria-valuetext", frame.words);
    this.bar.querySelector("output").textContent = frame.words;
    const page = await this.page(at);
    if (run !== this.run) return false;
    const from = page && this.picture.swap(page);
    if (!from) { this.stop(); location.assign(frame.href); return false; }
    keep({ on: frame.on });
    await this.glide(from, run);
    this.bar.dataset.shown = at;
    return run === this.run;
  }

  /** The page of a date, fetched once; nothing beyond the last, null where the server refuses. */
  page(at) {
    const frame = this.frames[at];
    if (frame && !this.kept.has(at)) {
      const query = new URLSearchParams(location.search);
      if (frame.on) query.set("on", frame.on); else query.delete("on");
      const asked = fetch(`${location.pathname}?${query}`, { headers: { Accept: "text/html" } });
      this.kept.set(at, asked.then((answer) => (answer.ok ? answer.text() : null), () => null));
    }
    return this.kept.get(at);
  }

  /** Named marks move from where they stood; without motion, or once stopped, they are simply there. */
  glide(from, run) {
    const moving = this.picture.state.marks.filter((mark) => from.has(mark.id)).map((mark) => ({ mark, from: from.get(mark.id), to: [mark.x, mark.y] }));
    return new Promise((done) => {
      const began = performance.now();
      const step = (now) => {
        const t = calm() || run !== this.run ? 1 : Math.max(0, Math.min(1, (now - began) / GLIDE));
        for (const { mark, from: [x, y], to } of moving) [mark.x, mark.y] = [x + (to[0] - x) * ease(t), y + (to[1] - y) * ease(t)];
        this.picture.moved(t === 1);
        if (t < 1) requestAnimationFrame(step);
        else done();
      };
      step(began);
    });
  }
}
