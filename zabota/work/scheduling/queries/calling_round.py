"""«Обзвон на завтра»: whose visits nobody has confirmed, and what the operator says of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zabota.core.practice.models import Branch
from zabota.outreach.todos.models import Call
from zabota.work.scheduling.models import AHEAD, Appointment, Status

CONFIRM, DELAY = "confirm_visit", "doctor_late"


def unconfirmed_visits(branch: Branch, on: date) -> QuerySet[Appointment]:
    """Visits of that day which are booked and not confirmed, still ahead, by time. One held for a prepayment waits for
    the money, not for a call."""
    since = datetime.combine(on, time(), branch.zone)
    visits = Appointment.objects.filter(branch=branch, status=Status.PLANNED, starts_at__gte=timezone.now())
    return visits.filter(starts_at__gte=since, starts_at__lt=since + timedelta(days=1)).order_by("starts_at", "id")


def visits_of_call(call: Call) -> list[Appointment]:
    """The visits that the call is about, by time."""
    return _by_call([call])[call.pk]


def visits_in_words(calls: Sequence[Call]) -> Mapping[int, str]:
    """«23 ноября, понедельник: 10:30, Громова А.В., ЭГДС» for each call."""
    visits = _by_call(calls)
    return {call.pk: _day_in_words(visits[call.pk]) for call in calls}


def words_of_script(call: Call) -> Mapping[str, str]:
    """What stands in the script for {visit} and {preparation}; a preparation is read out where a service has one (R190,
    R191)."""
    visits = visits_of_call(call)
    prepared = dict.fromkeys(each.service for each in visits if each.service and each.service.preparation)
    lines = [_("— How to prepare for “%(service)s”: %(text)s") % {"service": each.name, "text": each.preparation}
             for each in prepared]  # fmt: skip
    if lines:
        lines.append(_("— Is everything clear? Will you manage to prepare?"))
    return {"{visit}": _day_in_words(visits), "{preparation}": "\n".join(lines)}


def _by_call(calls: Sequence[Call]) -> dict[int, list[Appointment]]:
    ahead = Appointment.objects.filter(patient_id__in={call.patient_id for call in calls}, status__in=AHEAD)
    days = {str(call.since_on) for call in calls}
    found: dict[tuple[int, str], list[Appointment]] = defaultdict(list)
    for visit in ahead.select_related("doctor", "service", "branch", "patient").order_by("starts_at", "id"):
        if visit.wall_start[:10] in days:
            found[visit.patient_id, visit.wall_start[:10]].append(visit)
    return {call.pk: found[call.patient_id, str(call.since_on)] for call in calls}


def _day_in_words(visits: Sequence[Appointment]) -> str:
    if not visits:
        return ""
    branch = visits[0].branch
    day = date_format(visits[0].wall_day, "j E, l").lower()
    place = ", ".join(filter(None, [branch.name, branch.address])) if branch else ""
    return f"{day}: {'; '.join(_in_words(visit) for visit in visits)}" + (f" ({place})" if place else "")


def _in_words(visit: Appointment) -> str:
    at = f"{visit.wall_time:%H:%M}" if visit.wall_time else ""
    doctor = visit.doctor.short_name if visit.doctor else ""
    return ", ".join(filter(None, [at, doctor, visit.service.name if visit.service else ""]))
