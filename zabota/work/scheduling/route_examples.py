"""Objects for the matrix of rights."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from zabota.core.catalog.commands import PackageLine, set_package
from zabota.core.patients.models import Patient
from zabota.core.patients.testing import a_patient
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.core.staff.testing import a_doctor
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import (
    Chain,
    Wanted,
    book,
    call_away,
    cancel,
    close_place,
    decline_offer,
    enter_absence,
    mark_arrived,
    move,
    move_chain_by,
    open_freed_visit,
    open_session,
    shift_day,
    take_off_waiting_list,
)
from zabota.work.scheduling.commands.life import wanted_by
from zabota.work.scheduling.models import (
    Absence,
    Appointment,
    Holiday,
    Leave,
    Opening,
    OpeningCause,
    Resource,
    ResourceType,
    Status,
    WaitingEntry,
)
from zabota.work.scheduling.queries.windows import next_mondays
from zabota.work.scheduling.testing import (
    a_service,
    an_appointment,
    days_ago,
    let_time_pass,
    offers_at_any_hour,
    receives,
    waits,
)


def _patient(place: Any) -> Patient:
    return a_patient("Сорокин", "Павел", "Ильич", home_branch=place.branch)


def _crowded(place: Any, count: int) -> dict[str, Any]:
    """A patient who came `count` times and is booked once."""
    patient = _patient(place)
    for number in range(count):
        an_appointment(patient=patient, on=days_ago(30 + number), branch=place.branch)
    an_appointment(patient=patient, on=days_ago(-3), status=Status.PLANNED, branch=place.branch)
    return {"public_id": patient.public_id}


def _booked(place: Any) -> dict[str, Any]:
    booked = an_appointment(
        patient=_patient(place), on=days_ago(-3), status=Status.PLANNED, branch=place.branch, must_enter_into_mis=True
    )
    return {"public_id": booked.public_id}


def _many_booked(place: Any, count: int) -> dict[str, Any]:
    for _number in range(count):
        _booked(place)
    return {}


def _service(place: Any) -> dict[str, Any]:
    return {"public_id": a_service().public_id}


def _doctor(place: Any) -> dict[str, Any]:
    doctor = a_doctor("Громова")
    doctor.branches.add(place.branch)
    return {"public_id": doctor.public_id}


def _shift(place: Any) -> dict[str, Any]:
    doctor = a_doctor("Громова")
    doctor.branches.add(place.branch)
    return {"public_id": doctor.public_id, "shift_id": receives(doctor, branch=place.branch).public_id}


def _leave(place: Any) -> dict[str, Any]:
    doctor = a_doctor("Громова")
    doctor.branches.add(place.branch)
    leave = Leave.objects.create(doctor=doctor, since=days_ago(-3), until=days_ago(-5))
    return {"public_id": doctor.public_id, "leave_id": leave.public_id}


def _room(place: Any) -> Resource:
    of_type = ResourceType.objects.get_or_create(name="Кабинет", defaults={"kind": "room"})[0]
    return Resource.objects.create(branch=place.branch, type=of_type, name="К1")


def _place(place: Any) -> dict[str, Any]:
    return {"public_id": _room(place).public_id}


def _closed(place: Any) -> dict[str, Any]:
    room, now = _room(place), timezone.now()
    block = close_place(place=room, since=now, until=now + timedelta(hours=3), reason="service", by=SYSTEM)
    return {"public_id": room.public_id, "block_id": block.public_id}


def _closed_time(place: Any) -> dict[str, Any]:
    return {"public_id": _closed(place)["block_id"]}


def _day_off(place: Any) -> dict[str, Any]:
    day_off = Holiday.objects.create(on=days_ago(-9), name="Переезд", branch=place.branch)
    return {"public_id": day_off.public_id}


def _ahead(place: Any) -> dict[str, Any]:
    """A visit of tomorrow within the doctor's hours."""
    doctor = _own_doctor(place)
    receives(doctor, branch=place.branch)
    starts_at = datetime.combine(days_ago(-1), time(10), place.branch.zone)
    wanted = Wanted(doctor, place.branch, starts_at, 30, a_service("Осмотр"))
    return {"public_id": book(patient=_patient(place), wanted=wanted, by=SYSTEM).public_id}


def _own_doctor(place: Any) -> Doctor:
    return Doctor.objects.filter(user=place.user).first() or a_doctor("Громова", given="Анна", user=place.user)


def _many_ahead(place: Any, count: int) -> dict[str, Any]:
    doctor = _own_doctor(place)
    receives(doctor, on=timezone.localdate(), branch=place.branch)
    for number in range(count):
        an_appointment(
            patient=_patient(place), on=timezone.localdate(), status=Status.PLANNED, branch=place.branch, doctor=doctor,
            service=a_service(f"Приём {number}"),
        )  # fmt: skip
    return {}


def _branch_and_day(place: Any, count: int) -> dict[str, Any]:
    return {"branch": place.branch.public_id, "day": timezone.localdate()}


def _another_time(place: Any) -> dict[str, Any]:
    return {"at": f"{days_ago(-1)}T12:00"}


def _held(place: Any) -> dict[str, Any]:
    """A visit that waits for its prepayment."""
    found = _ahead(place)
    until = timezone.now() + timedelta(hours=3)
    Appointment.objects.filter(**found).update(status=Status.HELD, held_until=until, prepayment=700)
    return found


def _arrived(place: Any) -> dict[str, Any]:
    found = _ahead(place)
    mark_arrived(appointment=Appointment.objects.get(**found), by=SYSTEM)
    return found


def _moved(place: Any) -> dict[str, Any]:
    """A visit that was moved by an hour."""
    old = Appointment.objects.select_related("doctor", "branch", "service").get(**_ahead(place))
    wanted = replace(wanted_by(old), starts_at=old.starts_at + timedelta(hours=1))
    return {"public_id": move(appointment=old, to=wanted, by=SYSTEM).public_id}


def _remote(place: Any) -> dict[str, Any]:
    visit = an_appointment(
        patient=_patient(place), on=days_ago(-1), status=Status.PLANNED, branch=place.branch,
        doctor=_own_doctor(place), service=a_service("Консультация онлайн", is_remote=True),
    )  # fmt: skip
    return {"public_id": visit.public_id}


def _prepared(place: Any) -> dict[str, Any]:
    """A visit for which one prepares."""
    service = a_service("ЭГДС", preparation="Натощак")
    visit = an_appointment(
        patient=_patient(place), on=days_ago(-1), status=Status.PLANNED, branch=place.branch,
        doctor=_own_doctor(place), service=service,
    )  # fmt: skip
    return {"public_id": visit.public_id}


def _whose_time(place: Any) -> dict[str, Any]:
    return {"doctor": _own_doctor(place).public_id}


def _doctor_everywhere(place: Any) -> Doctor:
    """On the list of every branch: whose desk a person opens first depends on where he works."""
    doctor = _own_doctor(place)
    doctor.branches.set(Branch.objects.all())
    return doctor


def _busy_doctor(place: Any) -> dict[str, Any]:
    return {"public_id": _doctor_everywhere(place).public_id}


def _away(place: Any) -> dict[str, Any]:
    doctor = _doctor_everywhere(place)
    block = call_away(doctor=doctor, branch=place.branch, minutes=30, reason="operation", by=SYSTEM)
    return {"public_id": doctor.public_id, "block_id": block.public_id}


def _many_late(place: Any, count: int) -> dict[str, Any]:
    _many_ahead(place, count)
    return _busy_doctor(place)


def _way_of_many(place: Any, count: int) -> dict[str, Any]:
    """The first of so many visits of a patient on one day."""
    patient, doctor = _patient(place), _own_doctor(place)
    for number in range(count):
        visit = an_appointment(
            patient=patient, on=timezone.localdate(), status=Status.PLANNED, branch=place.branch, doctor=doctor,
            service=a_service(f"Приём {number}"),
        )  # fmt: skip
    return {"public_id": visit.public_id}


def _waits(place: Any) -> WaitingEntry:
    return waits(_patient(place), service=a_service("Осмотр"))


def _entry(place: Any) -> dict[str, Any]:
    return {"public_id": _waits(place).public_id}


def _withdrawn(place: Any) -> dict[str, Any]:
    return {"public_id": take_off_waiting_list(entry=_waits(place), by=SYSTEM).public_id}


def _many_wait(place: Any, count: int) -> dict[str, Any]:
    for _number in range(count):
        waits(_patient(place), branches=[place.branch], doctor=_own_doctor(place))
    return {}


def _opening(place: Any, count: int = 1) -> Opening:
    """A freed time of tomorrow that is offered to one patient, with `count` who wait for it."""
    offers_at_any_hour()
    for number in range(count):
        waiting = a_patient("Орлов", phone=f"+7916{place.branch.pk:03}{number:04}", home_branch=place.branch)
        waits(waiting, service=a_service("Осмотр"), branches=[place.branch])
    visit = Appointment.objects.get(**_ahead(place))
    cancel(appointment=visit, cancelled_by="patient", reason="", by=SYSTEM)
    freed = Appointment.objects.select_related("doctor", "branch", "service").get(pk=visit.pk)
    opening = open_freed_visit(visit=freed, cause=OpeningCause.CANCELLED, source=f"event:{visit.pk}", by=SYSTEM)
    assert opening is not None
    let_time_pass()
    return opening


def _offer(place: Any) -> dict[str, Any]:
    return {"public_id": _opening(place).offers.get().public_id}


def _declined(place: Any) -> dict[str, Any]:
    offer = decline_offer(offer=_opening(place).offers.get(), state="refused", by=SYSTEM)
    return {"public_id": offer.public_id}


def _window(place: Any) -> dict[str, Any]:
    return {**_doctor(place), "week": next_mondays()[1].isoformat()}


def _crowded_window(place: Any, count: int) -> dict[str, Any]:
    """A doctor with a full week, to whom so many came half a year ago."""
    doctor = _own_doctor(place)
    for number in range(count):
        receives(doctor, on=days_ago(-2 - number), branch=place.branch)
        visit = {"status": Status.COMPLETED, "branch": place.branch, "doctor": doctor}
        an_appointment(patient=_patient(place), on=days_ago(150), **visit)
    return {"public_id": doctor.public_id, "week": next_mondays()[1].isoformat()}


def _crowded_opening(place: Any, count: int) -> dict[str, Any]:
    """A freed time that so many were offered in turn."""
    opening = _opening(place, count)
    for _number in range(count - 1):
        decline_offer(offer=opening.offers.get(state="offered"), state="no_answer", by=SYSTEM)
        let_time_pass()
    return {"public_id": opening.public_id}


def _many_openings(place: Any, count: int) -> dict[str, Any]:
    _crowded_opening(place, count)
    return {}


def _many_windows(place: Any, count: int) -> dict[str, Any]:
    _crowded_window(place, count)
    return {}


DESK_PAGES = ("board", "board_now", "close_day", "day_left", "day_sheet", "cards_to_pull")


def _absence(place: Any) -> Absence:
    """Tomorrow's doctor does not come, and a patient waits for another time."""
    visit = Appointment.objects.select_related("doctor").get(**_ahead(place))
    assert visit.doctor is not None
    ends_at = visit.starts_at + timedelta(days=1)
    return enter_absence(doctor=visit.doctor, since=visit.starts_at, until=ends_at, reason="illness", by=SYSTEM)


def _gone(place: Any) -> dict[str, Any]:
    return {"public_id": _absence(place).public_id}


def _on_the_shelf(place: Any) -> dict[str, Any]:
    return {"public_id": _absence(place).shelved.get().public_id}


def _many_on_the_shelf(place: Any, count: int) -> dict[str, Any]:
    doctor = _own_doctor(place)
    for _number in range(count):
        an_appointment(
            patient=_patient(place), on=days_ago(-1), status=Status.PLANNED, branch=place.branch, doctor=doctor
        )
    return _gone(place)


def _full_shelf(place: Any, count: int) -> dict[str, Any]:
    _many_on_the_shelf(place, count)
    return {}


def _shifted(place: Any) -> dict[str, Any]:
    first = Appointment.objects.get(**_ahead(place))
    return {"shift_id": shift_day(first=first, minutes=20, by=SYSTEM).pk}


def _course(place: Any) -> dict[str, Any]:
    found = _ahead(place)
    Appointment.objects.filter(**found).update(**Chain(uuid4(), 1, 3).columns)
    return found


def _chained(place: Any) -> dict[str, Any]:
    """A visit of two services in a row."""
    first = Appointment.objects.get(**_ahead(place))
    assert first.doctor is not None
    wanted = replace(wanted_by(first), starts_at=first.starts_at + timedelta(hours=1))
    second = book(patient=first.patient, wanted=wanted, by=SYSTEM)
    Appointment.objects.filter(pk__in=[first.pk, second.pk]).update(**Chain(uuid4()).columns)
    return {"public_id": first.public_id}


def _moved_chain(place: Any) -> dict[str, Any]:
    first = Appointment.objects.get(**_chained(place))
    return {"public_id": move_chain_by(visit=first, by_minutes=30, by=SYSTEM)[0].public_id}


def _session(place: Any) -> dict[str, Any]:
    """A group session of tomorrow with one patient."""
    doctor = _own_doctor(place)
    receives(doctor, branch=place.branch)
    school = a_service("Школа диабета", 60, seats=8)
    session = open_session(service=school, doctor=doctor, branch=place.branch, on=days_ago(-1), at=time(15), by=SYSTEM)
    wanted = Wanted(doctor, place.branch, session.starts_at, 60, school)
    book(patient=_patient(place), wanted=wanted, by=SYSTEM)
    return {"public_id": session.public_id}


def _package(place: Any) -> dict[str, Any]:
    lines = [PackageLine(a_service("Приём")), PackageLine(a_service("УЗИ"))]
    return {"public_id": set_package(name="Осмотр", lines=lines, by=SYSTEM).public_id}


examples = {
    "scheduling:package": _package,
    **dict.fromkeys(("scheduling:session", "scheduling:cancel_session"), _session),
    **dict.fromkeys((f"scheduling:{name}" for name in ("ticket", "route")), _ahead),
    "scheduling:memo": _prepared,
    "scheduling:comment": _ahead,
    "scheduling:payer": _ahead,
    "scheduling:remote_link": _remote,
    "scheduling:next_step": _arrived,
    **dict.fromkeys((f"scheduling:{name}" for name in ("away", "running_late")), _busy_doctor),
    "scheduling:back": _away,
    **dict.fromkeys(
        (f"scheduling:{name}" for name in ("visit", "cancel", "move", "move_to", "resize", "unbook", "shift")), _ahead
    ),
    **dict.fromkeys(
        (
            f"scheduling:{name}"
            for name in ("absence", "substitute", "cancel_waiting", "take_back_absence", "take_back_cancelling")
        ),
        _gone,
    ),
    **dict.fromkeys((f"scheduling:{name}" for name in ("offer", "leave_on_shelf", "put_back_on_shelf")), _on_the_shelf),
    "scheduling:take_back_substitution": lambda place: _gone(place) | {"doctor_id": a_doctor("Котов").public_id},
    "scheduling:prepaid": _held,
    "scheduling:shift_back": _shifted,
    "scheduling:unbook_course": _course,
    "scheduling:unbook_chain": _ahead,
    **dict.fromkeys(("scheduling:move_chain", "scheduling:move_chain_by"), _chained),
    "scheduling:move_chain_back": _moved_chain,
    "scheduling:move_back": _moved,
    "scheduling:take_step": lambda place: {**_ahead(place), "status": "arrived"},
    "scheduling:step_back": lambda place: {**_arrived(place), "status": "planned"},
    "scheduling:stretch_back": lambda place: {**_ahead(place), "minutes": 45},
    **{
        f"scheduling:{name}": lambda place: {"public_id": _patient(place).public_id}
        for name in ("appointments", "behaviour", "wait", "waits_for")
    },
    **dict.fromkeys(("scheduling:enter", "scheduling:put_back"), _booked),
    **dict.fromkeys(("scheduling:wish", "scheduling:stop_waiting"), _entry),
    "scheduling:wait_again": _withdrawn,
    **dict.fromkeys(
        ("scheduling:opening", "scheduling:close_opening"), lambda place: {"public_id": _opening(place).public_id}
    ),
    **dict.fromkeys(("scheduling:window", "scheduling:call_for_window"), _window),
    "scheduling:accept_offer": _offer,
    "scheduling:decline_offer": lambda place: {**_offer(place), "state": "refused"},
    "scheduling:take_back_answer": _declined,
    **{f"scheduling:{name}": _service for name in ("service", "edit_service", "add_price", "performers")},
    **{f"scheduling:{name}": _place for name in ("place", "edit_place", "close_place")},
    **{f"scheduling:{name}": _doctor for name in ("doctor_hours", "week", "day", "leave", "doctor_rules")},
    "scheduling:open_place": _closed,
    **{f"scheduling:{name}": _closed_time for name in ("closed_time", "open_closed", "close_again")},
    **{f"scheduling:{name}": _shift for name in ("cancel_day", "change_day", "restore_day")},
    "scheduling:take_back_leave": _leave,
    "scheduling:remove_day_off": _day_off,
}
bodies = {
    "scheduling:payer": lambda place: {"payer": "company", "payer_name": "Завод"},
    "scheduling:comment": lambda place: {"text": "боится уколов"},
    "scheduling:next_step": lambda place: {"service": a_service().pk, "after_days": 7},
    "scheduling:away": lambda place: {"minutes": 30, "reason": "operation"},
    "scheduling:reopen_day": lambda place: {"reason": "забыли визит"},
    **dict.fromkeys(("scheduling:move", "scheduling:move_to"), _another_time),
    "scheduling:resize": lambda place: {"minutes": 45},
    "scheduling:move_chain_by": lambda place: {"minutes": 15},
    "scheduling:shift": lambda place: {"minutes": 20},
    "scheduling:substitute": lambda place: {"doctor": a_doctor("Котов").public_id},
    "scheduling:cancel_waiting": lambda place: {"reason": "врач заболел"},
    "scheduling:cancel_session": lambda place: {"reason": "врач заболел"},
    "scheduling:cancel": lambda place: {"cancelled_by": "patient", "reason": "заболел"},
}
crowded = {
    "scheduling:running_late": _many_late,
    "scheduling:route": _way_of_many,
    **{f"scheduling:{name}": _many_ahead for name in DESK_PAGES},
    **{f"scheduling:{name}": _many_ahead for name in ("calendar", "feed", "day_list")},
    "scheduling:for_mis": _many_booked,
    "scheduling:absence": _many_on_the_shelf,
    "scheduling:shelf": _full_shelf,
    "scheduling:waiting": _many_wait,
    "scheduling:opening": _crowded_opening,
    **dict.fromkeys(("scheduling:openings", "scheduling:openings_history"), _many_openings),
    "scheduling:window": _crowded_window,
    "scheduling:windows": _many_windows,
    **{f"scheduling:{name}": _crowded for name in ("appointments", "behaviour")},
}
asked = {
    **dict.fromkeys((f"scheduling:{name}" for name in ("calendar", "feed", "day_list", *DESK_PAGES)), _branch_and_day),
    "scheduling:visits": lambda place, count: {"days": "week"},
    "scheduling:close_time": lambda place, count: {"branch": place.branch.public_id, **_whose_time(place)},
}
