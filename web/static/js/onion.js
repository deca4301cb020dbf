// What the onion does beyond being a picture. The page is whole without this file: marks and dates are links,
// filters and toggles a form, and the table says the same.
import { Picture } from "./onion_picture.js";
import { Player } from "./onion_play.js";
import { keep, sendLittle, toggles } from "./onion_view.js";

const svg = document.getElementById("onion");
const panel = document.getElementById("panel");

/** The buttons beside the names of channels light them up; a channel in the address is lit from the start. */
function channels(picture) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-channel]");
    const channel = button && picture.state.channels.find((each) => each.number === +button.dataset.channel);
    if (!channel) return;
    if (picture.state.lit === channel) picture.clear();
    else picture.tell(channel);
    svg.scrollIntoView({ block: "nearest" });
  });
  for (const button of document.querySelectorAll("[data-channel]")) button.hidden = false;
  const lit = new URLSearchParams(location.search).get("lit");
  const channel = lit && picture.state.channels.find((each) => each.id === lit);
  if (channel) { picture.light(channel); picture.show(channel); }
}

sendLittle(document.getElementById("onion-filters"));
if (svg && panel) {
  const picture = new Picture(svg, JSON.parse(panel.dataset.words), panel, keep);
  panel.hidden = false;
  for (const each of document.querySelectorAll("[data-scripted]")) each.hidden = false;
  svg.setAttribute("role", "application");
  toggles(picture);
  channels(picture);
  const bar = document.getElementById("onion-time");
  if (bar) new Player(bar, picture);
  svg.dataset.ready = "";
}
