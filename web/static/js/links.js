// Deciding by keyboard: J and K walk the suggestions, A and R decide the one that has the focus.
const cards = [...document.querySelectorAll("[data-suggestion]")];

function step(by) {
  const at = cards.findIndex((card) => card.contains(document.activeElement));
  const next = cards[at < 0 ? 0 : Math.min(Math.max(at + by, 0), cards.length - 1)];
  if (next) next.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  const key = event.key.toLowerCase();
  if (key === "j") step(1);
  if (key === "k") step(-1);
  const verdict = { a: "accept", r: "refuse" }[key];
  const card = cards.find((each) => each.contains(document.activeElement));
  if (verdict && card) card.querySelector(`button[value=${verdict}]`).click();
});
