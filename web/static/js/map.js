// The map without script is a picture with links; this adds zooming, dragging, and dimming all but one mark's ties.
const frame = document.querySelector("[data-map]");
const svg = frame?.querySelector("svg");

if (svg) {
  const box = svg.viewBox.baseVal;
  const whole = { x: box.x, y: box.y, width: box.width, height: box.height };

  const zoom = (factor, cx, cy) => {
    const width = Math.min(Math.max(box.width * factor, whole.width / 12), whole.width);
    const by = width / box.width;
    box.x = cx - (cx - box.x) * by;
    box.y = cy - (cy - box.y) * by;
    box.width = width;
    box.height *= by;
    if (width === whole.width) Object.assign(box, whole);
  };

  const place = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY);
    return point.matrixTransform(svg.getScreenCTM().inverse());
  };

  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const { x, y } = place(event);
    zoom(event.deltaY > 0 ? 1.2 : 1 / 1.2, x, y);
  }, { passive: false });

  let from = null;
  svg.addEventListener("pointerdown", (event) => { if (!event.target.closest("a")) from = place(event); });
  svg.addEventListener("pointermove", (event) => {
    if (!from || box.width === whole.width) return;
    const to = place(event);
    box.x += from.x - to.x;
    box.y += from.y - to.y;
  });
  for (const name of ["pointerup", "pointerleave"]) svg.addEventListener(name, () => { from = null; });

  svg.addEventListener("keydown", (event) => {
    const cx = box.x + box.width / 2;
    const cy = box.y + box.height / 2;
    if (event.key === "+" || event.key === "=") zoom(1 / 1.25, cx, cy);
    if (event.key === "-") zoom(1.25, cx, cy);
    if (event.key === "0") zoom(100, cx, cy);
  });
}

document.querySelector('a[href="#table"]')?.addEventListener("click", () => {
  document.querySelector("#table").open = true;
});
