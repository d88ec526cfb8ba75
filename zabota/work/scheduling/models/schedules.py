"""When doctors receive: patterns by weekday, the shifts that they become, and each doctor's rules."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from zabota.base.postgres.cells import FIRST_CELL, LAST_CELL
from zabota.core.practice.models import Branch, Country
from zabota.core.staff.models import Doctor
from zabota.work.scheduling.models.appointments import VisitKind
from zabota.work.scheduling.models.resources import Resource


class Weeks(models.TextChoices):
    """Which weeks of the year a pattern holds in, by ISO number."""

    EVERY = "every", _("every week")
    ODD = "odd", _("odd weeks")
    EVEN = "even", _("even weeks")


class WorkPattern(models.Model):
    """A doctor's usual hours on one weekday, 0 = Monday. It is never changed, only ended, so that history stays true."""

    doctor = models.ForeignKey(Doctor, on_delete=models.CASCADE, related_name="patterns")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(Resource, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    weeks = models.CharField(_("weeks"), max_length=5, choices=Weeks.choices, default=Weeks.EVERY)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))
    kinds = ArrayField(models.CharField(max_length=10, choices=VisitKind.choices), default=list, blank=True)
    valid_from = models.DateField(_("since"))
    valid_until = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        db_table = "scheduling_work_pattern"
        ordering = ["weekday", "starts"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("starts")), name="scheduling_pattern_ends_after_start"
            ),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="scheduling_pattern_has_a_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.doctor_id} {self.weekday}"

    def holds_on_week(self, number: int) -> bool:
        """Of an ISO week's number."""
        return self.weeks == Weeks.EVERY or (self.weeks == Weeks.ODD) == bool(number % 2)


class Shift(models.Model):
    """Hours of one day in which a doctor receives in a branch: wall time as told, `during` as it is in time.

    `kinds` are the kinds of visit that the hours are kept for; none means any. `pattern` is empty for a shift entered
    by hand, and `is_changed` keeps a hand's change from being laid over by its pattern.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    doctor = models.ForeignKey(Doctor, on_delete=models.PROTECT, related_name="shifts")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="shifts")
    room = models.ForeignKey(Resource, on_delete=models.PROTECT, null=True, blank=True, related_name="shifts")
    on = models.DateField(_("day"))
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))
    during = DateTimeRangeField()
    first_cell = models.GeneratedField(expression=FIRST_CELL, output_field=models.IntegerField(), db_persist=True)
    last_cell = models.GeneratedField(expression=LAST_CELL, output_field=models.IntegerField(), db_persist=True)
    kinds = ArrayField(models.CharField(max_length=10, choices=VisitKind.choices), default=list, blank=True)
    pattern = models.ForeignKey(WorkPattern, on_delete=models.SET_NULL, null=True, related_name="shifts")
    is_changed = models.BooleanField(default=False)
    is_cancelled = models.BooleanField(default=False)
    #: Who stands in for whom: the doctor whose shift this was.
    instead_of = models.ForeignKey(Doctor, on_delete=models.PROTECT, null=True, related_name="+")
    #: The absence that took these hours away, or left them of longer ones.
    absence = models.ForeignKey("Absence", on_delete=models.SET_NULL, null=True, related_name="shifts", db_index=False)

    class Meta:
        db_table = "scheduling_shift"
        ordering = ["on", "starts"]
        indexes = [
            models.Index(fields=["on", "doctor"], name="scheduling_shift_by_day"),
            models.Index(fields=["doctor", "on"], name="scheduling_shift_by_doctor"),
            models.Index(fields=["first_cell"], name="scheduling_shift_cells"),
            models.Index(
                fields=["absence"], condition=models.Q(absence__isnull=False), name="scheduling_shift_by_absence"
            ),
        ]
        constraints = [
            ExclusionConstraint(
                name="scheduling_one_shift_at_a_time",
                expressions=[("doctor", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=models.Q(is_cancelled=False),
                deferrable=models.Deferrable.IMMEDIATE,
            ),
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("starts")), name="scheduling_shift_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.doctor_id} {self.on}"


class DoctorRules(models.Model):
    """Whom a doctor accepts, on which grid, and how far ahead patients book by themselves."""

    doctor = models.OneToOneField(Doctor, on_delete=models.CASCADE, primary_key=True, related_name="rules")
    step = models.PositiveSmallIntegerField(_("grid, minutes"), default=15)
    youngest = models.PositiveSmallIntegerField(_("from age"), default=0)
    oldest = models.PositiveSmallIntegerField(_("to age"), default=130)
    sex = models.CharField(_("only"), max_length=1, blank=True, default="")
    online_lead_hours = models.PositiveSmallIntegerField(_("online booking not later than, hours before"), default=2)
    online_horizon_days = models.PositiveSmallIntegerField(_("online booking ahead, days"), default=60)
    #: Kind of visit -> how many of it a day; a kind that is not named is not limited.
    quotas = models.JSONField(default=dict, blank=True)
    #: Where his remote consultations are held, unless a visit has a link of its own.
    remote_link = models.URLField(
        _("link to remote consultations"), max_length=500, blank=True, db_default="", default=""
    )

    class Meta:
        db_table = "scheduling_doctor_rules"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(step__in=[5, 10, 15, 20, 30, 60]), name="scheduling_grid_is_of_five_minutes"
            ),
            models.CheckConstraint(
                condition=models.Q(oldest__gte=models.F("youngest")), name="scheduling_ages_are_a_range"
            ),
        ]

    def __str__(self) -> str:
        return f"rules {self.doctor_id}"


class Leave(models.Model):
    """Days on which a doctor does not receive, the first and the last included; patterns make no shifts in them."""

    class Reason(models.TextChoices):
        VACATION = "vacation", _("vacation")
        ILLNESS = "illness", _("illness")
        STUDY = "study", _("training")
        OTHER = "other", _("other")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    doctor = models.ForeignKey(Doctor, on_delete=models.CASCADE, related_name="leaves")
    since = models.DateField(_("first day"))
    until = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices, default=Reason.VACATION)

    class Meta:
        db_table = "scheduling_leave"
        ordering = ["since"]
        indexes = [models.Index(fields=["doctor", "until"], name="scheduling_leave_by_doctor")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("since")), name="scheduling_leave_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"leave {self.pk}"


class Holiday(models.Model):
    """A day on which patterns make no shifts, in a country or in one branch."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    on = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=100)
    country = models.CharField(max_length=2, choices=Country.choices, blank=True, default="")
    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, null=True, blank=True, related_name="holidays")

    class Meta:
        db_table = "scheduling_holiday"
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["on", "country", "branch"], nulls_distinct=False, name="scheduling_holiday_is_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"
