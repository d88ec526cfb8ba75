"""The calendar and the list for the MIS in the sidebar; the desk and the doctors begin their day with the calendar."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from zabota.base.ui.registry import (
    FirstStep,
    FirstWay,
    HomePage,
    MenuEntry,
    QuickAction,
    first_ways,
    home_pages,
    menu,
    quick_actions,
    shell_scripts,
    signs_of_life,
)
from zabota.core.catalog.models import Service
from zabota.core.staff.models import Doctor
from zabota.work.scheduling.models import Appointment, ShelvedVisit, Shift
from zabota.work.scheduling.queries import bookings_for_mis
from zabota.work.scheduling.queries.shelf import shelf


def bookings_waiting(request: Any) -> QuerySet[Appointment]:
    return bookings_for_mis(request.access.reach("scheduling.enter_into_mis"))


def visits_on_the_shelf(request: Any) -> QuerySet[ShelvedVisit]:
    return shelf(request.access.reach("scheduling.book_in_network"))


menu.register(
    "shelf",
    MenuEntry(
        key="shelf",
        title=_("To be moved"),
        icon="archive",
        url_name="scheduling:shelf",
        permission="scheduling.book_in_network",
        order=57,
        waiting=visits_on_the_shelf,
    ),
)
menu.register(
    "for_mis",
    MenuEntry(
        key="for_mis",
        title=_("Enter into the MIS"),
        icon="clipboard-text",
        url_name="scheduling:for_mis",
        permission="scheduling.enter_into_mis",
        order=55,
        waiting=bookings_waiting,
    ),
)
menu.register(
    "visits",
    MenuEntry(
        key="visits",
        title=_("Visits"),
        icon="list-details",
        url_name="scheduling:visits",
        permission="scheduling.view_calendar",
        order=114,
        is_main=False,
    ),
)
menu.register(
    "waiting",
    MenuEntry(
        key="waiting",
        title=_("Waiting list"),
        icon="hourglass",
        url_name="scheduling:waiting",
        permission="scheduling.book_in_network",
        order=115,
        is_main=False,
        go_key="W",
    ),
)
menu.register(
    "openings",
    MenuEntry(
        key="openings",
        title=_("Openings"),
        icon="refresh",
        url_name="scheduling:openings",
        permission="scheduling.book_in_network",
        order=25,
    ),
)
menu.register(
    "refilled",
    MenuEntry(
        key="refilled",
        title=_("What the waiting list brings"),
        icon="chart-bar",
        url_name="scheduling:refilled",
        permission="todos.oversee",
        order=116,
        is_main=False,
    ),
)
menu.register(
    "windows",
    MenuEntry(
        key="windows",
        title=_("Empty hours"),
        icon="calendar-off",
        url_name="scheduling:windows",
        permission="todos.oversee",
        order=117,
        is_main=False,
    ),
)
menu.register(
    "booking_rules",
    MenuEntry(
        key="booking_rules",
        title=_("Rules of booking"),
        icon="clock-exclamation",
        url_name="scheduling:booking_rules",
        permission="practice.change",
        order=925,
        is_main=False,
    ),
)
menu.register(
    "services",
    MenuEntry(
        key="services",
        title=_("Services"),
        icon="list-details",
        url_name="scheduling:services",
        permission="scheduling.set_up",
        order=911,
        is_main=False,
    ),
)
menu.register(
    "sessions",
    MenuEntry(
        key="sessions",
        title=_("Group sessions"),
        icon="users",
        url_name="scheduling:sessions",
        permission="scheduling.view_calendar",
        order=905,
        is_main=False,
    ),
)
menu.register(
    "hours",
    MenuEntry(
        key="hours",
        title=_("Doctors' hours"),
        icon="calendar-time",
        url_name="scheduling:hours",
        permission="scheduling.set_up",
        order=912,
        is_main=False,
    ),
)
menu.register(
    "places",
    MenuEntry(
        key="places",
        title=_("Rooms and devices"),
        icon="door",
        url_name="scheduling:places",
        permission="scheduling.set_up",
        order=913,
        is_main=False,
    ),
)
menu.register(
    "board",
    MenuEntry(
        key="board",
        title=_("Who is in the clinic"),
        icon="armchair",
        url_name="scheduling:board",
        permission="scheduling.run_the_desk",
        order=15,
        go_key="K",
    ),
)
menu.register(
    "calendar",
    MenuEntry(
        key="calendar",
        title=_("Calendar"),
        icon="calendar",
        url_name="scheduling:calendar",
        permission="scheduling.view_calendar",
        order=20,
        go_key="C",
    ),
)
home_pages.register(
    "desk",
    HomePage(key="desk", url_name="scheduling:calendar", permission="scheduling.run_the_desk", order=35),
)
home_pages.register(
    "calendar",
    HomePage(key="calendar", url_name="scheduling:calendar", permission="scheduling.view_calendar", order=45),
)
quick_actions.register(
    "booking",
    QuickAction(
        key="booking",
        title=_("Book"),
        icon="calendar-plus",
        url_name="scheduling:booking",
        permission="scheduling.book_in_network",
        order=5,
        code="KeyN",
    ),
)
quick_actions.register(
    "absence",
    QuickAction(
        key="absence",
        title=_("A doctor does not come"),
        icon="user-off",
        url_name="scheduling:new_absence",
        permission="scheduling.run_the_desk",
        order=15,
    ),
)
shell_scripts.register("booking", "scheduling/booking.js")
first_ways.register(
    "booking",
    FirstWay(
        key="booking",
        title=_("Book patients"),
        text=_("Three steps, and the calendar has columns with free time in them."),
        order=20,
        steps=(
            FirstStep(
                title=_("Doctors"),
                text=_("Whoever receives patients. Doctors named in imported journals are here by themselves."),
                action=_("Add a doctor"),
                icon="stethoscope",
                url_name="scheduling:new_doctor",
                permission="scheduling.set_up",
                is_done=Doctor.objects.filter(is_active=True).exists,
            ),
            FirstStep(
                title=_("Services"),
                text=_("What patients are booked for, how long it takes and what it costs: one by one or from a file."),
                action=_("To the services"),
                icon="list-details",
                url_name="scheduling:services",
                permission="scheduling.set_up",
                is_done=Service.objects.exists,
            ),
            FirstStep(
                title=_("Doctors' hours"),
                text=_("When and where each doctor receives: a usual week is written once."),
                action=_("Set the hours"),
                icon="calendar-time",
                url_name="scheduling:hours",
                permission="scheduling.set_up",
                is_done=Shift.objects.exists,
            ),
        ),
    ),
)
signs_of_life.register("scheduling", Shift.objects.exists)
