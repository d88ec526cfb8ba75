import uuid
from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zabota.base.accounts.models import User
from zabota.base.postgres.sealed import SealedTextField
from zabota.core.catalog.models import Service
from zabota.core.patients.models import Patient
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor


class Status(models.TextChoices):
    """The life of a visit. Held waits for a prepayment; planned, as imports call it, is booked."""

    HELD = "held", _("held")
    PLANNED = "planned", _("planned")
    CONFIRMED = "confirmed", _("confirmed")
    ARRIVED = "arrived", _("here")
    IN_ROOM = "in_room", _("in the room")
    COMPLETED = "completed", _("came")
    CANCELLED = "cancelled", _("cancelled")
    NO_SHOW = "no_show", _("did not come")
    MOVED = "moved", _("moved")


#: How a visit was booked (`booked_by`) of somebody who came without a booking (R182, R199).
WALK_IN = "walk_in"
#: Not come yet: such a visit is ahead of the patient.
AHEAD = (Status.HELD, Status.PLANNED, Status.CONFIRMED)
#: The patient is in the clinic.
INSIDE = (Status.ARRIVED, Status.IN_ROOM)


#: What may follow what. A step back is the command `take_back_step`.
FOLLOWS: dict[str, frozenset[str]] = {
    Status.CONFIRMED: frozenset({Status.PLANNED}),
    Status.ARRIVED: frozenset({Status.PLANNED, Status.CONFIRMED}),
    Status.IN_ROOM: frozenset({Status.PLANNED, Status.CONFIRMED, Status.ARRIVED}),
    Status.COMPLETED: frozenset({Status.PLANNED, Status.CONFIRMED, Status.ARRIVED, Status.IN_ROOM}),
    Status.NO_SHOW: frozenset({Status.PLANNED, Status.CONFIRMED}),
    Status.CANCELLED: frozenset({Status.HELD, Status.PLANNED, Status.CONFIRMED, Status.ARRIVED}),
    Status.MOVED: frozenset({Status.HELD, Status.PLANNED, Status.CONFIRMED}),
}


class VisitKind(models.TextChoices):
    FIRST = "first", pgettext_lazy("kind of visit", "first visit")
    REPEAT = "repeat", pgettext_lazy("kind of visit", "repeat visit")
    URGENT = "urgent", _("urgent")
    INSURANCE = "insurance", _("insurance")
    ONLINE = "online", _("booked online")


class Payer(models.TextChoices):
    SELF = "self", _("patient")
    RELATIVE = "relative", _("relative")
    COMPANY = "company", _("company")
    INSURANCE = "insurance", _("voluntary insurance")


class WayOfBooking(models.TextChoices):
    """How a visit came to be booked here (R199); imports write the clinic's own words instead."""

    DESK = "desk", _("at the desk")
    CALL = "call", _("in a call")
    ONLINE = "online", _("on the site")
    WAITING = "waiting", _("from the waiting list")
    WALK_IN = "walk_in", _("came without a booking")


class CancelledBy(models.TextChoices):
    PATIENT = "patient", _("patient")
    CLINIC = "clinic", _("clinic")


class Appointment(models.Model):
    """A booked visit with its outcome; imported history too (R013). `starts_at` is exact in time, `wall_start` is what
    the patient was told in the branch's zone, "2026-03-12 15:30" (or "2026-03-12" without a time, which counts as noon),
    and outlives a change of the zone's rules."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The composite indexes begin with patient, branch and doctor: an index of their own would only slow a booking down.
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="appointments", db_index=False)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="appointments", db_index=False)
    doctor = models.ForeignKey(Doctor, on_delete=models.PROTECT, null=True, related_name="appointments", db_index=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, related_name="appointments")
    starts_at = models.DateTimeField()
    wall_start = models.CharField(max_length=16)
    has_time = models.BooleanField(default=True)
    minutes = models.PositiveSmallIntegerField(default=30)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PLANNED)
    status_at = models.DateTimeField(db_default=Now())
    cancelled_by = models.CharField(max_length=8, choices=CancelledBy.choices, blank=True, default="")
    cancel_reason = models.CharField(max_length=80, blank=True, default="")
    moved_to = models.OneToOneField("self", on_delete=models.SET_NULL, null=True, related_name="moved_from")
    #: How late the patient came, where the clinic keeps count (R200).
    late_minutes = models.PositiveSmallIntegerField(null=True)
    kind = models.CharField(max_length=10, choices=VisitKind.choices, blank=True, db_default="", default="")
    #: Why the visit stands outside the schedule; empty for a visit within it.
    over_schedule_reason = models.CharField(max_length=200, blank=True, db_default="", default="")
    confirmed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    #: How long before the start the visit was cancelled or moved, in hours; negative after it (R207).
    hours_before = models.DecimalField(max_digits=7, decimal_places=1, null=True)
    #: Until when a held visit waits for its prepayment.
    held_until = models.DateTimeField(null=True)
    prepayment = models.DecimalField(_("prepayment"), max_digits=12, decimal_places=2, null=True)
    prepaid_at = models.DateTimeField(null=True)
    #: Why somebody on the staff let a patient book without the prepayment that the rules ask for.
    waived_reason = models.CharField(max_length=200, blank=True, db_default="", default="")
    #: Why the doctor receives a patient whom he does not accept by his age or sex.
    accepted_reason = models.CharField(max_length=200, blank=True, db_default="", default="")
    payer = models.CharField(max_length=10, choices=Payer.choices, db_default=Payer.SELF, default=Payer.SELF)
    #: Which relative, company or insurer.
    payer_name = models.CharField(
        _("relative, company or insurer"), max_length=200, blank=True, db_default="", default=""
    )
    #: The insurer's letter of guarantee covers visits until that day, it included.
    letter_number = models.CharField(_("letter of guarantee"), max_length=60, blank=True, db_default="", default="")
    letter_until = models.DateField(_("letter valid until"), null=True)
    #: Where a remote consultation is held; empty for the doctor's own link.
    remote_link = models.URLField(
        _("link to the remote consultation"), max_length=500, blank=True, db_default="", default=""
    )
    #: Visits that were booked together: several services in a row, or the sessions of a course.
    chain = models.UUIDField(null=True)
    session = models.PositiveSmallIntegerField(null=True)
    sessions = models.PositiveSmallIntegerField(null=True)
    amount = models.DecimalField(_("sum"), max_digits=12, decimal_places=2, null=True)
    booked_by = models.CharField(_("booked by"), max_length=12, blank=True, default="")
    comment = SealedTextField()
    #: Where it came from: empty for a booking made here, else the import batch.
    source = models.CharField(max_length=200, blank=True, default="")
    source_key = models.CharField(max_length=80, null=True, unique=True)
    #: A booking made in a call must be written into the clinic's MIS by hand until a bridge does it.
    must_enter_into_mis = models.BooleanField(default=False)
    entered_into_mis_at = models.DateTimeField(null=True)
    entered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "scheduling_appointment"
        indexes = [
            models.Index(fields=["patient", "status", "-starts_at"], name="scheduling_by_patient"),
            models.Index(fields=["status", "starts_at"], name="scheduling_by_status"),
            models.Index(
                fields=["branch", "starts_at"], condition=models.Q(must_enter_into_mis=True), name="scheduling_for_mis"
            ),
            models.Index(fields=["source"], condition=~models.Q(source=""), name="scheduling_by_source"),
            models.Index(fields=["branch", "starts_at"], name="scheduling_by_branch"),
            models.Index(fields=["doctor", "starts_at"], name="scheduling_by_doctor"),
            models.Index(fields=["chain"], condition=models.Q(chain__isnull=False), name="scheduling_by_chain"),
            models.Index(fields=["held_until"], condition=models.Q(status="held"), name="scheduling_held_due"),
            models.Index(
                fields=["entered_by"], condition=models.Q(entered_by__isnull=False), name="scheduling_by_enterer"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True) | models.Q(amount__gte=0), name="scheduling_sum_is_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(must_enter_into_mis=False) | models.Q(entered_into_mis_at__isnull=True),
                name="scheduling_entered_is_off_the_list",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="held") | models.Q(held_until__isnull=False),
                name="scheduling_held_visit_has_deadline",
            ),
        ]

    def __str__(self) -> str:
        return f"appointment {self.pk}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def way(self) -> str:
        """How it was booked, in words."""
        known = self.booked_by in WayOfBooking.values
        return str(WayOfBooking(self.booked_by).label) if known else self.booked_by

    @property
    def lacks_letter(self) -> bool:
        """An insurer is to pay, and no letter of guarantee covers the day."""
        if self.payer != Payer.INSURANCE:
            return False
        return not self.letter_number or self.letter_until is None or self.letter_until < self.wall_day

    @property
    def is_ahead(self) -> bool:
        return self.status in AHEAD

    @property
    def wall_day(self) -> date:
        """The day that the patient was told."""
        return date.fromisoformat(self.wall_start[:10])

    @property
    def wall_time(self) -> time | None:
        """The time that the patient was told, or None where only the day is known."""
        return time.fromisoformat(self.wall_start[11:]) if self.has_time else None
