// Long work: when it has ended, the page goes where its result is, or the parts that wait for it ask anew.
(() => {
  "use strict";
  document.addEventListener("htmx:afterSettle", (event) => {
    const ended = event.detail.elt.querySelector?.("[data-job-ended]") || event.detail.elt.closest?.("[data-job-ended]");
    if (!ended || ended.dataset.told) return;
    ended.dataset.told = "yes";
    const place = ended.closest("[data-job]");
    htmx.trigger(document.body, "job-ended", { state: ended.dataset.jobEnded });
    htmx.trigger(document.body, "bell");
    // A failure stays before the eyes with its reason; what was done or cancelled is told by the page itself.
    if (ended.dataset.jobEnded !== "failed" && place?.dataset.next) window.location.assign(place.dataset.next);
  });
})();
