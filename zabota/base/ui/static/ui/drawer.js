// A card over whatever one does. Any fragment put into #drawer opens it; a link with `data-drawer` puts its page there.
(() => {
  "use strict";
  const frame = document.getElementById("drawer-frame");
  const sheet = document.getElementById("drawer");
  let cameFrom = null;

  const close = () => {
    frame.hidden = true;
    sheet.replaceChildren();
    if (cameFrom?.isConnected) cameFrom.focus();
    cameFrom = null;
  };

  const open = (url, link) => {
    cameFrom = link;
    frame.hidden = false;
    htmx.ajax("GET", url, { target: "#drawer", swap: "innerHTML", source: sheet });
  };

  // An answer of the server may ask for what comes next.
  document.addEventListener("zabota:open-drawer", (event) => open(event.detail.url, document.activeElement));
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close-drawer]")) close();
    const link = event.target.closest("a[data-drawer]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    document.getElementById("search-box").close();
    open(link.href, link);
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target !== sheet) return;
    if (frame.hidden) cameFrom = document.activeElement;
    frame.hidden = false;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== sheet) return;
    frame.hidden = false;
    sheet.scrollTop = 0;
  });
  // Only what has settled listens to keys: focus given earlier would lose the first letters.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target !== sheet) return;
    (sheet.querySelector("[autofocus]") || sheet.querySelector(".drawer-head h2"))?.focus();
  });
  document.addEventListener("htmx:responseError", (event) => { if (event.detail.target === sheet && !sheet.children.length) close(); });
  document.addEventListener("htmx:sendError", (event) => { if (event.detail.target === sheet && !sheet.children.length) close(); });
  document.addEventListener("keydown", (event) => {
    if (event.code === "Escape" && !frame.hidden && !event.defaultPrevented && !document.querySelector("dialog[open]")) close();
  });
})();
