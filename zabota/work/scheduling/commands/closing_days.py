"""Close a day of the desk, and open it again when something was forgotten."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zabota.base.events.commands import record
from zabota.core.practice.models import Branch
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.work.scheduling.events import DayClosed, DayReopened
from zabota.work.scheduling.models import ClosedDay
from zabota.work.scheduling.queries.closing_days import unended_visits


class DayIsNotDone(Refused):
    """A visit of the day has no end yet, or the day itself has not come."""


@transaction.atomic
def close_day(*, branch: Branch, on: date, by: Actor) -> ClosedDay:
    """Say that every visit of the day has its end. Said twice, the first one stays. Raises DayIsNotDone."""
    if on > timezone.now().astimezone(branch.zone).date():
        raise DayIsNotDone(_("This day has not come yet."))
    left = unended_visits(branch, on).count()
    if left:
        words = ngettext("%(count)d visit has no end yet.", "%(count)d visits have no end yet.", left)
        raise DayIsNotDone(words % {"count": left})
    now = timezone.now()
    day, is_new = ClosedDay.objects.select_for_update(of=("self",)).get_or_create(
        branch=branch, on=on, defaults={"closed_at": now, "closed_by_id": by.user_id}
    )
    if not is_new and day.reopened_at is None:
        return day
    if not is_new:
        day.closed_at, day.closed_by_id, day.reopened_at = now, by.user_id, None
        day.save(update_fields=["closed_at", "closed_by", "reopened_at"])
    record(DayClosed(branch.pk, on.isoformat()), by=by)
    return day


@transaction.atomic
def reopen_day(*, branch: Branch, on: date, reason: str, by: Actor) -> ClosedDay:
    """Open a closed day again, because something was forgotten or wrong. The reason stays with it."""
    if not reason.strip():
        raise Refused(_("Say why the day is opened again."), field="reason")
    day = ClosedDay.objects.select_for_update(of=("self",)).filter(branch=branch, on=on, reopened_at=None).first()
    if day is None:
        raise Refused(_("This day is not closed."))
    day.reopened_at, day.reopened_by_id, day.reopen_reason = timezone.now(), by.user_id, reason.strip()[:200]
    day.save(update_fields=["reopened_at", "reopened_by", "reopen_reason"])
    record(DayReopened(branch.pk, on.isoformat()), by=by)
    return day
