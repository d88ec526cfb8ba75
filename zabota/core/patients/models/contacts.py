import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zabota.base.postgres.sealed import SealedTextField
from zabota.core.patients.models.patient import Patient


class ContactKind(models.TextChoices):
    PHONE = "phone", _("phone")
    EMAIL = "email", _("e-mail")
    TELEGRAM = "telegram", "Telegram"
    WHATSAPP = "whatsapp", "WhatsApp"
    VIBER = "viber", "Viber"
    MAX = "max", "MAX"
    VK = "vk", "VK"


class Channel(models.TextChoices):
    CALL = "call", _("call")
    SMS = "sms", "SMS"
    EMAIL = "email", _("e-mail")
    TELEGRAM = "telegram", "Telegram"
    WHATSAPP = "whatsapp", "WhatsApp"
    VIBER = "viber", "Viber"
    MAX = "max", "MAX"
    VK = "vk", "VK"
    PUSH = "push", _("push notice")
    POST = "post", _("post")


class ContactState(models.TextChoices):
    UNCHECKED = "unchecked", _("not checked")
    VERIFIED = "verified", _("verified")
    STALE = "stale", _("to be checked")
    WRONG = "wrong", _("wrong number")


#: States of a contact that a steward must look into.
DOUBTED = (ContactState.STALE, ContactState.WRONG)


class ContactPoint(models.Model):
    """A phone, address or messenger identity of a patient, sealed; found again by its blind index."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=10, choices=ContactKind.choices)
    value = SealedTextField(row_id="id")
    #: HMAC of the normalised value (E.164, lower-case address), and of a phone's last four digits.
    value_index = models.BinaryField(max_length=16)
    tail_index = models.BinaryField(max_length=16, null=True)
    #: Whose it is: empty for the patient's own, else a word such as «мама».
    belongs_to = models.CharField(_("whose"), max_length=60, blank=True, default="")
    state = models.CharField(max_length=10, choices=ContactState.choices, default=ContactState.UNCHECKED)
    is_preferred = models.BooleanField(default=False)
    verified_on = models.DateField(null=True, blank=True)
    note = SealedTextField(row_id="id")
    position = models.PositiveSmallIntegerField(default=0)
    written_at = models.DateTimeField(null=True, db_default=Now(), editable=False)

    class Meta:
        db_table = "patients_contact"
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["value_index"], name="patients_contact_value"),
            models.Index(fields=["tail_index"], name="patients_contact_tail"),
            models.Index(fields=["patient"], name="patients_contact_doubted", condition=models.Q(state__in=DOUBTED)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["patient", "kind", "value_index"], name="patients_contact_is_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
