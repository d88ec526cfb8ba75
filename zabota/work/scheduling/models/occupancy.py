"""What takes the time of a doctor, a room or a device, and the holds that keep it until a deadline."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.models import User
from zabota.base.postgres.cells import FIRST_CELL, LAST_CELL
from zabota.core.catalog.models import Service
from zabota.core.patients.models import Patient
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.work.scheduling.models.appointments import Appointment, VisitKind
from zabota.work.scheduling.models.sessions import GroupSession

#: Lanes from here on are those of visits «сверх записи»: each one of its own, outside the schedule.
OVER_SCHEDULE_LANE = 100
#: A doctor who was called away is not booked meanwhile, though his visits of that time still stand in their own lane.
AWAY_LANE = 99


#: A row of occupancy lasts no longer, in cells of five minutes: 31 days.
LONGEST = 31 * 288


class BlockReason(models.TextChoices):
    LUNCH = "lunch", _("lunch")
    MEETING = "meeting", _("meeting")
    OPERATION = "operation", _("operation")
    CALLED_AWAY = "called_away", _("called away")
    SERVICE = "service", _("maintenance")
    BROKEN = "broken", _("out of order")
    OTHER = "other", _("other")


class Block(models.Model):
    """Time of a doctor, room or device that is closed to booking, with its reason: lunch, downtime, an operation.

    `wall_start` is the branch's wall time of `starts_at`, "2026-03-12 15:30", and outlives a change of the zone's rules.
    Only time that was closed before branches were kept and that nobody receives around has none.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="+")
    starts_at = models.DateTimeField(null=True)
    wall_start = models.CharField(max_length=16, blank=True, db_default="", default="")
    reason = models.CharField(_("reason"), max_length=12, choices=BlockReason.choices)
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        db_table = "scheduling_block"

    def __str__(self) -> str:
        return f"block {self.pk}"


class HoldPurpose(models.TextChoices):
    DESK = "desk", _("for the desk")
    ONLINE = "online", _("online booking")
    OFFER = "offer", _("offered to the waiting list")


class HoldState(models.TextChoices):
    OPEN = "open", _("held")
    BOOKED = "booked", _("booked")
    RELEASED = "released", _("released")


class Hold(models.Model):
    """A slot kept for somebody until a deadline: find, hold, confirm. Nobody else gets it meanwhile (F3)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    purpose = models.CharField(max_length=8, choices=HoldPurpose.choices)
    state = models.CharField(max_length=8, choices=HoldState.choices, default=HoldState.OPEN)
    until = models.DateTimeField()
    doctor = models.ForeignKey(Doctor, on_delete=models.PROTECT, related_name="+")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, related_name="holds")
    appointment = models.OneToOneField(Appointment, on_delete=models.SET_NULL, null=True, related_name="hold")
    starts_at = models.DateTimeField()
    wall_start = models.CharField(max_length=16)
    minutes = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=VisitKind.choices, blank=True, default="")
    #: Who holds without being known, as a keyed hash: limits of holds count by it (T30).
    holder = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "scheduling_hold"
        indexes = [
            models.Index(fields=["until"], condition=models.Q(state="open"), name="scheduling_hold_due"),
            models.Index(fields=["holder", "created_at"], name="scheduling_hold_by_holder"),
        ]

    def __str__(self) -> str:
        return f"hold {self.pk}"


class Occupancy(models.Model):
    """A doctor, room or device taken for a time. Two of one resource and lane never overlap, holds included; history
    takes nothing. A row is never removed, only released."""

    class Kind(models.TextChoices):
        DOCTOR = "doctor", _("doctor")
        ROOM = "room", _("room")
        DEVICE = "device", _("device")
        #: A seat of a group session, whose id is the resource's; its lanes are the seats.
        SEAT = "seat", _("seat")

    class State(models.TextChoices):
        HELD = "held", _("held")
        TAKEN = "taken", _("taken")
        RELEASED = "released", _("released")

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, null=True, related_name="occupancies")
    hold = models.ForeignKey(Hold, on_delete=models.CASCADE, null=True, related_name="occupancies", db_index=False)
    block = models.ForeignKey(Block, on_delete=models.CASCADE, null=True, related_name="occupancies", db_index=False)
    group = models.ForeignKey(
        GroupSession, on_delete=models.CASCADE, null=True, related_name="occupancies", db_index=False
    )
    resource = models.CharField(max_length=6, choices=Kind.choices)
    resource_id = models.BigIntegerField()
    lane = models.PositiveSmallIntegerField(default=0)
    during = DateTimeRangeField()
    first_cell = models.GeneratedField(expression=FIRST_CELL, output_field=models.IntegerField(), db_persist=True)
    last_cell = models.GeneratedField(expression=LAST_CELL, output_field=models.IntegerField(), db_persist=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.TAKEN)
    held_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "scheduling_occupancy"
        indexes = [
            models.Index(
                fields=["resource", "resource_id", "first_cell"],
                include=["lane", "last_cell"],
                condition=models.Q(state__in=["held", "taken"]),
                name="scheduling_taken_cells",
            ),
            models.Index(fields=["hold"], condition=models.Q(hold__isnull=False), name="scheduling_taken_by_hold"),
            models.Index(fields=["block"], condition=models.Q(block__isnull=False), name="scheduling_taken_by_block"),
            models.Index(fields=["group"], condition=models.Q(group__isnull=False), name="scheduling_taken_by_group"),
        ]
        constraints = [
            ExclusionConstraint(
                name="scheduling_no_double_booking",
                expressions=[
                    ("resource", RangeOperators.EQUAL),
                    ("resource_id", RangeOperators.EQUAL),
                    ("lane", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(state__in=["held", "taken"]),
                deferrable=models.Deferrable.IMMEDIATE,
            ),
            # Whoever reads free time looks back so far for what reaches into its days.
            models.CheckConstraint(
                condition=models.Q(last_cell__lt=models.F("first_cell") + LONGEST), name="scheduling_taken_for_a_month"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="held") | models.Q(held_until__isnull=False),
                name="scheduling_hold_has_deadline",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.resource_id}"


class Touched(models.Model):
    """A line for every change of a resource's or a doctor's time, written by triggers: who keeps free time in memory
    reads from its transaction watermark on, so that no change of another process is missed."""

    resource = models.CharField(max_length=6)
    resource_id = models.BigIntegerField()

    class Meta:
        db_table = "scheduling_touched"

    def __str__(self) -> str:
        return f"{self.resource} {self.resource_id}"
