// Keys by their place on the keyboard, so that they work in any layout. `data-key="KeyE"` gives an element a key.
(() => {
  "use strict";
  const box = document.getElementById("keys-box");
  const here = document.getElementById("keys-here");
  const switchOn = document.getElementById("keys-on");
  const LISTS = "[data-list] [data-row]";
  let waitsForPlace = false;

  const areOn = () => localStorage.getItem("zabota.keys") !== "off";
  const isTyping = (element) => element.isContentEditable || (element.matches("input, textarea, select") && !element.matches("[type=checkbox], [type=radio], [type=button]"));
  const isSeen = (element) => element.checkVisibility();
  const label = (code) => ({ Minus: "−", Slash: "/", Escape: "Esc", ArrowLeft: "←", ArrowRight: "→" })[code] || code.replace(/^(Key|Digit)/, "");
  const meaning = (element) => {
    const named = element.dataset.keyTitle || element.getAttribute("aria-label");
    if (named) return named;
    const copy = element.cloneNode(true);
    copy.querySelectorAll("kbd").forEach((key) => key.remove());
    return copy.textContent.trim().replace(/\s+/g, " ") || element.labels?.[0]?.textContent.trim() || "";
  };

  const codeOf = (element) => element.dataset.key || element.dataset.rowKey;

  const openList = () => {
    const ofRows = new Map([...document.querySelectorAll("[data-row-key]")].filter(isSeen).map((each) => [codeOf(each), each]));
    const keyed = [...[...document.querySelectorAll("[data-key]")].filter(isSeen), ...ofRows.values()];
    here.replaceChildren(...keyed.map((element) => {
      const row = document.createElement("div");
      const key = document.createElement("kbd");
      const name = document.createElement("dt");
      const explained = document.createElement("dd");
      key.textContent = label(codeOf(element));
      explained.textContent = meaning(element);
      name.append(key);
      row.append(name, explained);
      return row;
    }));
    document.getElementById("keys-here-title").hidden = !keyed.length;
    switchOn.checked = areOn();
    box.showModal();
  };

  const stepRow = (by) => {
    const scope = document.getElementById("drawer-frame").contains(document.activeElement) ? document.getElementById("drawer-frame") : document.getElementById("content");
    const rows = [...scope.querySelectorAll(LISTS)].filter(isSeen);
    if (!rows.length) return;
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const row = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
    (row.querySelector("a") || row.querySelector("button, input") || row).focus();
    row.scrollIntoView({ block: "nearest" });
  };

  // A row that has the focus may have keys of its own, which act on it alone.
  const inRow = (code) => document.activeElement.closest("[data-row]")?.querySelector(`[data-row-key="${code}"]`);

  const press = (code) => {
    const scopes = [document.getElementById("drawer-frame"), document.getElementById("content"), document];
    const element = inRow(code) || scopes.flatMap((scope) => [...scope.querySelectorAll(`[data-key="${code}"]`)]).find((each) => isSeen(each) && !each.disabled);
    if (!element) return false;
    if (element.matches("input, textarea, select")) element.focus();
    else if (element.closest(".htmx-added, .htmx-settling")) whenSettled(element);
    else element.click();
    return true;
  };
  // What has just been put into the page does not listen to HTMX yet: a fast hand's key waits for it.
  const whenSettled = (element) => document.addEventListener("htmx:afterSettle", () => element.click(), { once: true });

  const goTo = (code) => document.querySelector(`[data-go="${code}"]`)?.click();

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat && !["KeyJ", "KeyK"].includes(event.code)) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]") || !areOn() && !isHelp(event)) return;
    if (waitsForPlace) {
      waitsForPlace = false;
      event.preventDefault();
      return goTo(event.code);
    }
    if (isHelp(event)) openList();
    else if (event.shiftKey) return;
    else if (event.code === "KeyG") waitsForPlace = true;
    else if (press(event.code)) { /* done by the element itself */ }
    else if (event.code === "KeyJ") stepRow(1);
    else if (event.code === "KeyK") stepRow(-1);
    else return;
    event.preventDefault();
  });
  const isHelp = (event) => event.code === "Slash" && event.shiftKey || event.key === "?";

  switchOn.addEventListener("change", () => localStorage.setItem("zabota.keys", switchOn.checked ? "on" : "off"));
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-open-keys]")) openList();
    if (event.target === box) box.close();
  });
})();
