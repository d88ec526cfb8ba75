"""What the desk has to do about bookings from the site."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from zabota.base.accounts.access import Access
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
