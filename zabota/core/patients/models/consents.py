import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zabota.base.postgres.sealed import SealedTextField
from zabota.core.patients.models.contacts import Channel
from zabota.core.patients.models.patient import Patient


class ConsentPurpose(models.TextChoices):
    CARE = "care", _("care")
    SERVICE = "service_msg", _("service messages")
    ADVERTISING = "marketing_general", _("advertising")
    HEALTH_ADVERTISING = "marketing_health", _("advertising by health data")
    REVIEWS = "reviews", _("requests for feedback")
    CALL_RECORDING = "call_recording", _("call recording")


class ConsentAction(models.TextChoices):
    GRANT = "grant", _("given")
    CLAIM = "claim", _("claimed by a file")
    REFUSE = "refuse", _("refused")
    WITHDRAW = "withdraw", _("withdrawn")
    EXPIRE = "expire", _("expired")


class LegalBasis(models.TextChoices):
    CONSENT = "consent", _("consent")
    CARE_REASON = "care_reason", _("care reason")
    SERVICE = "service", _("service of a booking")
    CLINIC_DECISION = "clinic_decision", _("decision of the clinic")


class ConsentEntry(models.Model):
    """A line of the consent ledger: one purpose and channel (empty = every channel), with its proof. Insert-only.

    The newest line of a purpose and channel counts. A claim from a file is no consent until it is confirmed.
    `evidence` is a reference that the program makes (file, row and column); what a person wrote is in `ConsentProof`.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=ConsentPurpose.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices, blank=True, default="")
    action = models.CharField(max_length=8, choices=ConsentAction.choices)
    evidence = models.CharField(max_length=300, blank=True, default="")
    form_version = models.CharField(max_length=40, blank=True, default="")
    source = models.CharField(max_length=20, default="paper")
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "patients_consent"
        indexes = [models.Index(fields=["patient", "purpose", "channel", "-id"], name="patients_consent_newest")]

    def __str__(self) -> str:
        return f"{self.action} {self.purpose} {self.patient_id}"


class ConsentProof(models.Model):
    """Which paper, which call, in a person's own words: sealed, and beside the line that nobody may change, so that it
    can be forgotten with the patient."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entry = models.OneToOneField(ConsentEntry, on_delete=models.CASCADE, related_name="proof")
    text = SealedTextField()

    class Meta:
        db_table = "patients_consent_proof"

    def __str__(self) -> str:
        return f"proof of {self.entry_id}"
