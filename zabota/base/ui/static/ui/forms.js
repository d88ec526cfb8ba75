// Forms: say what is wrong as one leaves a field, save with Ctrl+Enter, warn before leaving what was typed.
(() => {
  "use strict";
  let changed = null;

  const sentence = (field) => {
    const { validity } = field;
    if (validity.valueMissing) return gettext("Fill this in.");
    if (validity.typeMismatch && field.type === "email") return gettext("This does not look like an e-mail address.");
    if (validity.badInput || validity.typeMismatch || validity.patternMismatch) return gettext("This cannot be read. Write it another way.");
    if (validity.rangeUnderflow || validity.rangeOverflow || validity.stepMismatch) return gettext("This number does not fit here.");
    if (validity.tooLong) return gettext("This is too long.");
    return validity.valid ? "" : gettext("This is not right.");
  };

  const tell = (field) => {
    const error = field.closest("[data-field]")?.querySelector(".field-error");
    if (!error) return true;
    const text = sentence(field);
    error.textContent = text;
    field.classList.toggle("is-invalid", text !== "");
    field.setAttribute("aria-invalid", String(text !== ""));
    if (text) field.setAttribute("aria-describedby", error.id);
    return text === "";
  };

  const guarded = (element) => element.closest?.("form[data-form]");

  document.addEventListener("focusout", (event) => {
    const field = event.target;
    if (!guarded(field) || !field.willValidate) return;
    if (field.value || field.classList.contains("is-invalid")) tell(field);
  });
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!guarded(field)) return;
    changed = guarded(field);
    // What was wrong is mended while one types: an error that went away only on leaving would move the button from under the mouse.
    if (field.willValidate && field.classList.contains("is-invalid")) tell(field);
  });

  const stopIfWrong = (form, event) => {
    const wrong = [...form.elements].filter((field) => field.willValidate && !tell(field));
    if (!wrong.length) return false;
    event.preventDefault();
    event.stopImmediatePropagation();
    wrong[0].focus();
    return true;
  };
  document.addEventListener("submit", (event) => {
    if (!guarded(event.target) || event.defaultPrevented) return;
    if (event.submitter?.formNoValidate || !stopIfWrong(event.target, event)) changed = null;
  }, true);
  document.addEventListener("htmx:sendError", (event) => { changed = guarded(event.target) || changed; });

  document.addEventListener("keydown", (event) => {
    if (event.code !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest("form");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
  });
  window.addEventListener("beforeunload", (event) => { if (changed?.isConnected) event.preventDefault(); });

  // A place to drop files on: what was chosen is listed with its size.
  const size = (bytes) => {
    const [amount, unit] = bytes < 1e6 ? [Math.max(1, bytes / 1e3), "kilobyte"] : [bytes / 1e6, "megabyte"];
    return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: amount < 10 ? 1 : 0 }).format(amount);
  };
  const listFiles = (input) => {
    const list = input.closest("[data-field]").querySelector("[data-drop-chosen]");
    list.replaceChildren(...[...input.files].map((file) => {
      const line = document.createElement("li");
      const bytes = document.createElement("span");
      bytes.textContent = size(file.size);
      line.append(file.name, bytes);
      return line;
    }));
  };
  document.addEventListener("change", (event) => { if (event.target.closest("[data-drop]")) listFiles(event.target); });
  ["dragover", "dragleave", "drop"].forEach((kind) => {
    document.addEventListener(kind, (event) => {
      const place = event.target.closest?.("[data-drop]");
      if (!place) return;
      event.preventDefault();
      place.classList.toggle("is-over", kind === "dragover");
      if (kind !== "drop") return;
      const input = place.querySelector("input");
      const dropped = new DataTransfer();
      [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1).forEach((file) => dropped.items.add(file));
      input.files = dropped.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });

  // After a refusal the first wrong field is where one goes on.
  document.addEventListener("htmx:afterSwap", (event) => { event.detail.elt.querySelector?.(".is-invalid")?.focus(); });
  document.querySelector("form[data-form] .is-invalid")?.focus();
})();
