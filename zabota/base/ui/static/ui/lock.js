// An idle screen: every request says how long nobody touched the page; when the server locks it, the lock lies over what was typed.
(() => {
  "use strict";
  const box = document.getElementById("lock-box");
  if (!box) return;
  let touchedAt = Date.now();
  ["pointerdown", "pointermove", "keydown", "wheel"].forEach((kind) => {
    document.addEventListener(kind, () => { touchedAt = Date.now(); }, { passive: true, capture: true });
  });
  window.idleSeconds = () => String(Math.floor((Date.now() - touchedAt) / 1000));
  document.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-Idle-Seconds"] = window.idleSeconds(); });
  document.addEventListener("zabota:locked", () => {
    if (box.open) return;
    document.documentElement.toggleAttribute("data-locked", true);
    document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
    box.showModal();
    htmx.ajax("GET", box.dataset.url, { target: "#lock-sheet", swap: "innerHTML" });
  });
  document.addEventListener("zabota:unlocked", () => {
    box.close();
    document.getElementById("lock-sheet").replaceChildren();
    document.documentElement.toggleAttribute("data-locked", false);
  });
  box.addEventListener("cancel", (event) => event.preventDefault());
})();
