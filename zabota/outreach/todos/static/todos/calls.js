// The operator's screen: what an outcome asks for is focused, Escape leaves it, a second press of a key is not sent.
(() => {
  "use strict";
  const details = () => document.getElementById("outcome-details");

  const focusFirst = () => {
    const wrong = details()?.querySelector(".is-invalid");
    (wrong || details()?.querySelector("input:not([type=hidden]), textarea, select, .outcome"))?.focus();
  };
  document.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target === details()) focusFirst(); });
  focusFirst();

  const close = () => {
    details().replaceChildren();
    document.querySelector(".outcome-grid .outcome")?.focus();
  };
  document.addEventListener("click", (event) => { if (event.target.closest("[data-close-details]")) close(); });
  document.addEventListener("keydown", (event) => {
    if (event.code !== "Escape" || !details()?.childElementCount || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    close();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-outcomes]")) return;
    if (!navigator.onLine) {
      // The page stays with everything typed; the shell says that there is no network.
      event.preventDefault();
      window.dispatchEvent(new Event("offline"));
      return;
    }
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "yes";
  });
  // Back in this page from the browser's memory: nothing is under way.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("[data-outcomes]").forEach((form) => delete form.dataset.sent);
  });
})();
