"""Appointments of a card: merged, shown and kept without a name; an occupancy goes with its appointment."""

from django.utils.translation import gettext_lazy as _

from zabota.core.patients.patient_rows import PatientData, blanked
from zabota.core.patients.registry import patient_data
from zabota.work.scheduling.models import Appointment
from zabota.work.scheduling.queries.visits import planned_visits_hinder

appointments = PatientData(
    Appointment,
    title=_("Visits"),
    erase=blanked("comment", "cancel_reason"),
    stays=_("What was done and paid belongs to the clinic's books and stays for five years, without a name."),
    codes=frozenset(("wall_start", "booked_by", "source", "source_key")),
    hinders=planned_visits_hinder,
    words={
        "wall_start": _("day and time"),
        "status": _("state"),
        "branch": _("branch"),
        "doctor": _("doctor"),
        "service": _("service"),
        "amount": _("sum"),
        "minutes": _("minutes"),
        "late_minutes": _("minutes late"),
        "cancelled_by": _("cancelled by"),
        "cancel_reason": _("reason of cancelling"),
        "booked_by": _("booked by"),
        "comment": _("comment"),
        "source": _("source"),
        "created_at": _("written on"),
    },
    silent=frozenset(
        ("starts_at", "has_time", "status_at", "moved_to", "source_key", "must_enter_into_mis", "entered_into_mis_at")
    ),
)
patient_data.register(appointments.key, appointments)
