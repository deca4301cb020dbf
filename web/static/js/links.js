// Deciding by keyboard: J and K walk the suggestions, A, R and U decide the one that has the focus, Z takes the last
// decision back. After a decision the page comes anew, and whoever decides by keyboard goes on at the same place.
const cards = [...document.querySelectorAll("[data-suggestion]")];
const PLACE = "links-place";
const verdicts = { a: "accept", r: "refuse", u: "unsure" };

const focused = () => cards.findIndex((card) => card.contains(document.activeElement));

function step(by) {
  const at = focused();
  const next = cards[at < 0 ? 0 : Math.min(Math.max(at + by, 0), cards.length - 1)];
  if (next) next.focus();
}

function decide(button) {
  if (!button) return;
  sessionStorage.setItem(PLACE, String(Math.max(focused(), 0)));
  button.click();
}

const place = sessionStorage.getItem(PLACE);
sessionStorage.removeItem(PLACE);
if (place !== null && cards.length) cards[Math.min(Number(place), cards.length - 1)].focus();

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  const key = event.key.toLowerCase();
  if (key === "j") step(1);
  if (key === "k") step(-1);
  if (key === "z") decide(document.querySelector("[data-undo]"));
  const card = cards[focused()];
  if (verdicts[key] && card) decide(card.querySelector(`button[value=${verdicts[key]}]`));
});
