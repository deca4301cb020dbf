// The desk by keyboard: J and K walk the entries, D, L and N deal with the one that has the focus, Z takes the last one
// back. The page comes anew after each, and whoever works by keyboard goes on at the same place.
const entries = [...document.querySelectorAll("[data-entry]")];
const PLACE = "desk-place";
const verdicts = { d: "done", l: "later", n: "no" };

const focused = () => entries.findIndex((entry) => entry.contains(document.activeElement));

function step(by) {
  const at = focused();
  entries[at < 0 ? 0 : Math.min(Math.max(at + by, 0), entries.length - 1)]?.focus();
}

document.addEventListener("submit", (event) => {
  if (event.target.action.includes("/desk/")) sessionStorage.setItem(PLACE, String(Math.max(focused(), 0)));
});

const place = sessionStorage.getItem(PLACE);
sessionStorage.removeItem(PLACE);
if (place !== null) (entries[Math.min(Number(place), entries.length - 1)] ?? document.getElementById("main")).focus();

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  const key = event.key.toLowerCase();
  if (key === "j") step(1);
  if (key === "k") step(-1);
  if (key === "z") document.querySelector("[data-undo]")?.click();
  if (verdicts[key]) entries[focused()]?.querySelector(`[data-verdict=${verdicts[key]}]`).click();
});

for (const button of document.querySelectorAll("[data-copy-words]")) {
  const words = document.getElementById(button.dataset.copyWords);
  const said = button.querySelector("[data-said]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    words.select();
    try {
      await navigator.clipboard.writeText(words.value);
      said.textContent = said.dataset.said;
    } catch {
      words.focus(); // No clipboard here: the words are chosen, to be copied by hand.
    }
  });
}
