// The page of the day pack: opens the kept pack by its phrase, shows two days, writes notes down. Works without any server.
(() => {
  "use strict";
  const { sealing, keeping, day } = window.dayPack;
  const words = JSON.parse(document.getElementById("words").textContent);
  const page = document.querySelector("[data-pack-page]");
  const part = (name) => page.querySelector(`[data-${name}]`);
  const copy = (name) => document.getElementById(`pack-${name}`).content.firstElementChild.cloneNode(true);
  const IDLE = 15 * 60 * 1000;
  const isFile = page.dataset.where === "file";

  const state = { pack: null, key: null, content: null, notes: [], day: "", doctor: "", text: "" };

  // --- the gate ---
  const show = (name) => {
    for (const each of ["none", "stale", "gate", "day"]) part(each).hidden = each !== name;
    part("lock").hidden = name !== "day";
  };
  const say = (word) => {
    part("trouble").textContent = word ? words[word] : "";
    part("trouble").hidden = !word;
  };
  const embedded = () => {
    const found = document.getElementById("pack");
    return found ? JSON.parse(found.textContent) : null;
  };
  const begin = async () => {
    if (!sealing.isPossible()) return say("insecure");
    if (!isFile) await keeping.dropOld();
    state.pack = embedded() ?? (await keeping.pack());
    if (!state.pack) return show("none");
    part("branch").textContent = state.pack.branch;
    part("age").textContent = `${words.built} ${new Date(state.pack.built.slice(0, 16)).toLocaleString(document.documentElement.lang, { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" })}`;
    show(keeping.isOver(state.pack) ? "stale" : "gate");
    if (!part("gate").hidden) part("phrase").focus();
    return null;
  };
  const unlock = async (event) => {
    event.preventDefault();
    say("");
    part("open").disabled = true;
    try {
      Object.assign(state, await sealing.unlock(state.pack, part("phrase").value));
      state.notes = await ownNotes();
    } catch (error) {
      say(words[error.message] ? error.message : "noPlace");
      part("phrase").select();
      return;
    } finally {
      part("open").disabled = false;
    }
    part("phrase").value = "";
    lookAtClock();
    state.day = state.content.days.includes(state.today) ? state.today : state.content.days[0];
    show("day");
    fillDoctors();
    draw();
  };
  const lock = () => window.location.reload();

  // --- notes ---
  const ownNotes = async () => {
    const kept = (await keeping.notes()).filter((each) => each.pack === state.pack.pack);
    const found = await Promise.all(kept.map(async (each) => ({ ...each, said: await sealing.openNote(state.key, each.pack, each) })));
    return found.sort((one, other) => one.said.number - other.said.number);
  };
  // A second press while the first is being kept is the same press.
  let isWriting = false;
  const write = async (said) => {
    if (isWriting) return;
    isWriting = true;
    try {
      await writeDown(said);
    } catch {
      say("noPlace");
    } finally {
      isWriting = false;
    }
  };
  const writeDown = async (said) => {
    const key = crypto.randomUUID();
    const number = Math.max(0, ...state.notes.map((each) => each.said.number)) + 1;
    const whole = { ...said, at: new Date().toISOString(), number };
    const sealed = await sealing.closeNote(state.key, state.pack.pack, key, whole);
    await keeping.keepNote({ key, pack: state.pack.pack, sealed });
    state.notes.push({ key, pack: state.pack.pack, sealed, said: whole });
    draw();
  };
  const takeBack = async (note) => {
    await keeping.dropNotes([note.key]);
    state.notes = state.notes.filter((each) => each.key !== note.key);
    draw();
  };
  // Only the last word about a visit is taken back.
  const mayTakeBack = (note) => {
    const about = note.said.act === "book" ? note.key : note.said.follows ?? note.said.visit;
    const later = state.notes.filter((each) => each.said.number > note.said.number);
    return !later.some((each) => (each.said.follows ?? each.said.visit) === about);
  };
  const about = (visit) => (visit.note ? { follows: visit.note } : { visit: visit.id });

  // --- drawing ---
  // The day and the minute by the clock of the branch: looked at once for each drawing.
  const lookAtClock = () => {
    state.wall ??= new Intl.DateTimeFormat("sv-SE", { timeZone: state.content.zone, dateStyle: "short", timeStyle: "short" });
    const [today, clock] = state.wall.format(new Date()).split(" ");
    Object.assign(state, { today, now: day.minutesOf(clock) });
  };
  const dayWord = (value) => new Date(`${value}T12:00`).toLocaleDateString(document.documentElement.lang, { weekday: "short", day: "numeric", month: "long" });

  const fillDoctors = () => {
    part("doctor").replaceChildren(new Option(words.everybody, ""), ...state.content.doctors.map((each) => new Option(each.name, each.id)));
    part("days").replaceChildren(
      ...state.content.days.map((each) => {
        const button = copy("day-button");
        button.textContent = each === state.today ? `${words.today}, ${dayWord(each)}` : dayWord(each);
        button.addEventListener("click", () => { state.day = each; draw(); });
        button.dataset.value = each;
        return button;
      }),
    );
  };
  const isFound = (visit) => {
    const text = state.text.trim().toLowerCase().replaceAll("ё", "е");
    if (!text) return true;
    const digits = text.replace(/\D/g, "");
    if (digits.length >= 3 && !/[a-zа-я]/.test(text)) return visit.phones.some((each) => each.replace(/\D/g, "").includes(digits.replace(/^8(?=\d{10}$)/, "7")));
    return visit.patient.toLowerCase().replaceAll("ё", "е").includes(text);
  };
  const draw = () => {
    lookAtClock();
    const found = day.visits(state.content, state.notes);
    for (const each of part("days").children) each.setAttribute("aria-pressed", String(each.dataset.value === state.day));
    const shown = state.content.doctors.filter((each) => !state.doctor || each.id === state.doctor);
    const ofDay = new Map([["", []], ...shown.map((each) => [each.id, []])]);
    for (const visit of found) if (visit.day === state.day) ofDay.get(visit.doctor)?.push(visit);
    const columns = shown.map((doctor) => column(doctor, ofDay.get(doctor.id))).filter(Boolean);
    const nobody = ofDay.get("").filter(isFound);
    if (nobody.length && !state.doctor) columns.push(section({ name: words.nobody, speciality: "" }, nobody));
    part("doctors").replaceChildren(...columns);
    part("empty").hidden = columns.length > 0;
    drawNotes(found);
  };
  const column = (doctor, visits) => {
    const own = visits.filter(isFound);
    const free = day.gaps(doctor, state.day, visits);
    if (own.length === 0 && (state.text || free.length === 0)) return null;
    return section(doctor, own, free, own.find((each) => each.room)?.room);
  };
  const section = (doctor, visits, free = [], room = "") => {
    const drawn = copy("doctor");
    drawn.querySelector("h2").textContent = doctor.name;
    drawn.querySelector("[data-note]").textContent = [doctor.speciality, room].filter(Boolean).join(" · ");
    drawn.querySelector("ul").replaceChildren(...visits.map(line));
    const since = state.day === state.today ? state.now : 0;
    const left = free.filter(([, until]) => until > since && state.day >= state.today).map(([from, until]) => `${day.clockOf(Math.max(from, Math.ceil(since / 5) * 5))}–${day.clockOf(until)}`);
    drawn.querySelector("[data-free]").hidden = left.length === 0 || Boolean(state.text);
    drawn.querySelector("[data-gaps]").textContent = left.join(", ");
    drawn.querySelector("[data-book]").addEventListener("click", () => askBooking(doctor));
    return drawn;
  };
  const line = (visit) => {
    const drawn = copy("visit");
    drawn.classList.add(`is-${visit.status}`);
    drawn.querySelector("[data-time]").textContent = visit.at || "—";
    drawn.querySelector("[data-patient]").textContent = visit.patient;
    drawn.querySelector("[data-service]").textContent = [visit.service, visit.room].filter(Boolean).join(" · ");
    drawn.querySelector("[data-comment]").textContent = visit.comment;
    drawn.querySelector("[data-phones]").replaceChildren(...visit.phones.map(phone));
    drawn.querySelector("[data-status]").textContent = words.statuses[visit.status] ?? visit.status;
    drawn.querySelector("[data-unsent]").hidden = !visit.isUnsent;
    drawn.querySelector("[data-steps]").replaceChildren(...day.steps(visit, state.today, state.now).map((step) => stepButton(visit, step)));
    return drawn;
  };
  const phone = (number) => {
    const link = copy("phone");
    link.textContent = number.replace(/^(\+7)(\d{3})(\d{3})(\d{2})(\d{2})(?!\d)/, "$1 $2 $3-$4-$5");
    link.href = `tel:${number.replace(/[^\d+]/g, "")}`;
    return link;
  };
  const stepButton = (visit, step) => {
    const button = copy("step");
    button.textContent = words.steps[step];
    button.addEventListener("click", () => (step === "cancelled" ? askCancelling(visit) : write({ act: step, ...about(visit) })));
    return button;
  };
  const drawNotes = (found) => {
    const known = new Map(found.map((each) => [each.id, each]));
    const named = (visit) => (visit ? `${visit.patient}, ${visit.day === state.today ? "" : `${dayWord(visit.day)} `}${visit.at}` : "");
    part("notes").hidden = state.notes.length === 0;
    part("count").textContent = String(state.notes.length);
    part("note-list").replaceChildren(
      ...state.notes.map((note) => {
        const drawn = copy("note");
        const visit = note.said.act === "book" ? note.key : note.said.follows ?? note.said.visit;
        drawn.querySelector("[data-said]").textContent = `${words.acts[note.said.act]}: ${named(known.get(visit))}`;
        const back = drawn.querySelector("button");
        back.hidden = !mayTakeBack(note);
        back.addEventListener("click", () => takeBack(note));
        return drawn;
      }),
    );
  };

  // --- booking and cancelling ---
  const booking = part("booking");
  let bookedWith = null;
  const askBooking = (doctor) => {
    bookedWith = doctor;
    const form = booking.querySelector("form");
    form.reset();
    booking.querySelector("[data-with]").textContent = `${doctor.name}, ${dayWord(state.day)}`;
    const own = doctor.services.map(([key, minutes]) => [state.content.services.find((each) => each.key === key), minutes]).filter(([service]) => service);
    form.elements.service.replaceChildren(...own.map(([service, minutes]) => new Option(`${service.name} · ${minutes} ${words.minutes}`, `${service.id}|${minutes}`)));
    const fitting = own.findIndex(([, minutes]) => timesFor(minutes).length > 0);
    form.elements.service.selectedIndex = Math.max(0, fitting);
    offerTimes();
    offerPatients();
    booking.showModal();
    form.elements.surname.focus();
  };
  const timesFor = (minutes) => {
    const free = day.gaps(bookedWith, state.day, day.visits(state.content, state.notes));
    return day.starts(free, minutes, bookedWith.step, state.day === state.today ? state.now : 0);
  };
  const offerTimes = () => {
    const { time, service } = booking.querySelector("form").elements;
    time.replaceChildren(...timesFor(Number(service.value.split("|")[1] ?? 30)).map((each) => new Option(each, each)));
    part("no-time").hidden = time.options.length > 0;
    part("save-booking").disabled = time.options.length === 0 || !service.value;
  };
  // Whoever is in the pack already has a card.
  const offerPatients = () => {
    const known = new Map(state.content.visits.map((each) => [each.card, each]));
    part("known").replaceChildren(...[...known.values()].map((each) => new Option(each.phones[0] ?? "", each.patient)));
  };
  const cardOf = (typed) => {
    const same = new Set(state.content.visits.filter((each) => each.patient === typed).map((each) => each.card));
    return same.size === 1 ? [...same][0] : null;
  };
  const book = async (event) => {
    event.preventDefault();
    const form = booking.querySelector("form").elements;
    const typed = form.surname.value.trim();
    const [service, minutes] = form.service.value.split("|");
    const card = form.given.value.trim() ? null : cardOf(typed);
    const [surname, given = "", ...rest] = typed.split(/\s+/);
    const name = form.given.value.trim() ? { surname: typed, given: form.given.value.trim(), patronymic: form.patronymic.value.trim() } : { surname, given, patronymic: rest.join(" ") };
    await write({
      act: "book", doctor: bookedWith.id, service, day: state.day, time: form.time.value, minutes: Number(minutes), ...name,
      phone: form.phone.value.trim(), comment: form.comment.value.trim(), ...(card ? { card } : {}),
    });
    booking.close();
  };
  const cancelling = part("cancelling");
  let cancelled = null;
  const askCancelling = (visit) => {
    cancelled = visit;
    cancelling.querySelector("form").reset();
    cancelling.querySelector("[data-whom]").textContent = `${visit.patient}, ${visit.at}`;
    cancelling.showModal();
  };
  const cancel = async (event) => {
    event.preventDefault();
    const { who, reason } = cancelling.querySelector("form").elements;
    await write({ act: "cancelled", ...about(cancelled), who: who.value, reason: reason.value.trim() });
    cancelling.close();
  };

  // --- out of here ---
  const saveNotes = () => {
    const notes = state.notes.map(({ key, sealed }) => ({ key, sealed }));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify({ pack: state.pack.pack, notes })], { type: "application/json" }));
    link.download = `zabota-day-pack-notes-${new Date().toISOString().slice(0, 16).replace(/\D/g, "")}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  };

  let idle = 0;
  const awake = () => {
    clearTimeout(idle);
    idle = setTimeout(() => state.key && lock(), IDLE);
  };
  for (const each of ["pointerdown", "keydown", "scroll"]) window.addEventListener(each, awake, { passive: true });
  part("gate").addEventListener("submit", unlock);
  part("open-anyway").addEventListener("click", () => { show("gate"); part("phrase").focus(); });
  part("lock").addEventListener("click", lock);
  part("doctor").addEventListener("change", (event) => { state.doctor = event.target.value; draw(); });
  part("search").addEventListener("input", (event) => { state.text = event.target.value; draw(); });
  part("save-notes").addEventListener("click", saveNotes);
  booking.querySelector("form").addEventListener("submit", book);
  booking.querySelector("[name=service]").addEventListener("change", offerTimes);
  cancelling.querySelector("form").addEventListener("submit", cancel);
  for (const each of page.querySelectorAll("[data-close]")) each.addEventListener("click", () => each.closest("dialog").close());
  setInterval(() => state.key && !document.querySelector("dialog[open]") && draw(), 60_000);
  begin().catch(() => say("noPlace"));
})();
