"""Who waits for a time that is not there yet, and the freed times that are offered to them one after another."""

import uuid
from datetime import date, datetime, time, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.models import User
from zabota.base.postgres.sealed import SealedTextField
from zabota.core.catalog.models import Service
from zabota.core.patients.models import Patient
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.outreach.messaging.models import Message
from zabota.outreach.todos.models import Call
from zabota.work.scheduling.models.appointments import Appointment, VisitKind
from zabota.work.scheduling.models.occupancy import Hold


class WaitState(models.TextChoices):
    WAITING = "waiting", _("waits")
    OFFERED = "offered", _("was offered a time")
    BOOKED = "booked", _("booked")
    EXPIRED = "expired", _("waited until the last day")
    WITHDRAWN = "withdrawn", _("taken off")


#: Still on the list.
ON_THE_LIST = (WaitState.WAITING, WaitState.OFFERED)


class Urgency(models.IntegerChoices):
    """Clinical priority, as whoever asked for it judged."""

    ROUTINE = 0, _("can wait")
    SOON = 1, _("soon")
    URGENT = 2, _("urgent")


class AskedBy(models.TextChoices):
    PATIENT = "patient", _("patient")
    RELATIVE = "relative", _("relative")
    DOCTOR = "doctor", _("doctor")


class WaitingEntry(models.Model):
    """A wish that no free time fitted: for a service, or for any service of a speciality. What is empty means any.

    `hours_from`, `hours_until` (exclusive) are wall times of the branch, `weekdays` count from 0 = Monday. With
    `earlier_than` the patient has a visit and would like it earlier: a time that is taken moves that visit.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="waiting_entries")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, related_name="+")
    speciality = models.CharField(max_length=100, blank=True, default="")
    doctor = models.ForeignKey(Doctor, on_delete=models.PROTECT, null=True, related_name="+")
    branches = models.ManyToManyField(Branch, related_name="+", db_table="scheduling_waiting_entry_branch")
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    hours_from = models.TimeField(null=True)
    hours_until = models.TimeField(null=True)
    earliest = models.DateField(null=True)
    latest = models.DateField(null=True)
    #: The last day on which the wish is kept.
    valid_until = models.DateField()
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices, default=Urgency.ROUTINE)
    earlier_than = models.ForeignKey(Appointment, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_by = models.CharField(max_length=8, choices=AskedBy.choices, default=AskedBy.PATIENT)
    note = SealedTextField()
    state = models.CharField(max_length=9, choices=WaitState.choices, default=WaitState.WAITING)
    #: How often a time that fitted went to somebody else.
    passed_over = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    #: What came of it.
    visit = models.ForeignKey(Appointment, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        db_table = "scheduling_waiting_entry"
        indexes = [
            models.Index(
                fields=["-urgency", "created_at"],
                condition=models.Q(state__in=["waiting", "offered"]),
                name="scheduling_waiting_now",
            ),
            models.Index(fields=["patient", "-created_at"], name="scheduling_waiting_by_patient"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "service", "speciality", "doctor"],
                condition=models.Q(state__in=["waiting", "offered"]),
                nulls_distinct=False,
                name="scheduling_waits_once",
            ),
            models.CheckConstraint(
                condition=models.Q(service__isnull=False) | ~models.Q(speciality=""),
                name="scheduling_waits_for_something",
            ),
            models.CheckConstraint(
                condition=models.Q(latest__isnull=True)
                | models.Q(earliest__isnull=True)
                | models.Q(latest__gte=models.F("earliest")),
                name="scheduling_waits_for_days_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "offered"], ended_at__isnull=True)
                | (~models.Q(state__in=["waiting", "offered"]) & models.Q(ended_at__isnull=False)),
                name="scheduling_waiting_ends_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"waiting entry {self.pk}"

    @property
    def asked_on(self) -> date:
        return timezone.localdate(self.created_at)

    @property
    def is_on_the_list(self) -> bool:
        return self.state in ON_THE_LIST

    @property
    def hours(self) -> tuple[time, time] | None:
        """Wall times from and until (exclusive), where any are wished."""
        if self.hours_from is None and self.hours_until is None:
            return None
        return self.hours_from or time(0), self.hours_until or time(23, 59)


class OpeningCause(models.TextChoices):
    CANCELLED = "cancelled", _("a visit was cancelled")
    MOVED = "moved", _("a visit was moved")
    RELEASED = "released", _("a held time was given back")
    HOURS = "hours", _("new hours were opened")


class OpeningState(models.TextChoices):
    OPEN = "open", _("looking for a patient")
    REFILLED = "refilled", _("filled")
    TAKEN = "taken", _("not free any more")
    TAKEN_BACK = "taken_back", _("the old visit stands again")
    NOBODY = "nobody", _("nobody took it")
    PASSED = "passed", _("too late to offer")
    CLOSED = "closed", _("taken off by hand")


class Opening(models.Model):
    """A freed or newly opened time. It is held for whom it is offered to, until an answer or a deadline; `next_at` is when
    something has to happen to it: the first offer, the end of the running ones, the next one.

    `source` is its natural key ("event:41"), so that a repeated event opens nothing twice.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.CharField(max_length=60, unique=True)
    cause = models.CharField(max_length=9, choices=OpeningCause.choices)
    doctor = models.ForeignKey(Doctor, on_delete=models.PROTECT, related_name="+")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    wall_start = models.CharField(max_length=16)
    minutes = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=VisitKind.choices, blank=True, default="")
    #: Whose visit stood here before.
    freed_visit = models.ForeignKey(Appointment, on_delete=models.SET_NULL, null=True, related_name="+")
    #: Of the service on that day, in the clinic's currency; what an empty time costs (R306).
    price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    state = models.CharField(max_length=10, choices=OpeningState.choices, default=OpeningState.OPEN)
    next_at = models.DateTimeField()
    hold = models.OneToOneField(Hold, on_delete=models.SET_NULL, null=True, related_name="+")
    freed_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)
    refilled_by = models.ForeignKey(Appointment, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        db_table = "scheduling_opening"
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(state="open"), name="scheduling_opening_due"),
            models.Index(fields=["freed_at"], name="scheduling_opening_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["doctor", "starts_at"],
                condition=models.Q(state="open"),
                name="scheduling_time_is_offered_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at__isnull=True)
                | (~models.Q(state="open") & models.Q(closed_at__isnull=False)),
                name="scheduling_opening_is_closed_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"opening {self.pk}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def wall(self) -> datetime:
        return self.starts_at.astimezone(self.branch.zone)


class OfferState(models.TextChoices):
    OFFERED = "offered", _("offered, no answer yet")
    ACCEPTED = "accepted", _("said yes")
    REFUSED = "refused", _("does not want it")
    NO_ANSWER = "no_answer", _("not reached")
    EXPIRED = "expired", _("no answer in time")
    GONE = "gone", _("somebody was faster")
    UNREACHABLE = "unreachable", _("may not be called, or has no number")


class Offer(models.Model):
    """A freed time offered to one patient until `until`. `points` say why he was next: code -> how much it counted."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="offers")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="offers")
    entry = models.ForeignKey(WaitingEntry, on_delete=models.SET_NULL, null=True, related_name="offers")
    #: The visit that an acceptance moves here.
    visit = models.ForeignKey(Appointment, on_delete=models.SET_NULL, null=True, related_name="+")
    place = models.PositiveSmallIntegerField()
    points = models.JSONField(default=dict)
    state = models.CharField(max_length=11, choices=OfferState.choices, default=OfferState.OFFERED)
    made_at = models.DateTimeField(db_default=Now())
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    #: How the patient is told: by a call or in writing.
    call = models.OneToOneField(Call, on_delete=models.SET_NULL, null=True, related_name="+")
    message = models.OneToOneField(Message, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        db_table = "scheduling_offer"
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["opening", "patient"], name="scheduling_offered_to_each_once"),
            models.UniqueConstraint(
                fields=["patient"], condition=models.Q(state="offered"), name="scheduling_one_offer_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"offer {self.pk}"
