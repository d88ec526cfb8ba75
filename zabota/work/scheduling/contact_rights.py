"""The desk sees the number of whoever comes from yesterday to a week ahead, without giving a reason."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.core.patients.models import Patient
from zabota.core.patients.registry import ContactRight, contact_rights
from zabota.work.scheduling.models import Appointment


def comes_about_now(access: Any, patient: Patient) -> bool:
    """An appointment in a branch where this person keeps the bookings."""
    reach = access.reach("scheduling.book")
    now = timezone.now()
    near = Appointment.objects.filter(
        patient=patient, starts_at__gte=now - timedelta(days=1), starts_at__lte=now + timedelta(days=7)
    )
    return any(reach.covers(branch_id) for branch_id in near.values_list("branch_id", flat=True))


contact_rights.register("appointment", ContactRight("appointment", _("an appointment about now"), comes_about_now))
