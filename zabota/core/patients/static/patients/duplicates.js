// The review queue: two slots, one on the screen and one loaded ahead. A decision turns to the other slot at once, and the
// answer fills the slot that was left; a refusal turns back.
(() => {
  "use strict";
  const slots = () => [...document.querySelectorAll("[data-slot]")];
  const other = (slot) => slots().find((each) => each !== slot);
  const slotOf = (element) => element.closest("[data-slot]");

  const show = (slot) => {
    slots().forEach((each) => { each.hidden = each !== slot; });
    slot.querySelector("h2")?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  };

  document.addEventListener("htmx:configRequest", (event) => {
    const slot = slotOf(event.target);
    const ahead = slot && other(slot).querySelector("[data-pair]");
    if (ahead && event.detail.verb === "post") event.detail.parameters.append("besides", ahead.dataset.pair);
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!event.detail.elt.matches("[data-decide]")) return;
    const slot = slotOf(event.target);
    slot.classList.add("is-waiting");
    show(other(slot));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.requestConfig.elt.matches("[data-decide]")) return; // by now the form itself may be gone from the page
    const slot = event.detail.target;
    slot.classList.remove("is-waiting");
    if (!event.detail.successful) show(slot);
  });

  // 1..9 take the other card's value.
  document.addEventListener("click", (event) => {
    const toggle = event.target.closest("[data-toggle]");
    if (!toggle) return;
    const sides = [...toggle.closest("form").querySelectorAll(`input[name="keep_${toggle.dataset.toggle}"]`)];
    sides.find((side) => !side.checked).checked = true;
  });
})();
