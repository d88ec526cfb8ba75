"""Who sees appointments, who books, who keeps the list for the MIS."""

from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.registry import declare
from zabota.base.accounts.roles import Role

#: Part of the card, so it holds in the whole network for those who treat and receive.
VIEW_APPOINTMENTS = declare(
    "scheduling.view_appointments", _("See a patient's appointments"),
    Role.DIRECTOR, Role.CHIEF_DOCTOR, Role.SENIOR_ADMINISTRATOR, Role.SERVICE_MANAGER, Role.FRONT_DESK, Role.OPERATOR,
    Role.DOCTOR, Role.NURSE, Role.DATA_STEWARD,
    network_wide=True,
)  # fmt: skip
BOOK = declare(
    "scheduling.book", _("Book patients"),
    Role.DIRECTOR, Role.SENIOR_ADMINISTRATOR, Role.SERVICE_MANAGER, Role.FRONT_DESK, Role.OPERATOR,
)  # fmt: skip
ENTER_INTO_MIS = declare(
    "scheduling.enter_into_mis", _("Keep the list of bookings for the MIS"),
    Role.DIRECTOR, Role.SENIOR_ADMINISTRATOR, Role.SERVICE_MANAGER, Role.FRONT_DESK, Role.OPERATOR,
)  # fmt: skip
SET_UP = declare(
    "scheduling.set_up", _("Set up services, doctors' hours, rooms and devices"),
    Role.DIRECTOR, Role.SENIOR_ADMINISTRATOR,
)  # fmt: skip
BOOK_IN_NETWORK = declare(
    "scheduling.book_in_network", _("Book into any branch"),
    Role.DIRECTOR, Role.SENIOR_ADMINISTRATOR, Role.SERVICE_MANAGER, Role.FRONT_DESK, Role.OPERATOR,
    network_wide=True,
)  # fmt: skip
VIEW_CALENDAR = declare(
    "scheduling.view_calendar", _("See the calendar of visits"),
    Role.DIRECTOR, Role.CHIEF_DOCTOR, Role.SENIOR_ADMINISTRATOR, Role.SERVICE_MANAGER, Role.FRONT_DESK, Role.OPERATOR,
    Role.DOCTOR, Role.NURSE,
    network_wide=True,
)  # fmt: skip
#: In the branches where they work: a doctor of his own patients, which `queries/visit.py` sees to.
RECEIVE = declare(
    "scheduling.receive", _("Mark who came, is in the room and was seen"),
    Role.DIRECTOR, Role.SENIOR_ADMINISTRATOR, Role.SERVICE_MANAGER, Role.FRONT_DESK, Role.OPERATOR, Role.DOCTOR,
    Role.NURSE,
)  # fmt: skip
RUN_THE_DESK = declare(
    "scheduling.run_the_desk", _("Keep the desk: who is in the clinic, calls for tomorrow, closing the day"),
    Role.DIRECTOR, Role.SENIOR_ADMINISTRATOR, Role.SERVICE_MANAGER, Role.FRONT_DESK,
)  # fmt: skip
#: Whoever lets a patient off writes why; the reason stays with the visit and in the audit of events.
WAIVE_PREPAYMENT = declare(
    "scheduling.waive_prepayment", _("Book without the prepayment that the rules ask for"),
    Role.DIRECTOR, Role.SENIOR_ADMINISTRATOR, Role.SERVICE_MANAGER,
    network_wide=True,
)  # fmt: skip
