import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Now

if TYPE_CHECKING:
    _Field = models.Field[int, int]
else:
    _Field = models.Field


class TransactionId(_Field):
    """PostgreSQL's 64-bit transaction id, filled by the database."""

    def db_type(self, connection: object) -> str:
        return "xid8"

    def from_db_value(self, value: object, expression: object, connection: object) -> int | None:
        return None if value is None else int(str(value))

    def get_prep_value(self, value: object) -> str | None:
        return None if value is None else str(value)


class CurrentTransactionId(models.Func):
    function = "pg_current_xact_id"
    arity = 0
    output_field = TransactionId()


class Event(models.Model):
    """A fact of the clinic: the timeline, the audit of writes, the trigger of automations. Insert-only."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=80)
    patient_id = models.BigIntegerField(null=True)
    branch_id = models.BigIntegerField(null=True)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    triggers = models.BooleanField(default=True)
    happened_at = models.DateTimeField(db_default=Now())
    transaction_id = TransactionId(db_default=CurrentTransactionId(), editable=False)

    class Meta:
        db_table = "events_event"
        indexes = [
            models.Index(fields=["patient_id", "-happened_at"], name="events_by_patient"),
            models.Index(fields=["transaction_id", "id"], name="events_by_transaction"),
            models.Index(fields=["kind", "-happened_at"], name="events_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Watermark(models.Model):
    """How far a subscriber has read: everything up to (transaction_id, event_id) was delivered to it."""

    subscriber = models.CharField(max_length=200, primary_key=True)
    transaction_id = TransactionId()
    event_id = models.BigIntegerField()

    class Meta:
        db_table = "events_watermark"

    def __str__(self) -> str:
        return self.subscriber
