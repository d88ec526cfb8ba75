// The booking panel by keyboard: letters find, arrows choose, Enter takes the first; what is pressed before the answer comes is not lost.
(() => {
  "use strict";
  const finderOf = (element) => element.closest?.("[data-finds]");
  const listOf = (finder) => document.getElementById(finder.dataset.finds);
  const lines = (list) => [...list.querySelectorAll("button[role=option]")];
  const chosen = (list) => list.querySelector('[aria-selected="true"]');

  const choose = (list, line) => {
    lines(list).forEach((each, index) => {
      each.id = `${list.id}-${index}`;
      each.setAttribute("aria-selected", String(each === line));
    });
    const finder = document.querySelector(`[data-finds="${list.id}"]`);
    if (!line) return finder?.removeAttribute("aria-activedescendant");
    finder?.setAttribute("aria-activedescendant", line.id);
    line.scrollIntoView({ block: "nearest" });
  };
  const focusNext = () => document.querySelector("#booking [autofocus]")?.focus();

  document.addEventListener("input", (event) => {
    const finder = finderOf(event.target);
    if (finder) finder.dataset.waits = "yes";
  });
  document.addEventListener("keydown", (event) => {
    const booking = event.target.closest?.("[data-booking]");
    if (booking && event.altKey && event.code.startsWith("Digit")) {
      const relative = booking.querySelector(`[data-alt-key="${event.code.slice(5)}"]`);
      if (relative) { event.preventDefault(); relative.click(); }
      return;
    }
    if (booking && event.code === "Enter" && event.target.closest(".newcomer-fields")) {
      event.preventDefault();
      return booking.querySelector("[data-newcomer]").click();
    }
    const finder = finderOf(event.target);
    if (!finder) return;
    const list = listOf(finder);
    if (event.code === "ArrowDown" || event.code === "ArrowUp") {
      event.preventDefault();
      const all = lines(list);
      const by = event.code === "ArrowDown" ? 1 : -1;
      if (all.length) choose(list, all[(all.indexOf(chosen(list)) + by + all.length) % all.length]);
    } else if (event.code === "Enter") {
      event.preventDefault();
      if (finder.dataset.waits) finder.dataset.enter = "yes";
      else chosen(list)?.click();
    }
  });
  // Only what has settled listens to letters: focus given earlier would lose the first ones.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id === "booking") focusNext();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    const finder = target.id && document.querySelector(`[data-finds="${target.id}"]`);
    if (!finder) return;
    const asked = event.detail.requestConfig?.parameters?.[finder.name];
    if (asked !== undefined && asked !== finder.value) return; // an answer to fewer letters: the next one follows
    delete finder.dataset.waits;
    choose(target, lines(target)[0]);
    if (!finder.dataset.enter) return;
    delete finder.dataset.enter;
    htmx.process(target);
    chosen(target)?.click();
  });
  // After an undo the visit is drawn as it stands; a booking that was taken back has no sheet any more.
  document.addEventListener("zabota:undone", async () => {
    const sheet = document.querySelector("#drawer .visit-sheet");
    if (!sheet) return;
    const answer = await window.askServer(sheet.dataset.url);
    if (answer.ok) htmx.ajax("GET", sheet.dataset.url, { target: "#drawer", swap: "innerHTML", source: document.getElementById("drawer") });
    else document.querySelector("#drawer [data-close-drawer]")?.click();
  });
  document.addEventListener("DOMContentLoaded", focusNext);
})();
