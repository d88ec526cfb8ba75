"""What the bell tells of the desk: days that nobody has closed."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zabota.base.ui.registry import Notice, notice_sources
from zabota.core.practice.queries import branches_now
from zabota.work.scheduling.queries.closing_days import NotClosed, days_not_closed

PERMISSION = "scheduling.run_the_desk"
SHOWN = 5


def not_closed(request: Any) -> Sequence[Notice]:
    if not request.access.may(PERMISSION):
        return ()
    reach = request.access.reach(PERMISSION)
    days = days_not_closed([each for each in branches_now() if reach.covers(each.pk)])
    return [_notice(each) for each in days[-SHOWN:]]


def _notice(day: NotClosed) -> Notice:
    left = ngettext("%(count)d visit without an end", "%(count)d visits without an end", day.unended)
    return Notice(
        title=_("Not closed: %(day)s, %(branch)s") % {"day": date_format(day.on, "j E"), "branch": day.branch.name},
        detail=left % {"count": day.unended} if day.unended else "",
        url=f"{reverse('scheduling:close_day')}?branch={day.branch.public_id}&day={day.on}",
        icon="calendar-due",
    )


notice_sources.register("days_not_closed", not_closed)
