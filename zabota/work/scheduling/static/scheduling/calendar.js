// The calendar: draws what the feed gives, asks for what others changed, lets a visit be dragged and stretched.
// A place that is taken or closed is refused before the server is asked; the last word is the server's.
(() => {
  "use strict";
  const place = document.getElementById("calendar");
  if (!place) return;
  const words = JSON.parse(document.getElementById("calendar-words").textContent);
  const isNarrow = window.matchMedia("(max-width: 47.99rem)");
  const EVERY = 5000;
  const NOBODY = "00000000-0000-0000-0000-000000000000";
  const mayBook = "book" in place.dataset;
  const isWeek = "week" in place.dataset;
  const isByDoctor = place.dataset.by === "doctor";
  const group = document.getElementById("calendar-group");
  const card = document.getElementById("visit-card");
  let calendar = null;
  let drawn = null;
  let change = "";
  let visits = new Map();
  let failures = 0;
  let asking = false;
  let isToldMeanwhile = false;

  const urlOf = (kind, id) => place.dataset[kind].replace(NOBODY, id);
  const two = (number) => String(number).padStart(2, "0");
  const wall = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
  const clock = (text) => text.slice(11, 16);
  const minutesBetween = (row) => (new Date(row.end) - new Date(row.start)) / 60000;
  const columnsOf = (row) => isWeek ? [] : row.columns || [row.column];
  const iconOf = (name) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    svg.classList.add("icon");
    svg.setAttribute("aria-hidden", "true");
    use.setAttribute("href", `${place.dataset.icons}#${name}`);
    svg.append(use);
    return svg;
  };
  const line = (className, text) => {
    const made = document.createElement("span");
    made.className = className;
    made.textContent = text;
    return made;
  };

  // What is drawn
  const eventOf = (visit) => ({
    id: visit.id,
    resourceIds: columnsOf(visit),
    start: visit.start,
    end: visit.end,
    title: visit.short,
    classNames: ["visit", `visit-${visit.status}`, ...(visit.over ? ["visit-over"] : []), ...(minutesBetween(visit) < 30 ? ["visit-brief"] : [])],
    editable: mayBook && visit.movable,
    extendedProps: { visit },
  });
  const backgroundOf = (row, name, kind) => ({
    id: `${kind}-${name}`,
    resourceIds: columnsOf(row),
    start: row.start,
    end: row.end,
    display: "background",
    title: row.word ? `${row.word}${row.note ? `: ${row.note}` : ""}` : "",
    classNames: [kind],
    extendedProps: { row },
  });
  const nowLine = () => ({
    id: "now",
    resourceIds: isWeek ? [] : shownColumns().map((column) => column.id),
    start: drawn.now,
    end: wall(new Date(new Date(drawn.now).getTime() + 60000)),
    display: "background",
    classNames: ["now-line"],
  });
  const events = () => [
    ...drawn.hours.map((row, index) => backgroundOf(row, index, "open-hours")),
    ...drawn.closed.map((row, index) => backgroundOf(row, index, "closed-time")),
    nowLine(),
    ...[...visits.values()].map(eventOf),
  ];
  const shownColumns = () => drawn.columns.filter((column) => !group?.value || column.group === group.value);

  const drawVisit = ({ event }) => {
    const visit = event.extendedProps.visit;
    if (!visit) return { domNodes: event.title ? [line("closed-word", event.title)] : [] };
    const head = line("visit-time", clock(visit.start));
    head.prepend(iconOf(words.icons[visit.status]));
    if (visit.over) head.append(iconOf(words.over));
    if (visit.chain) head.append(iconOf(words.linked));
    const nodes = [head, line("visit-name", visit.short), line("visit-service", visit.service), line("visually-hidden", visit.word)];
    return { domNodes: nodes };
  };
  const drawColumn = ({ resource }) => {
    const column = resource.extendedProps.column;
    const nodes = [line("column-title", column.title), line("column-note", [column.group, column.note].filter(Boolean).join(" · "))];
    if (place.dataset.absence && isByDoctor && column.id) nodes.push(absenceOf(column));
    return { domNodes: nodes };
  };
  const absenceOf = (column) => {
    const link = document.createElement("a");
    link.className = "column-absence";
    link.href = `${place.dataset.absence}?doctor=${column.id}&day=${place.dataset.day}`;
    link.title = `${words.absent}: ${column.title}`;
    link.setAttribute("aria-label", link.title);
    link.append(iconOf("user-off"));
    return link;
  };

  // Rules before the drop
  const overlaps = (one, other) => one.start < other.end && other.start < one.end;
  const columnOf = (event) => isWeek ? place.dataset.doctor || place.dataset.place : event.resourceIds[0];
  const refusalOf = (event) => {
    const visit = event.extendedProps.visit;
    const at = { start: wall(event.start), end: wall(event.end) };
    const column = columnOf(event);
    if (at.start < drawn.now) return words.passed;
    const misfit = misfitOf(visit, column);
    if (misfit || visit.over) return misfit;
    const other = inTheWay(visit, at, column);
    if (other) return words.taken.replace("%s", `${other.short}, ${clock(other.start)}–${clock(other.end)}`);
    const isHere = (row) => isWeek || (row.columns || [row.column]).includes(column);
    const isHis = (row) => row.column === visit.doctorId;
    const closed = drawn.closed.find((row) => isHere(row) && overlaps(at, row)) || drawn.away.find((row) => isHis(row) && overlaps(at, row));
    if (closed) return words.closed.replace("%s", closed.word);
    const isAround = (row) => row.start <= at.start && at.end <= row.end;
    const isOpen = isByDoctor ? drawn.hours.some((row) => isHere(row) && isAround(row)) : drawn.receiving.some((row) => isHis(row) && isAround(row));
    return isOpen ? "" : words.outside;
  };
  const misfitOf = (visit, column) => {
    const rules = drawn.services[visit.serviceId];
    if (!rules) return "";
    if (isByDoctor) return column === visit.doctorId || !rules.performers.length || rules.performers.includes(column) ? "" : words.performs;
    const needs = rules[place.dataset.by];
    return !needs.length || needs.includes(drawn.columns.find((each) => each.id === column)?.type) ? "" : words.suits;
  };
  // A place with several couches is full only when as many visits overlap at one moment.
  const inTheWay = (visit, at, column) => {
    const others = [...visits.values()].filter((row) => row.id !== visit.id && !row.over && overlaps(at, row));
    const here = others.filter((row) => isWeek || columnsOf(row).includes(column));
    const capacity = drawn.columns.find((each) => each.id === column)?.capacity || 1;
    const atOnce = (moment) => here.filter((row) => row.start <= moment && moment < row.end).length;
    const full = here.find((row) => atOnce(row.start > at.start ? row.start : at.start) >= capacity);
    return full || (!isByDoctor && others.find((row) => row.doctorId === visit.doctorId));
  };
  const foresee = ({ event }) => {
    const refusal = refusalOf(event);
    place.toggleAttribute("data-refused", Boolean(refusal));
    return true;
  };
  const drop = async (info, kind, form) => {
    place.removeAttribute("data-refused");
    const visit = info.event.extendedProps.visit;
    const isWhole = kind === "move" && !info.newResource && othersOf(visit).length ? await askWhole() : "one";
    if (isWhole !== "one") return moveWhole(info, visit, isWhole, form);
    const refusal = refusalOf(info.event);
    if (refusal) {
      info.revert();
      const answer = await window.askServer(urlOf(kind, visit.id), { ...form, ask: "yes" });
      return explain(visit, refusal, (await answer.json()).times, form.place);
    }
    const answer = await askAgain(urlOf(kind, visit.id), { ...form, request_key: newKey() });
    const said = answer && [200, 422].includes(answer.status) ? await answer.json() : null;
    if (!said || said.refusal) info.revert();
    if (!said) return window.dispatchEvent(new Event("offline"));
    if (said.refusal) return explain(visit, said.refusal, said.times, form.place);
    document.dispatchEvent(new CustomEvent("zabota:toast", { detail: { text: said.done, undo: said.undo } }));
    return look();
  };
  // A visit of several services is dragged whole or one service of it; whole it keeps its doctors.
  const othersOf = (visit) => [...visits.values()].filter((row) => visit.chain && row.chain === visit.chain && row.id !== visit.id && row.movable);
  const askWhole = () => new Promise((answered) => {
    const dialog = document.getElementById("whole-visit");
    dialog.returnValue = "";
    dialog.addEventListener("close", () => answered(dialog.returnValue), { once: true });
    dialog.showModal();
  });
  const moveWhole = async (info, visit, isWhole, form) => {
    info.revert();
    if (!isWhole) return undefined;
    const minutes = Math.round((new Date(form.at) - new Date(visit.start)) / 60000);
    const answer = await window.askServer(urlOf("moveWhole", visit.id), { minutes });
    const said = await answer.json();
    if (said.refusal) return explain(visit, said.refusal, said.times);
    document.dispatchEvent(new CustomEvent("zabota:toast", { detail: { text: said.done, undo: said.undo } }));
    return look();
  };
  // An answer may be lost on the way; under its key a request that is sent again moves nothing twice.
  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const askAgain = (url, form) => window.askServer(url, form).catch(() => window.askServer(url, form)).catch(() => null);
  const moveForm = (event) => ({ at: wall(event.start), [isByDoctor ? "doctor" : "place"]: columnOf(event) });
  const minutesOf = (event) => Math.round((event.end - event.start) / 60000);

  const explain = (visit, refusal, times, room) => {
    const dialog = document.getElementById("refused-move");
    document.getElementById("refused-move-text").textContent = refusal;
    const chips = (times || []).map((time) => {
      const chip = document.createElement("button");
      chip.type = "button";
      chip.className = "btn slot-chip";
      chip.textContent = time.words;
      chip.addEventListener("click", async () => {
        dialog.close();
        const form = { at: time.at, doctor: time.doctor, request_key: newKey(), ...(room && { place: room }) };
        const answer = await askAgain(urlOf("move", visit.id), form);
        if (!answer) return window.dispatchEvent(new Event("offline"));
        const said = await answer.json();
        if (said.refusal) return explain(visit, said.refusal, said.times, room);
        document.dispatchEvent(new CustomEvent("zabota:toast", { detail: { text: said.done, undo: said.undo } }));
        return look();
      });
      return chip;
    });
    document.getElementById("refused-move-times").replaceChildren(...(chips.length ? [line("quiet", words.nearest), ...chips] : []));
    if (!dialog.open) dialog.showModal();
  };

  // A small card under the pointer
  const showCard = ({ el, event }) => {
    const visit = event.extendedProps.visit;
    if (!visit || place.hasAttribute("data-dragging")) return;
    const rows = [visit.service, visit.chain && words.linkedWord, visit.doctor, visit.places, visit.over && `${words.overWord}: ${visit.over}`].filter(Boolean);
    const state = line("visit-state", visit.word);
    state.prepend(iconOf(words.icons[visit.status]));
    card.replaceChildren(line("visit-card-name", visit.patient), line("visit-card-time", `${clock(visit.start)}–${clock(visit.end)}`), state, ...rows.map((row) => line("", row)));
    card.hidden = false;
    const box = el.getBoundingClientRect();
    const left = box.right + 8 + card.offsetWidth < window.innerWidth ? box.right + 8 : Math.max(8, box.left - card.offsetWidth - 8);
    card.style.left = `${left}px`;
    card.style.top = `${Math.min(box.top, window.innerHeight - card.offsetHeight - 8)}px`;
  };
  const hideCard = () => { card.hidden = true; };

  const openDrawer = (url) => {
    hideCard();
    htmx.ajax("GET", url, { target: "#drawer", swap: "innerHTML", source: document.getElementById("drawer") });
  };
  // A click on closed time tells why it is closed; on free time it books.
  const bookAt = ({ date, resource }) => {
    const column = isWeek ? place.dataset.doctor || place.dataset.place : resource.id;
    const closed = drawn.closed.find((row) => row.id && (isWeek || row.column === column) && row.start <= wall(date) && wall(date) < row.end);
    if (closed && place.dataset.closed) return openDrawer(urlOf("closed", closed.id));
    if (!mayBook) return;
    openDrawer(`${place.dataset.book}&${isByDoctor ? "doctor" : "place"}=${column}&at=${wall(date)}`);
  };

  const edge = (pick, chosen, otherwise) => {
    const all = [...drawn.hours, ...visits.values()].map((row) => Number(row[pick].slice(11, 13)) + (pick === "end" && row[pick].slice(14) !== "00" ? 1 : 0));
    return all.length ? chosen(...all) : otherwise;
  };
  // A grid of no columns cannot be drawn.
  const takeAway = () => {
    if (calendar) window.EventCalendar.destroy(calendar);
    calendar = null;
  };
  const draw = () => {
    const columns = shownColumns();
    const isEmpty = !columns.length && !(isWeek && isByDoctor);
    document.getElementById("calendar-nothing").hidden = !isEmpty;
    place.hidden = isEmpty;
    document.getElementById("calendar-list").hidden = isEmpty && !drawn.loose.length;
    if (isEmpty) return takeAway();
    if (calendar) {
      calendar.setOption("resources", columns.map(asResource));
      return calendar.setOption("events", events());
    }
    calendar = window.EventCalendar.create(place, {
      view: isWeek ? "timeGridWeek" : "resourceTimeGridDay",
      date: place.dataset.day,
      firstDay: 1,
      locale: document.documentElement.lang,
      headerToolbar: { start: "", center: "", end: "" },
      allDaySlot: false,
      slotMinTime: `${two(Math.max(0, edge("start", Math.min, 8)))}:00`,
      slotMaxTime: `${two(Math.min(24, edge("end", Math.max, 20)))}:00`,
      slotDuration: "00:15",
      slotLabelInterval: "01:00",
      snapDuration: "00:05",
      slotHeight: 22,
      slotLabelFormat: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
      dayHeaderFormat: { weekday: "short", day: "numeric", month: "short" },
      columnWidth: !isWeek && columns.length > 7 ? "10rem" : undefined,
      slotEventOverlap: false,
      resources: isWeek ? [] : columns.map(asResource),
      events: events(),
      eventContent: drawVisit,
      resourceLabelContent: drawColumn,
      editable: mayBook,
      eventStartEditable: mayBook,
      eventDurationEditable: mayBook,
      dragConstraint: foresee,
      resizeConstraint: foresee,
      eventDragStart: () => { place.toggleAttribute("data-dragging", true); hideCard(); },
      eventDragStop: () => { place.removeAttribute("data-dragging"); },
      eventDrop: (info) => drop(info, "move", moveForm(info.event)),
      eventResize: (info) => drop(info, "resize", { minutes: minutesOf(info.event) }),
      eventClick: ({ event }) => { if (event.extendedProps.visit) openDrawer(urlOf(event.extendedProps.visit.status === "session" ? "session" : "visit", event.id)); },
      eventMouseEnter: showCard,
      eventMouseLeave: hideCard,
      dateClick: bookAt,
    });
  };
  // The grid is drawn as a table whose cells hold nothing: visits, which are buttons, are what a reader wants.
  const TABLE = "table grid row rowgroup columnheader rowheader cell gridcell".split(" ");
  const COUNTS = ["aria-colindex", "aria-rowindex", "aria-colcount", "aria-rowcount", "aria-colspan", "aria-rowspan"];
  const sayVisitsOnly = () => [place, ...place.querySelectorAll("[role]")].forEach((element) => {
    if (!TABLE.includes(element.getAttribute("role"))) return;
    element.setAttribute("role", "presentation");
    COUNTS.forEach((name) => element.removeAttribute(name));
  });
  new MutationObserver(sayVisitsOnly).observe(place, { childList: true, subtree: true });
  const asResource = (column) => ({ id: column.id, title: column.title, extendedProps: { column } });

  const drawLoose = () => {
    const loose = document.getElementById("calendar-loose");
    loose.hidden = !drawn.loose.length;
    loose.replaceChildren(line("quiet", words.loose), ...drawn.loose.map((visit) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm";
      button.textContent = visit.short;
      button.addEventListener("click", () => openDrawer(urlOf("visit", visit.id)));
      return button;
    }));
  };
  const offerGroups = () => {
    if (!group) return;
    const names = [...new Set(drawn.columns.map((column) => column.group).filter(Boolean))].sort();
    group.hidden = names.length < 2;
    const chosen = group.value;
    group.replaceChildren(group.options[0], ...names.map((name) => new Option(name, name, false, name === chosen)));
  };

  // Loading, and what others changed
  const load = async () => {
    if (isNarrow.matches) htmx.ajax("GET", place.dataset.list, { target: "#calendar-list", swap: "innerHTML" });
    const answer = await window.askServer(place.dataset.feed);
    if (!answer.ok) return;
    drawn = await answer.json();
    change = drawn.change;
    visits = new Map(drawn.visits.map((visit) => [visit.id, visit]));
    offerGroups();
    draw();
    drawLoose();
    place.toggleAttribute("data-ready", true);
  };
  const take = (news) => {
    change = news.change;
    drawn.now = news.now;
    calendar?.updateEvent(nowLine());
    const isKnown = (id) => visits.has(id);
    news.gone.filter(isKnown).forEach((id) => { visits.delete(id); calendar?.removeEventById(id); });
    const fresh = news.visits.filter((visit) => JSON.stringify(visit) !== JSON.stringify(visits.get(visit.id)));
    if (!fresh.length && !news.gone.length) return;
    fresh.forEach((visit) => {
      const act = isKnown(visit.id) ? "updateEvent" : "addEvent";
      visits.set(visit.id, visit);
      calendar?.[act](eventOf(visit));
    });
    if (isNarrow.matches && fresh.length) htmx.ajax("GET", place.dataset.list, { target: "#calendar-list", swap: "innerHTML" });
  };
  const look = async (told) => {
    if (asking) isToldMeanwhile ||= Boolean(told);
    if (asking || !change || document.hidden || place.hasAttribute("data-dragging")) return;
    asking = true;
    try {
      const answer = await window.askServer(`${place.dataset.changes}&since=${change}`);
      if (!answer.ok) return;
      if (failures > 1) window.dispatchEvent(new Event("online"));
      failures = 0;
      const news = await answer.json();
      const isNewColumn = news.visits.some((visit) => !isWeek && visit.columns.some((id) => !drawn.columns.some((column) => column.id === id)));
      if (news.again || isNewColumn) await load();
      else take(news);
    } catch {
      failures += 1;
      if (failures === 2) window.dispatchEvent(new Event("offline"));
    } finally {
      asking = false;
    }
    if (isToldMeanwhile) {
      isToldMeanwhile = false;
      await look();
    }
  };

  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
  document.addEventListener("zabota:visit-changed", look);
  document.addEventListener("zabota:undone", look);
  isNarrow.addEventListener("change", load);
  group?.addEventListener("change", draw);
  document.querySelectorAll("[data-calendar-choices]").forEach((form) => form.addEventListener("change", () => form.requestSubmit()));
  load();
})();
