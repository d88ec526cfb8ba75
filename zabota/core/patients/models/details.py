import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.models import User
from zabota.base.postgres.sealed import SealedTextField
from zabota.core.patients.models.patient import Patient


class DocumentKind(models.TextChoices):
    PASSPORT = "passport", _("passport")
    BIRTH_CERTIFICATE = "birth_certificate", _("birth certificate")
    SNILS = "snils", _("SNILS")
    INN = "inn", _("taxpayer number")
    RNOKPP = "rnokpp", _("RNOKPP")
    INSURANCE = "insurance", _("insurance policy")


class IdentityDocument(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    number = SealedTextField(row_id="id")
    number_index = models.BinaryField(max_length=16)
    issued = SealedTextField(row_id="id")
    valid_until = models.DateField(null=True, blank=True)
    written_at = models.DateTimeField(null=True, db_default=Now(), editable=False)

    class Meta:
        db_table = "patients_document"
        indexes = [models.Index(fields=["number_index"], name="patients_document_number")]
        constraints = [
            models.UniqueConstraint(fields=["patient", "kind", "number_index"], name="patients_document_is_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class NoteKind(models.TextChoices):
    COMPLAINT = "complaint", _("complaint")
    DIAGNOSIS = "diagnosis", _("diagnosis")
    PRESCRIPTION = "prescription", _("prescription")
    EXAMINATION = "examination", _("examination")
    ALLERGY = "allergy", _("allergy")
    FEAR = "fear", _("fear or reason for postponing")  # R061
    PREFERENCE = "preference", _("preference")
    OTHER = "other", _("note")


class MedicalNote(models.Model):
    """What is known of health and wishes: imported, or told in a call. The text is sealed, the code is plain."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=12, choices=NoteKind.choices)
    code = models.CharField(_("ICD-10"), max_length=10, blank=True, default="")
    text = SealedTextField(row_id="id")
    noted_on = models.DateField(default=timezone.localdate)
    source = models.CharField(max_length=120, blank=True, default="")
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_current = models.BooleanField(default=True)
    written_at = models.DateTimeField(null=True, db_default=Now(), editable=False)

    class Meta:
        db_table = "patients_note"
        ordering = ["-noted_on"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class MarkKind(models.TextChoices):
    DO_NOT_CONTACT = "do_not_contact", _("do not contact")
    CONTACT_AFTER = "contact_after", _("contact after")
    MOVED_AWAY = "moved_away", _("moved away")
    CONFLICT = "conflict", _("conflict")
    DEBT = "debt", _("debt")
    VIP = "vip", _("VIP")


class Mark(models.Model):
    """A mark on the card, with its reason and end (R037). Lifted, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=15, choices=MarkKind.choices)
    reason = models.CharField(_("reason"), max_length=60, blank=True, default="")
    note = SealedTextField(row_id="id")
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)
    placed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    source = models.CharField(max_length=120, blank=True, default="")
    lifted_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField(null=True, db_default=Now(), editable=False)

    class Meta:
        db_table = "patients_mark"
        indexes = [
            models.Index(
                fields=["patient", "kind"], condition=models.Q(lifted_at__isnull=True), name="patients_mark_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class RelationKind(models.TextChoices):
    PARENT = "parent", _("parent")
    CHILD = "child", _("child")
    SPOUSE = "spouse", _("spouse")
    SIBLING = "sibling", _("brother or sister")
    GRANDPARENT = "grandparent", _("grandparent")
    GRANDCHILD = "grandchild", _("grandchild")
    OTHER = "other", _("relative")


class Relation(models.Model):
    """`relative` is the `kind` of `patient`. `answers` = the relative decides for the patient (a child's guardian)."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="relations")
    relative = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="relation_of")
    kind = models.CharField(max_length=12, choices=RelationKind.choices)
    answers = models.BooleanField(_("answers for the patient"), default=False)
    written_at = models.DateTimeField(null=True, db_default=Now(), editable=False)

    class Meta:
        db_table = "patients_relation"
        constraints = [
            models.UniqueConstraint(fields=["patient", "relative"], name="patients_relation_is_once"),
            models.CheckConstraint(
                condition=~models.Q(patient=models.F("relative")), name="patients_relation_is_of_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient_id} {self.kind} {self.relative_id}"


class Tag(models.Model):
    name = models.CharField(max_length=60, unique=True)

    class Meta:
        db_table = "patients_tag"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PatientTag(models.Model):
    """A tag that a card wears."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE)
    written_at = models.DateTimeField(null=True, db_default=Now(), editable=False)

    class Meta:
        db_table = "patients_patient_tag"
        unique_together = [("patient", "tag")]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.patient_id}"


class CustomField(models.Model):
    """A field of the clinic's own (R076)."""

    class Kind(models.TextChoices):
        TEXT = "text", _("text")
        NUMBER = "number", _("number")
        DATE = "date", _("date")
        CHOICE = "choice", _("choice")
        YES_NO = "yes_no", _("yes or no")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.TEXT)
    choices = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "patients_custom_field"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class CustomValue(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="custom_values")
    field = models.ForeignKey(CustomField, on_delete=models.CASCADE, related_name="values")
    value = SealedTextField(row_id="id")
    written_at = models.DateTimeField(null=True, db_default=Now(), editable=False)

    class Meta:
        db_table = "patients_custom_value"
        constraints = [models.UniqueConstraint(fields=["patient", "field"], name="patients_custom_value_is_once")]

    def __str__(self) -> str:
        return f"{self.field_id} of {self.patient_id}"


class StatedFactKind(models.TextChoices):
    FIRST_VISIT = "first_visit", _("first visit")
    LAST_VISIT = "last_visit", _("last visit")
    TOTAL_PAID = "total_paid", _("paid in all")
    VISITS = "visits", _("visits in all")


class StatedFact(models.Model):
    """What a file states without showing the appointments behind it; used only where none are known.

    A merged card may have two of one source: files too hold a person twice.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="stated_facts")
    kind = models.CharField(max_length=12, choices=StatedFactKind.choices)
    on = models.DateField(null=True, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    source = models.CharField(max_length=200)
    stated_on = models.DateField()
    written_at = models.DateTimeField(null=True, db_default=Now(), editable=False)

    class Meta:
        db_table = "patients_stated_fact"
        indexes = [models.Index(fields=["kind", "on"], name="patients_stated_by_day")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.patient_id}"
