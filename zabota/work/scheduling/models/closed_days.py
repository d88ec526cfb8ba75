"""Days that the desk has closed: each visit has its end, and a person said so."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.models import User
from zabota.core.practice.models import Branch


class ClosedDay(models.Model):
    """A day of a branch that was closed: by whom and when, and by whom and why it was opened again. Closed once more, the
    row tells of the last time; the events tell of all."""

    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="closed_days")
    on = models.DateField(_("day"))
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    reopen_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "scheduling_closed_day"
        constraints = [
            models.UniqueConstraint(fields=["branch", "on"], name="scheduling_day_is_closed_once"),
            models.CheckConstraint(
                condition=models.Q(reopened_at=None) | ~models.Q(reopen_reason=""),
                name="scheduling_reopened_day_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.branch_id} {self.on}"
