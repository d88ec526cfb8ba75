"""Bookings that wait for a call beside the calendar; obstacles for the director; the door among the settings."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from zabota.base.ui.registry import MenuEntry, menu
from zabota.front.portal.queries.desk import waiting_for_call
from zabota.work.scheduling.models import Appointment


def waiting(request: Any) -> QuerySet[Appointment]:
    return waiting_for_call(request.access)


menu.register(
    "online",
    MenuEntry(
        key="online",
        title=_("From the site"),
        icon="world",
        url_name="portal:online",
        permission="scheduling.book",
        order=120,
        is_main=False,
        waiting=waiting,
    ),
)
menu.register(
    "obstacles",
    MenuEntry(
        key="obstacles",
        title=_("Where they give up"),
        icon="filter-down",
        url_name="portal:where_they_leave",
        permission="portal.see_obstacles",
        order=130,
        is_main=False,
    ),
)
menu.register(
    "portal_rules",
    MenuEntry(
        key="portal_rules",
        title=_("Online booking"),
        icon="world-cog",
        url_name="portal:rules",
        permission="practice.change",
        order=926,
        is_main=False,
    ),
)
menu.register(
    "complaint_words",
    MenuEntry(
        key="complaint_words",
        title=_("Words of complaints"),
        icon="message-question",
        url_name="portal:complaint_words",
        permission="scheduling.set_up",
        order=912,
        is_main=False,
    ),
)
menu.register(
    "platforms",
    MenuEntry(
        key="platforms",
        title=_("Booking platforms"),
        icon="plug-connected",
        url_name="portal:platforms",
        permission="practice.change",
        order=927,
        is_main=False,
    ),
)
