"""A visit behind a signed link, and a slot that is held while its patient writes his name."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.core.catalog.models import OnlineMode
from zabota.front.portal.queries.trail import opened, signed
from zabota.lib.errors import Refused
from zabota.work.scheduling.models import AHEAD, Appointment, Hold, Status
from zabota.work.scheduling.queries import booking_rules

#: Doctors' hours are laid out for half a year.
LINK_LIVES = timedelta(days=200)
LINK_OUTLIVES_VISIT = timedelta(days=1)
HOLD_LIVES = timedelta(hours=1)


class LinkIsOver(Refused):
    """Forged, torn, too old, or of a visit that is long over: all told alike."""

    def __init__(self) -> None:
        super().__init__(_("This link does not open anything any more."))


def link_to(visit: Appointment) -> str:
    """What stands in the address of one visit, and opens this visit only."""
    return signed(visit.public_id.hex, "visit")


def address_of_visit(visit: Appointment) -> str:
    return reverse("portal:visit", args=[link_to(visit)])


def public_address_of_visit(visit: Appointment) -> str:
    """The same with the clinic's name in the network before it, for messages."""
    return settings.ZABOTA_PUBLIC_URL.rstrip("/") + address_of_visit(visit)


def visit_behind(link: str) -> Appointment:
    """The visit, at the time to which it was moved since. Raises LinkIsOver."""
    number = opened(link, "visit", lives_seconds=int(LINK_LIVES.total_seconds()))
    visit = _visits().filter(public_id=UUID(number)).first() if number else None
    while visit is not None and visit.moved_to_id is not None:
        visit = _visits().get(pk=visit.moved_to_id)
    if visit is None or visit.starts_at + LINK_OUTLIVES_VISIT < timezone.now():
        raise LinkIsOver
    return visit


def _visits() -> QuerySet[Appointment]:
    return Appointment.objects.select_related("patient", "doctor", "service", "branch")


def token_of(hold: Hold) -> str:
    return signed(hold.public_id.hex, "hold")


def hold_behind(token: str) -> Hold:
    """The slot that this visitor holds, open or booked since. Raises LinkIsOver."""
    number = opened(token, "hold", lives_seconds=int(HOLD_LIVES.total_seconds()))
    holds = Hold.objects.select_related("doctor", "branch", "service")
    hold = holds.filter(public_id=UUID(number)).first() if number else None
    if hold is None:
        raise LinkIsOver
    return hold


def hours_until_late() -> int:
    return booking_rules().free_cancel_hours


def is_free_to_change(visit: Appointment) -> bool:
    """Cancelling now is no miss yet, by the clinic's rule."""
    return visit.starts_at - timezone.now() >= timedelta(hours=hours_until_late())


def may_cancel(visit: Appointment) -> bool:
    return visit.status in AHEAD and visit.starts_at > timezone.now()


def may_move(visit: Appointment) -> bool:
    """Patients move by themselves what they may book by themselves, as long as moving is free."""
    is_online = visit.service is not None and visit.service.online == OnlineMode.INSTANT
    return may_cancel(visit) and is_online and visit.doctor_id is not None and is_free_to_change(visit)


def waits_for_call(visit: Appointment) -> bool:
    """Held without a code: the desk calls."""
    return visit.status == Status.HELD and visit.prepaid_at is None and _is_unconfirmed(visit)


def _is_unconfirmed(visit: Appointment) -> bool:
    booking = getattr(visit, "online_booking", None)
    return booking is not None and not booking.is_confirmed
