// One search: the letters go by POST, the arrows choose, Enter opens, Ctrl+Enter opens as a page of its own.
(() => {
  "use strict";
  const box = document.getElementById("search-box");
  const text = document.getElementById("search-text");
  const results = document.getElementById("search-results");
  const form = box.querySelector("form");

  const hits = () => [...results.querySelectorAll("a[role=option]")];
  const chosen = () => results.querySelector('[aria-selected="true"]');

  const choose = (hit) => {
    hits().forEach((each) => each.setAttribute("aria-selected", String(each === hit)));
    if (!hit) return text.removeAttribute("aria-activedescendant");
    text.setAttribute("aria-activedescendant", hit.id);
    hit.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => {
    const all = hits();
    if (all.length) choose(all[(all.indexOf(chosen()) + by + all.length) % all.length]);
  };
  const open = () => {
    if (box.open) return text.select();
    box.showModal();
    text.select();
    htmx.trigger(form, "opened");
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-open-search]")) open();
    if (event.target === box) box.close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.code !== "KeyK" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open();
  });
  results.addEventListener("htmx:afterSwap", () => {
    hits().forEach((hit, index) => { hit.id = `hit-${index}`; });
    choose(hits()[0]);
  });
  // Hits of other letters would mislead.
  ["htmx:responseError", "htmx:sendError"].forEach((kind) => form.addEventListener(kind, () => results.replaceChildren()));
  text.addEventListener("keydown", (event) => {
    if (event.code === "ArrowDown" || event.code === "ArrowUp") {
      event.preventDefault();
      step(event.code === "ArrowDown" ? 1 : -1);
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    chosen()?.click();
  }, true);
  form.addEventListener("keydown", (event) => {
    if (event.code !== "Enter" || !(event.ctrlKey || event.metaKey) || !chosen()) return;
    event.preventDefault();
    event.stopPropagation();
    window.location.assign(chosen().href);
  });
  results.addEventListener("mousemove", (event) => {
    const hit = event.target.closest("a[role=option]");
    if (hit && hit !== chosen()) choose(hit);
  });
  box.addEventListener("close", () => { text.value = ""; results.replaceChildren(); });
})();
