"""Doctors who do not come, and the shelf of visits that wait for another time because of it."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.models import User
from zabota.core.staff.models import Doctor
from zabota.work.scheduling.models.appointments import AHEAD, Appointment, Status
from zabota.work.scheduling.models.schedules import Holiday, Leave


class AbsenceCause(models.TextChoices):
    """Why nobody receives; only of the first there is a reason of the doctor's own."""

    AWAY = "away", _("the doctor does not come")
    HOURS = "hours", _("other hours")
    DAY_OFF = "day_off", _("day off")


class Absence(models.Model):
    """A time in which a doctor does not receive though patients were booked: entered at the calendar or with his leave, or
    left by hours that have changed and by days off."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    doctor = models.ForeignKey(Doctor, on_delete=models.CASCADE, related_name="absences")
    since = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=10, choices=Leave.Reason.choices, default=Leave.Reason.ILLNESS)
    cause = models.CharField(max_length=7, choices=AbsenceCause.choices, default=AbsenceCause.AWAY)
    holiday = models.ForeignKey(Holiday, on_delete=models.SET_NULL, null=True, related_name="absences", db_index=False)
    leave = models.OneToOneField(Leave, on_delete=models.SET_NULL, null=True, related_name="absence")
    taken_back_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        db_table = "scheduling_absence"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("since")), name="scheduling_absence_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"absence {self.pk}"

    @property
    def why(self) -> str:
        """In words: "vacation", "other hours", "day off"."""
        return str(self.get_reason_display() if self.cause == AbsenceCause.AWAY else self.get_cause_display())


class ShelfState(models.TextChoices):
    WAITING = "waiting", _("waits for another time")
    MOVED = "moved", _("moved")
    CANCELLED = "cancelled", _("cancelled")
    LEFT = "left", _("left as it was")


class ShelvedVisit(models.Model):
    """A visit that stood in an absence. Whether it still waits is read from the visit itself, so that nobody is lost
    whatever way his visit was moved or cancelled, and an undone step brings it back."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    absence = models.ForeignKey(Absence, on_delete=models.CASCADE, related_name="shelved")
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="shelved")
    #: Somebody decided that the visit stays where it is.
    left_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "scheduling_shelved_visit"
        constraints = [
            models.UniqueConstraint(fields=["absence", "appointment"], name="scheduling_shelved_once"),
        ]

    def __str__(self) -> str:
        return f"shelved {self.appointment_id}"

    @property
    def state(self) -> ShelfState:
        status = self.appointment.status
        if status == Status.MOVED:
            return ShelfState.MOVED
        if status == Status.CANCELLED:
            return ShelfState.CANCELLED
        is_settled = self.left_at or self.absence.taken_back_at or status not in AHEAD
        return ShelfState.LEFT if is_settled else ShelfState.WAITING
