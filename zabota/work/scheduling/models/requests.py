"""Requests that may be sent again (F20)."""

from django.db import models
from django.db.models.functions import Now


class AnsweredRequest(models.Model):
    """By the key that its sender gave it: what a request was, as a keyed hash, and the id of what it made."""

    key = models.UUIDField(primary_key=True)
    body = models.BinaryField(max_length=16)
    answer = models.BigIntegerField()
    answered_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "scheduling_answered_request"
        indexes = [models.Index(fields=["answered_at"], name="scheduling_answered_by_time")]

    def __str__(self) -> str:
        return str(self.key)
