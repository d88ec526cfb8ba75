from django.db import models
from django.utils import timezone


class BaseCount(models.Model):
    """How complete all cards of the base were at `counted_at`.

    `filled`: key of a field -> cards that hold it. `spread`: lower bound of completeness, per cent -> cards.
    """

    counted_at = models.DateTimeField(default=timezone.now)
    total = models.PositiveIntegerField()
    filled = models.JSONField(default=dict)
    spread = models.JSONField(default=dict)

    class Meta:
        db_table = "patients_base_count"
        get_latest_by = "counted_at"

    def __str__(self) -> str:
        return f"{self.total} cards"
