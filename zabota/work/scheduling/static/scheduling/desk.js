// Clearing a list by keyboard: when a line is done, the focus goes to the one that took its place, or to what is left to press.
(() => {
  "use strict";
  let at = 0;
  const place = () => document.querySelector("[data-keeps-row]");
  const rows = () => [...place().querySelectorAll("[data-row]")];

  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-keeps-row] [data-row]");
    if (row) at = rows().indexOf(row);
  });
  const goOn = () => {
    if (!place() || document.activeElement !== document.body) return;
    const left = rows();
    const next = left[Math.min(at, left.length - 1)]?.querySelector("a") || place().querySelector("[data-when-empty]");
    next?.focus();
  };
  document.addEventListener("htmx:afterSettle", goOn);
  goOn();
})();
