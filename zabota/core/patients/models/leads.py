import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zabota.base.accounts.models import User
from zabota.base.postgres.sealed import SealedTextField
from zabota.core.patients.models.patient import Patient
from zabota.core.practice.models import Branch


class LeadState(models.TextChoices):
    NEW = "new", _("new")
    IN_WORK = "in_work", _("in work")
    BECAME_PATIENT = "became_patient", _("became a patient")
    CLOSED = "closed", _("closed")


class Lead(models.Model):
    """An enquiry without a card (R062): kept beside patients, never mixed; becomes a patient with its history."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=200, blank=True, default="")
    phone = SealedTextField(_("phone"))
    phone_index = models.BinaryField(max_length=16, null=True)
    reason = SealedTextField(_("what they ask for"))
    source = models.CharField(_("source"), max_length=120, blank=True, default="")
    #: The version of the text of consent under which the enquiry was sent from the site.
    consent_form = models.CharField(max_length=40, blank=True, default="")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=14, choices=LeadState.choices, default=LeadState.NEW)
    patient = models.ForeignKey(Patient, on_delete=models.SET_NULL, null=True, blank=True, related_name="leads")
    responsible = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        db_table = "patients_lead"
        indexes = [models.Index(fields=["phone_index"], name="patients_lead_phone")]

    def __str__(self) -> str:
        return f"lead {self.pk}"
