"""Group sessions as the calendar draws them: one line for all who come, «Школа диабета, 5 из 8»."""

from collections.abc import Collection, Iterable
from typing import Any

from django.utils.translation import gettext as _

from zabota.work.scheduling.models import Appointment, GroupSession, Occupancy, Resource
from zabota.work.scheduling.queries.sessions import ACTIVE, fullness_of, key_of

#: What stands for the status of a visit.
SESSION = "session"


def apart_from_sessions(visits: Iterable[Appointment], held: Iterable[GroupSession]) -> list[Appointment]:
    """Visits that are drawn by themselves."""
    keys = {key_of(each) for each in held}
    return [visit for visit in visits if key_of(visit) not in keys]


def drawn_sessions(
    held: Iterable[GroupSession], places: dict[int, Resource], by: str, times: Any
) -> list[dict[str, Any]]:
    """As JSON of the shape of visits. `times` gives the wall times of two moments."""
    found = list(held)
    taken: dict[int, list[Resource]] = {each.pk: [] for each in found}
    rows = Occupancy.objects.filter(group__in=found, state__in=ACTIVE).exclude(resource="doctor").order_by("pk")
    for number, place_id in dict.fromkeys(rows.values_list("group_id", "resource_id")):
        if number is not None and place_id in places:
            taken[number].append(places[place_id])
    return [_drawn(each, taken[each.pk], by, times) for each in found]


def _drawn(session: GroupSession, taken: Collection[Resource], by: str, times: Any) -> dict[str, Any]:
    doctor, service = session.doctor, session.service
    own = [str(doctor.public_id)] if by == "doctor" else [str(each.public_id) for each in taken if each.type.kind == by]
    return {
        "id": str(session.public_id),
        "columns": own,
        **times(session.starts_at, session.ends_at),
        "status": SESSION,
        "word": in_words(session),
        "patient": service.name,
        "short": service.name,
        "service": in_words(session),
        "doctor": doctor.short_name,
        "doctorId": str(doctor.public_id),
        "serviceId": str(service.pk),
        "places": ", ".join(each.name for each in taken),
        "over": "",
        "movable": False,
        "chain": "",
    }


def in_words(session: GroupSession) -> str:
    """«5 из 8» of one that `sessions` found."""
    full = fullness_of(session)
    return _("%(taken)d of %(seats)d") % {"taken": full.taken, "seats": full.seats}
