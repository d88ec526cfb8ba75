// A word after an action; «Undo» for ten seconds. The time stands still under the pointer and the focus.
(() => {
  "use strict";
  const SECONDS = 10;

  const undo = (toast) => {
    htmx.ajax("POST", toast.dataset.undo, { swap: "none", source: toast }).then(() => {
      document.dispatchEvent(new CustomEvent("zabota:undone", { bubbles: true }));
      // A page that draws by itself what changes is not loaded anew.
      if (toast.dataset.stay === undefined && !document.querySelector("[data-lives]")) window.location.reload();
    });
  };

  const prepare = (toast) => {
    const button = (label, action) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = label;
      made.addEventListener("click", () => { action(); toast.remove(); });
      toast.append(made);
      return made;
    };
    if (toast.dataset.undo) button(gettext("Undo"), () => undo(toast)).className = "toast-undo";
    const close = button("", () => {});
    close.className = "btn-close";
    close.setAttribute("aria-label", gettext("Hide"));
    let left = SECONDS;
    const clock = setInterval(() => {
      if (toast.matches(":hover, :focus-within")) return;
      left -= 1;
      if (left > 0) return;
      clearInterval(clock);
      toast.remove();
    }, 1000);
  };

  const show = ({ text, level = "success", undo: undoUrl = "" }) => {
    const toast = document.createElement("div");
    toast.className = "toast-line";
    toast.dataset.level = level;
    toast.textContent = text;
    if (undoUrl) toast.dataset.undo = undoUrl;
    document.getElementById("toasts").append(toast);
    prepare(toast);
  };

  document.addEventListener("zabota:toast", (event) => show(event.detail));
  document.querySelectorAll("[data-toast]").forEach(prepare);
})();
