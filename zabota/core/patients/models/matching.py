import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.models import User
from zabota.base.postgres.sealed import SealedTextField
from zabota.core.patients.models.patient import Patient


class Mention(models.Model):
    """What one source said of one person: equal rows of a file, or one registration. The grain of matching.

    A mention belongs to the card that it was matched to; a merge moves mentions, and unmerging moves them back. Phones,
    e-mails and document numbers are sealed together as JSON lists: `{"phones": [["+7...", "мама"]], "emails": [],
    "documents": [["snils", "..."]]}`.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="mentions")
    source = models.CharField(max_length=200)
    surname = models.CharField(max_length=100, blank=True, default="")
    given = models.CharField(max_length=100, blank=True, default="")
    patronymic = models.CharField(max_length=100, blank=True, default="")
    maiden_surname = models.CharField(max_length=100, blank=True, default="")
    birth_date = models.DateField(null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    sex = models.CharField(max_length=1, blank=True, default="")
    card_numbers = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    city = models.CharField(max_length=80, blank=True, default="")
    contacts = SealedTextField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        db_table = "patients_mention"

    def __str__(self) -> str:
        return f"mention {self.pk}"


class PairState(models.TextChoices):
    OPEN = "open", _("to decide")
    LATER = "later", _("later")
    AT_VISIT = "at_visit", _("ask at the visit")
    MERGED = "merged", _("one person")
    DIFFERENT = "different", _("different people")
    GONE = "gone", _("no longer a pair")


class DuplicatePair(models.Model):
    """Two cards that may be one person; `patient` has the smaller id. "Different people" holds for ever."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="+")
    weight = models.FloatField(default=0)
    #: A list of {"field", "level", "weight"}: what speaks for and against.
    evidence = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=PairState.choices, default=PairState.OPEN)
    found_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    #: Shown to this steward until then: nobody else gets the same pair meanwhile.
    leased_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    leased_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "patients_duplicate_pair"
        indexes = [models.Index(fields=["state", "-weight"], name="patients_pair_queue")]
        constraints = [
            models.UniqueConstraint(fields=["patient", "other"], name="patients_pair_is_once"),
            models.CheckConstraint(condition=models.Q(patient__lt=models.F("other")), name="patients_pair_is_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.patient_id} and {self.other_id}"


class Merge(models.Model):
    """A merge that can be taken back at any time.

    `snapshot` (sealed JSON) holds which fields of the survivor it changed, before and after, and what a person chose;
    the rows that it moved are listed in `TakenRows`. The retired card keeps its own fields.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    survivor = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="merges")
    retired = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="retirements")
    snapshot = SealedTextField()
    is_automatic = models.BooleanField(default=False)
    weight = models.FloatField(null=True)
    evidence = models.JSONField(default=list)
    merged_at = models.DateTimeField(default=timezone.now)
    merged_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        db_table = "patients_merge"
        constraints = [
            models.UniqueConstraint(
                fields=["retired"], condition=models.Q(undone_at__isnull=True), name="patients_card_is_merged_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.retired_id} into {self.survivor_id}"

    @property
    def per_cent(self) -> float | None:
        """The chance that the cards were of one person, by the evidence in bits; never a hundred."""
        return None if self.weight is None else min(99.9, 100 / (1 + 2.0**-self.weight))


class TakenRows(models.Model):
    """Rows of one table that a merge moved to the survivor: they return to the retired card when it is undone."""

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="taken_rows")
    table = models.CharField(max_length=100)
    row_ids = ArrayField(models.TextField())

    class Meta:
        db_table = "patients_taken_rows"

    def __str__(self) -> str:
        return f"{len(self.row_ids)} of {self.table}"


class MatchingWeights(models.Model):
    """What the last run learned of this base: how much agreement and disagreement of each field weigh."""

    learned_at = models.DateTimeField(default=timezone.now)
    weights = models.JSONField(default=dict)

    class Meta:
        db_table = "patients_matching_weights"
        get_latest_by = "learned_at"

    def __str__(self) -> str:
        return f"weights of {self.learned_at:%Y-%m-%d}"
