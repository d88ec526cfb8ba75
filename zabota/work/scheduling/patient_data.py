"""Appointments of a card: merged, shown and kept without a name; an occupancy goes with its appointment."""

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from zabota.core.patients.patient_rows import PatientData, blanked, outlives
from zabota.core.patients.registry import patient_data
from zabota.work.scheduling.models import Appointment, Hold, Offer, VisitSummary, WaitingEntry
from zabota.work.scheduling.queries.visits import planned_visits_hinder

appointments = PatientData(
    Appointment,
    title=_("Visits"),
    written="created_at",
    erase=blanked(
        "comment",
        "cancel_reason",
        "over_schedule_reason",
        "payer_name",
        "letter_number",
        "remote_link",
        "waived_reason",
        "accepted_reason",
    ),
    stays=_("What was done and paid belongs to the clinic's books and stays for five years, without a name."),
    codes=frozenset(("wall_start", "booked_by", "source", "source_key")),
    hinders=planned_visits_hinder,
    words={
        "wall_start": _("day and time"),
        "status": _("state"),
        "kind": _("kind of visit"),
        "session": _("session of the course"),
        "sessions": _("sessions in the course"),
        "branch": _("branch"),
        "doctor": _("doctor"),
        "service": _("service"),
        "amount": _("sum"),
        "prepayment": _("prepayment"),
        "prepaid_at": _("prepayment received on"),
        "waived_reason": _("why without a prepayment"),
        "accepted_reason": _("why the doctor receives him all the same"),
        "payer": _("who pays"),
        "payer_name": _("relative, company or insurer"),
        "letter_number": _("letter of guarantee"),
        "letter_until": _("letter valid until"),
        "remote_link": _("link to the remote consultation"),
        "minutes": _("minutes"),
        "over_schedule_reason": _("why over the schedule"),
        "confirmed_at": _("confirmed on"),
        "arrived_at": _("came on"),
        "began_at": _("called in on"),
        "ended_at": _("ended on"),
        "late_minutes": _("minutes late"),
        "hours_before": _("cancelled so many hours before"),
        "cancelled_by": _("cancelled by"),
        "cancel_reason": _("reason of cancelling"),
        "booked_by": _("booked by"),
        "comment": _("comment"),
        "source": _("source"),
        "created_at": _("written on"),
    },
    silent=frozenset(
        (
            "starts_at",
            "has_time",
            "status_at",
            "moved_to",
            "source_key",
            "must_enter_into_mis",
            "entered_into_mis_at",
            "held_until",
        )
    ),
)
holds = PatientData(
    Hold,
    written="created_at",
    title=_("Time held"),
    words={
        "wall_start": _("day and time"),
        "state": _("state"),
        "purpose": _("for what"),
        "kind": _("kind of visit"),
        "branch": _("branch"),
        "doctor": _("doctor"),
        "service": _("service"),
        "minutes": _("minutes"),
        "until": _("until"),
        "created_at": _("written on"),
    },
    silent=frozenset(("starts_at", "holder", "appointment")),
)
waiting = PatientData(
    WaitingEntry,
    title=_("Waiting list"),
    written="created_at",
    author="created_by_id",
    words={
        "created_at": _("written on"),
        "service": _("service"),
        "speciality": _("speciality"),
        "doctor": _("doctor"),
        "weekdays": _("days of the week"),
        "hours_from": _("from the hour"),
        "hours_until": _("until the hour"),
        "earliest": _("not before"),
        "latest": _("not after"),
        "valid_until": _("kept until"),
        "urgency": _("urgency"),
        "asked_by": _("who asked"),
        "note": _("note"),
        "state": _("state"),
        "ended_at": _("ended on"),
    },
    readings={"weekdays": lambda entry: ", ".join(str(WEEKDAYS[number]) for number in entry.weekdays)},
    silent=frozenset(("earlier_than", "passed_over", "visit")),
)
offers = PatientData(
    Offer,
    title=_("Freed times that were offered"),
    written="made_at",
    words={
        "opening": _("day and time"),
        "made_at": _("offered on"),
        "state": _("state"),
        "until": _("until"),
        "ended_at": _("ended on"),
    },
    readings={"opening": lambda offer: offer.opening.wall_start},
    silent=frozenset(("entry", "visit", "place", "points", "call", "message")),
)
#: Counted by the database from the appointments: it moves and stays with them.
summaries = PatientData(
    VisitSummary,
    title=_("Visits in figures"),
    moves=False,
    erase=outlives,
    stays=_("What was done and paid belongs to the clinic's books and stays for five years, without a name."),
    words={"visits": _("completed visits"), "last_at": _("last visit"), "last_branch": _("branch"), "paid": _("sum")},
)
patient_data.register(appointments.key, appointments)
patient_data.register(summaries.key, summaries)
patient_data.register(holds.key, holds)
patient_data.register(offers.key, offers)
patient_data.register(waiting.key, waiting)
