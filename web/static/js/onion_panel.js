// What is explained, in three places at once: the card beside the picture, a small tip, a sentence for screen readers.
const element = (tag, css, ...inside) => {
  const made = document.createElement(tag);
  if (css) made.className = css;
  made.append(...inside.filter((each) => each !== "" && each != null));
  return made;
};

/** The words for an item: title, lead, chips, lines, and where it leads. */
export function explained(item, words) {
  if (item.type !== "person") return { chips: [], lines: [], open: words.say.open, ...item };
  const sector = words.sectors[item.sector].title, before = words.before[item.id];
  const used = [...item.channels].map((number) => words.channels[number]?.title).filter(Boolean);
  const chips = [words.rings[item.ring].name, sector, words.say.reached.replace("{n}", item.reach.toLocaleString(document.documentElement.lang))];
  return {
    title: item.title, kind: item.kind, lead: [item.organisation, words.kinds[item.kind]].filter(Boolean).join(" · "),
    chips: item.me ? [words.say.you, ...chips] : chips,
    lines: [before && words.say.inward.replace("{day}", words.since).replace("{ring}", before), used.length && `${words.say.uses} ${used.join(" · ")}`].filter(Boolean),
    href: item.href, open: words.say.profile, mine: item.me,
  };
}

/** "Anna Postma, TU Delft, external, Core, Energy transition": all of it in one breath. */
export function sentence(item, words) {
  const { title, lead, chips, lines } = explained(item, words);
  return [title, lead.replaceAll(" · ", ", "), ...chips, ...lines].filter(Boolean).join(", ").replaceAll("., ", ". ");
}

export class Panel {
  constructor(state, panel, tip, live) {
    this.state = state;
    this.panel = panel;
    this.tip = tip;
    this.live = live;
    this.idle = [...panel.childNodes];
  }

  fill(item) {
    const { title, lead, chips, lines, href, open, mine } = explained(item, this.state.words);
    const heading = element("h2", "", title);
    const row = element("div", "row bar", ...chips.map((chip, at) => element("span", mine && at === 0 ? "chip on" : "chip", chip)));
    const parts = [heading, lead && element("p", "lead", lead), chips.length && row, ...lines.map((line) => element("p", "hint", line))];
    if (href) {
      const link = element("a", "btn pri sm", open);
      link.href = href;
      parts.push(element("div", "bar", link));
    }
    this.panel.replaceChildren(...parts.filter(Boolean));
    this.panel.dataset.shows = item.type;
  }

  speak(text) {
    this.live.textContent = text;
  }

  say(item) {
    this.speak(sentence(item, this.state.words));
  }

  rest() {
    this.panel.replaceChildren(...this.idle);
    delete this.panel.dataset.shows;
    this.speak("");
    this.point(null);
  }

  /** The tip beside an item, inside the stage. */
  point(item) {
    this.tip.hidden = !item;
    if (!item) return;
    const { title, lead, chips } = explained(item, this.state.words);
    const second = item.type === "person" ? chips.slice(item.me ? 1 : 0, item.me ? 3 : 2).join(" · ") : lead;
    const first = item.type === "person" && item.organisation ? ` · ${item.organisation}` : "";
    this.tip.replaceChildren(element("b", "", title), first, ...(second ? [element("br", ""), second] : []));
    this.put(item);
  }

  put(item) {
    const { svg } = this.state, m = svg.getScreenCTM(), box = this.tip.parentElement.getBoundingClientRect();
    const x = item.x * m.a + m.e - box.left, y = item.y * m.d + m.f - box.top, gap = (item.r ?? 12) * m.a + 9;
    const wide = this.tip.offsetWidth, high = this.tip.offsetHeight;
    const left = x + gap + wide > box.width ? x - gap - wide : x + gap;
    this.tip.style.left = `${Math.max(4, Math.min(left, box.width - wide - 4))}px`;
    this.tip.style.top = `${y - high - gap < 0 ? y + gap : y - high - gap}px`;
  }
}
