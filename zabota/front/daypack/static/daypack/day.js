// Two days as they are with the notes on top: who comes, and which time is left. Minutes are counted from midnight.
window.dayPack = window.dayPack ?? {};
window.dayPack.day = (() => {
  "use strict";
  const DAY = 24 * 60;
  const STEPS = { planned: ["arrived", "no_show", "cancelled"], confirmed: ["arrived", "no_show", "cancelled"], held: ["cancelled"], arrived: ["completed", "cancelled"], in_room: ["completed"] };

  const minutesOf = (clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
  const clockOf = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

  const booked = (note, content) => ({
    id: note.key, note: note.key, day: note.said.day, at: note.said.time, minutes: note.said.minutes, doctor: note.said.doctor, room: "",
    patient: [note.said.surname, note.said.given, note.said.patronymic].filter(Boolean).join(" "), card: note.said.card ?? "",
    phones: note.said.phone ? [note.said.phone] : [], service: content.services.find((each) => each.id === note.said.service)?.name ?? "",
    status: "planned", comment: note.said.comment ?? "", isUnsent: true,
  });

  // All visits as they stand after the notes, by time.
  const visits = (content, notes) => {
    const known = new Map(content.visits.map((each) => [each.id, { ...each }]));
    for (const note of notes) {
      if (note.said.act === "book") {
        known.set(note.key, booked(note, content));
        continue;
      }
      const visit = known.get(note.said.follows ?? note.said.visit);
      if (visit) Object.assign(visit, { status: note.said.act, isUnsent: true });
    }
    return [...known.values()].sort((one, other) => one.day.localeCompare(other.day) || one.at.localeCompare(other.at));
  };

  const without = (gaps, from, until) =>
    gaps.flatMap(([start, end]) => [[start, Math.min(end, from)], [Math.max(start, until), end]].filter(([left, right]) => left < right));
  const joined = (gaps) =>
    gaps.sort((one, other) => one[0] - other[0]).reduce((found, gap) => {
      const last = found.at(-1);
      if (last && gap[0] <= last[1]) last[1] = Math.max(last[1], gap[1]);
      else found.push([...gap]);
      return found;
    }, []);

  // The doctor's gaps: what the pack says, with the time of cancelled visits and without that of the noted bookings.
  const gaps = (doctor, day, found) => {
    let free = doctor.free.filter((gap) => gap[0] === day).map(([, from, until]) => [minutesOf(from), minutesOf(until) || DAY]);
    const own = found.filter((each) => each.doctor === doctor.id && each.day === day && each.isUnsent && each.at);
    for (const visit of own.filter((each) => !each.note && each.status === "cancelled")) {
      free.push([minutesOf(visit.at), minutesOf(visit.at) + visit.minutes]);
    }
    free = joined(free);
    for (const visit of own.filter((each) => each.note && each.status !== "cancelled")) {
      free = without(free, minutesOf(visit.at), minutesOf(visit.at) + visit.minutes);
    }
    return free;
  };

  // When a visit of so many minutes may begin, from `since` on.
  const starts = (free, minutes, step, since = 0) =>
    free.flatMap(([from, until]) => {
      const found = [];
      for (let at = from; at + minutes <= until; at += step) if (at >= since) found.push(clockOf(at));
      return found;
    });

  // Which steps may follow a visit now; nobody fails to come before the time has come.
  const steps = (visit, today, now) =>
    (STEPS[visit.status] ?? []).filter((step) => {
      if (step === "cancelled") return true;
      if (visit.day > today) return false;
      return step !== "no_show" || visit.day < today || !visit.at || minutesOf(visit.at) <= now;
    });

  return { visits, gaps, starts, steps, minutesOf, clockOf };
})();
