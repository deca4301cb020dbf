// The view is the address: what is chosen here stands there too, so that a copied link shows the same.

/** Write changes into the address, into the links that lead on with this view, and into the filters' form. */
export function keep(changes) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  history.replaceState(null, "", text ? `${location.pathname}?${text}` : location.pathname);
  for (const link of document.querySelectorAll("a[data-view]")) link.search = text;
  for (const [name, value] of Object.entries(changes)) {
    for (const field of document.querySelectorAll(`#onion-filters input[type=hidden][name=${name}]`)) {
      field.value = value ?? "";
      field.disabled = !value;
    }
  }
}

/** Forms send nothing for what was left as it is, so that addresses stay short. */
export function sendLittle(form) {
  form?.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData.entries()]) if (!value) formData.delete(name);
  });
}

/** What the toolbar takes out of the picture: toggles that are buttons of the form where there is no script. */
export function toggles(picture) {
  const buttons = [...document.querySelectorAll("[data-toggle]")];
  for (const button of buttons) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      picture.toggled(button.dataset.toggle, !on);
      keep({ hide: buttons.filter((each) => each.getAttribute("aria-pressed") !== "true").map((each) => each.dataset.part).join(".") });
    });
  }
}
