// What every page shares. Everything here is a convenience: each link and form works without it.
const root = document.documentElement;

function shownTheme() {
  if (root.dataset.theme) return root.dataset.theme;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function setTheme(theme) {
  root.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
  document.dispatchEvent(new CustomEvent("themechange", { detail: theme }));
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-theme-toggle]")) {
    event.preventDefault();
    setTheme(shownTheme() === "dark" ? "light" : "dark");
  }
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    navigator.clipboard?.writeText(new URL(copy.dataset.copy || "", location.href).href);
    copy.setAttribute("data-done", "");
    const said = copy.querySelector("[data-said]");
    if (said) said.textContent = said.dataset.said;
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = document.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  }
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    const search = document.querySelector("input[type=search]");
    if (search) { event.preventDefault(); search.focus(); search.select(); }
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// On a narrow screen the navigation scrolls; where one is now is in view.
document.querySelector(".nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// On a narrow screen the navigation scrolls sideways: the page that is open shall be in sight.
for (const bar of document.querySelectorAll(".nav, .subnav")) {
  const open = bar.querySelector("[aria-current]");
  if (open) bar.scrollLeft = open.offsetLeft - bar.offsetLeft - (bar.clientWidth - open.clientWidth) / 2;
}
