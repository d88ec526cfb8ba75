"""What the desk has to do about bookings from the site."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from zabota.base.accounts.access import Access
from zabota.front.portal.models import OnlineBooking
from zabota.work.scheduling.models import Appointment, Status
from zabota.work.scheduling.queries.visits import within


def waiting_for_call(access: Access) -> QuerySet[Appointment]:
    """Visits that nobody proved by a code, in the branches of the asker; the nearest deadline first."""
    held = Appointment.objects.filter(
        status=Status.HELD, prepayment__isnull=True, online_booking__is_confirmed=False
    ).select_related("patient", "doctor", "service", "branch", "online_booking")
    return within(held, access.reach("scheduling.book")).order_by("held_until", "pk")


def visit_waiting_for_call(access: Access, public_id: UUID) -> Appointment:
    """Raises Http404."""
    visit = waiting_for_call(access).filter(public_id=public_id).first()
    if visit is None:
        raise Http404
    return visit


@dataclass(frozen=True)
class FromSite:
    """Where a visit that its patient booked came from. `waits_here`: this person may say that he has called."""

    booking: OnlineBooking
    waits_here: bool


def booked_online(access: Access, visit: Appointment) -> FromSite | None:
    """None for what the clinic booked itself."""
    if visit.booked_by != "online":
        return None
    booking = OnlineBooking.objects.filter(appointment=visit).first()
    if booking is None:
        return None
    waits = visit.status == Status.HELD and visit.prepayment is None and not booking.is_confirmed
    return FromSite(booking, waits and access.reach("scheduling.book").covers(visit.branch_id))
