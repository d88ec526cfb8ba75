"""Group sessions, such as a school for patients: one time of a doctor and a room with a number of seats."""

import uuid
from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models.functions import Now

from zabota.base.accounts.models import User
from zabota.core.catalog.models import Service
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor


class GroupSession(models.Model):
    """A session takes the doctor and the room itself; each patient takes a seat of it, which is a lane of the session.
    `wall_start` is the hour that was told, "2026-03-12 15:30"."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="group_sessions")
    doctor = models.ForeignKey(Doctor, on_delete=models.PROTECT, related_name="group_sessions")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    wall_start = models.CharField(max_length=16)
    minutes = models.PositiveSmallIntegerField()
    seats = models.PositiveSmallIntegerField()
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=80, blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        db_table = "scheduling_group_session"
        indexes = [
            models.Index(
                fields=["service", "starts_at"],
                condition=models.Q(cancelled_at__isnull=True),
                name="scheduling_sessions_ahead",
            ),
            models.Index(fields=["branch", "starts_at"], name="scheduling_sessions_of_branch"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seats__gte=1, seats__lte=200), name="scheduling_session_has_seats"
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=5, minutes__lte=720), name="scheduling_session_takes_time"
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.pk}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def wall_day(self) -> date:
        return date.fromisoformat(self.wall_start[:10])

    @property
    def wall_time(self) -> time:
        return time.fromisoformat(self.wall_start[11:])
