// The frame: the sidebar folded to icons on a desk, a sheet over the page on a phone; the worker that knows what to show without a network.
(() => {
  "use strict";
  const page = document.documentElement;
  const opener = document.querySelector("[data-open-sidebar]");

  const openSheet = (isOpen) => {
    page.toggleAttribute("data-sidebar-open", isOpen);
    opener.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) document.querySelector("#sidebar a.place")?.focus();
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-fold-sidebar]")) {
      const isFolded = page.dataset.sidebar !== "folded";
      if (isFolded) page.dataset.sidebar = "folded";
      else delete page.dataset.sidebar;
      localStorage.setItem("zabota.sidebar", isFolded ? "folded" : "open");
    } else if (event.target.closest("[data-open-sidebar]")) {
      openSheet(!page.hasAttribute("data-sidebar-open"));
    } else if (!event.target.closest("#sidebar")) {
      openSheet(false);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.code !== "Escape" || !page.hasAttribute("data-sidebar-open")) return;
    openSheet(false);
    opener.focus();
  });

  navigator.serviceWorker?.register("/service-worker.js");
})();
