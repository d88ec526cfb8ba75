import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zabota.base.postgres.sealed import SealedTextField


class Action(models.TextChoices):
    READ = "read", _("opened")
    REVEAL = "reveal", _("saw a contact")
    EXPORT = "export", _("exported")
    DENIED = "denied", _("was refused")
    SIGN_IN = "sign_in", _("signed in")
    FAILED = "failed", _("failed to sign in")
    SIGN_OUT = "sign_out", _("signed out")
    SWITCH = "switch", _("took over the desk")
    LOCK = "lock", _("locked the screen")
    UNLOCK = "unlock", _("unlocked the screen")


class AuditEntry(models.Model):
    """Who looked at what, or was refused; writes are events. Ids, codes and field names only, never a value. Insert-only.

    `reason` is a code of the program; what a person wrote in his own words stands in `AuditWords`.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(db_default=Now())
    action = models.CharField(max_length=10, choices=Action.choices)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    branch_id = models.BigIntegerField(null=True)
    patient_id = models.BigIntegerField(null=True)
    object_type = models.CharField(max_length=60, default="")
    object_id = models.CharField(max_length=60, default="")
    fields = ArrayField(models.CharField(max_length=60), default=list)
    reason = models.CharField(max_length=300, default="")
    address = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=36, default="")

    class Meta:
        db_table = "audit_entry"
        indexes = [
            models.Index(fields=["patient_id", "-at"], name="audit_by_patient"),
            models.Index(fields=["actor_id", "-at"], name="audit_by_actor"),
            models.Index(fields=["-at"], name="audit_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.pk}"


class AuditWords(models.Model):
    """Why, in a person's own words: sealed, and beside the row that nobody may change, so that it can be forgotten
    with the patient it speaks of."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entry = models.OneToOneField(AuditEntry, on_delete=models.CASCADE, related_name="words")
    text = SealedTextField()

    class Meta:
        db_table = "audit_words"

    def __str__(self) -> str:
        return f"words of {self.entry_id}"
