// Lists: filters apply as they are chosen, Shift selects from row to row, columns are remembered by this browser,
// and each cell knows the title of its column, which a narrow screen writes beside it.
(() => {
  "use strict";
  const hiddenOf = (list) => JSON.parse(localStorage.getItem(`zabota.columns.${list.dataset.list}`) || "[]");

  const applyColumns = (list) => {
    const hidden = hiddenOf(list);
    list.querySelectorAll("[data-column]").forEach((cell) => { cell.hidden = hidden.includes(cell.dataset.column); });
    list.querySelectorAll("[data-show-column]").forEach((box) => { box.checked = !hidden.includes(box.dataset.showColumn); });
  };
  const applyAll = (root) => {
    root.querySelectorAll("[data-list]").forEach(applyColumns);
    const list = root.closest?.("[data-list]");
    if (list) applyColumns(list);
  };

  // Rows that a narrow screen lays out as cards stay a table to whoever listens to the page.
  const ROLES = { THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  const titleOf = (heading) => (heading && !heading.classList.contains("select-cell") ? heading.textContent.trim() : "");
  const nameCells = (table) => {
    table.setAttribute("role", "table");
    table.querySelectorAll("thead, tbody, tr, td").forEach((part) => part.setAttribute("role", ROLES[part.tagName]));
    const titles = [...table.querySelectorAll("thead th")].map((heading) => {
      heading.setAttribute("role", "columnheader");
      return titleOf(heading);
    });
    table.querySelectorAll("tbody tr").forEach((row) => [...row.cells].forEach((cell, place) => {
      if (cell.tagName === "TH") cell.setAttribute("role", "rowheader");
      cell.dataset.title = titles[place] || "";
      cell.classList.toggle("is-blank", !cell.textContent.trim() && !cell.querySelector("input, svg, img"));
    }));
  };
  const nameAll = () => document.querySelectorAll("table.list:has(> thead)").forEach(nameCells);

  const countChosen = (list) => {
    const boxes = [...list.querySelectorAll("[data-select]")];
    const chosen = boxes.filter((box) => box.checked).length;
    boxes.forEach((box) => box.closest("[data-row]")?.classList.toggle("is-chosen", box.checked));
    const all = list.querySelector("[data-select-all]");
    if (all) { all.checked = chosen > 0 && chosen === boxes.length; all.indeterminate = chosen > 0 && chosen < boxes.length; }
    list.querySelectorAll("[data-chosen-count]").forEach((place) => { place.textContent = String(chosen); });
    list.querySelectorAll("[data-chosen]").forEach((bar) => { bar.hidden = chosen === 0; });
  };

  document.addEventListener("change", (event) => {
    const column = event.target.dataset?.showColumn;
    const list = event.target.closest?.("[data-list]");
    if (column && list) {
      const hidden = hiddenOf(list).filter((key) => key !== column);
      if (!event.target.checked) hidden.push(column);
      localStorage.setItem(`zabota.columns.${list.dataset.list}`, JSON.stringify(hidden));
      applyColumns(list);
    }
    if (event.target.matches?.("[data-select-all]")) {
      list.querySelectorAll("[data-select]").forEach((box) => { box.checked = event.target.checked; });
      countChosen(list);
    }
    if (event.target.closest?.("form[data-filters]")) event.target.form.requestSubmit();
  });

  let last = null;
  document.addEventListener("click", (event) => {
    const box = event.target.closest?.("[data-select]");
    if (!box) return;
    const list = box.closest("[data-list]");
    const boxes = [...list.querySelectorAll("[data-select]")];
    if (event.shiftKey && last && boxes.includes(last)) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      boxes.slice(from, to + 1).forEach((each) => { each.checked = box.checked; });
    }
    last = box;
    countChosen(list);
  });

  // An untouched filter leaves no word in the address.
  document.addEventListener("formdata", (event) => {
    if (!event.target.matches("form[data-filters]")) return;
    [...event.formData.entries()].forEach(([name, value]) => { if (value === "") event.formData.delete(name); });
  });

  document.addEventListener("htmx:afterSwap", (event) => { applyAll(event.detail.target); nameAll(); });
  applyAll(document);
  nameAll();
})();
