// Before the first paint: the device's appearance where the person leaves it to the device, and the folded sidebar.
(() => {
  "use strict";
  const page = document.documentElement;
  const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    const isDark = page.dataset.themeChoice === "dark" || (page.dataset.themeChoice !== "light" && prefersDark.matches);
    page.dataset.bsTheme = isDark ? "dark" : "light";
  };
  follow();
  prefersDark.addEventListener("change", follow);
  if (localStorage.getItem("zabota.sidebar") === "folded") page.dataset.sidebar = "folded";
})();
