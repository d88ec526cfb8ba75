import uuid
from datetime import timedelta

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.models import User
from zabota.base.postgres.sealed import SealedTextField
from zabota.core.patients.models import Mention, Patient

UNDO_WITHIN = timedelta(days=30)


class BatchState(models.TextChoices):
    READING = "reading", _("being read")
    CHECKED = "checked", _("checked, waits for your word")
    TAKING = "taking", _("being imported")
    DONE = "done", _("imported")
    STOPPED = "stopped", _("stopped")
    FAILED = "failed", _("could not be read")
    UNDONE = "undone", _("taken back")


class ImportBatch(models.Model):
    """Files that were dropped together. `summary` holds figures only: rows, created, known, problems, merged, ..."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=8, choices=BatchState.choices, default=BatchState.READING)
    started_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    summary = models.JSONField(default=dict)
    #: The job that reads, imports or takes back; the newest counts.
    job_id = models.UUIDField(null=True)

    class Meta:
        db_table = "intake_batch"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def source(self) -> str:
        """How mentions, marks, facts and appointments of this batch name their origin."""
        return f"import:{self.pk}"

    @property
    def can_be_undone(self) -> bool:
        return (
            self.state == BatchState.DONE and self.done_at is not None and timezone.now() < self.done_at + UNDO_WITHIN
        )


class SourceFile(models.Model):
    """One file. Its sealed copy lies in `place` until the batch is done; `digest` is a keyed hash of the content.

    `tables` is a list of {"sheet", "titles", "columns", "shape", "importer", "mapping", "confidence", "alternatives", "passed_over"}.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=32)
    place = models.CharField(max_length=100, blank=True, default="")
    format = models.CharField(max_length=20, blank=True, default="")
    encoding = models.CharField(max_length=20, blank=True, default="")
    tables = models.JSONField(default=list)
    #: Sealed JSON {"samples": [{column: [texts]}], "values": {field: {written: count}}}.
    found = SealedTextField()
    row_count = models.PositiveIntegerField(default=0)
    is_staged = models.BooleanField(default=False)
    error = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "intake_file"
        ordering = ["id"]
        indexes = [models.Index(fields=["digest"], name="intake_file_digest")]

    def __str__(self) -> str:
        return f"file {self.pk}"


class StagedChunk(models.Model):
    """At most 1,000 clean rows, sealed: what one transaction of the import takes. Removed when the batch is done."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.ForeignKey(SourceFile, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    importer = models.CharField(max_length=40)
    row_count = models.PositiveSmallIntegerField()
    content = models.BinaryField()
    is_taken = models.BooleanField(default=False)

    class Meta:
        db_table = "intake_chunk"
        ordering = ["file_id", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="intake_chunk_is_once")]

    def __str__(self) -> str:
        return f"chunk {self.number} of file {self.file_id}"


class SourceRow(models.Model):
    """Where a data row of a file went: to a mention, and through it to the card it stands on today."""

    file = models.ForeignKey(SourceFile, on_delete=models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField()
    mention = models.ForeignKey(Mention, on_delete=models.SET_NULL, null=True, related_name="source_rows")
    problem = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        db_table = "intake_row"
        constraints = [models.UniqueConstraint(fields=["file", "row"], name="intake_row_is_once")]

    def __str__(self) -> str:
        return f"row {self.row} of file {self.file_id}"


class DoubtfulCell(models.Model):
    """A cell, or a whole row, that somebody should look at. `line` is the number that a spreadsheet shows."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.ForeignKey(SourceFile, on_delete=models.CASCADE, related_name="doubts")
    row = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=200, blank=True, default="")
    kind = models.CharField(max_length=20)
    written = SealedTextField()
    suggestion = SealedTextField()

    class Meta:
        db_table = "intake_doubt"
        ordering = ["file_id", "row", "id"]
        indexes = [models.Index(fields=["file", "kind"], name="intake_doubt_by_kind")]

    def __str__(self) -> str:
        return f"{self.kind} in row {self.row} of file {self.file_id}"


class KnownPerson(models.Model):
    """What was taken once is known by keyed hashes: of all that a row says of a person, and of who the person is."""

    content_digest = models.BinaryField(max_length=16, unique=True)
    identity_digest = models.BinaryField(max_length=16, null=True)
    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="known_as")
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="people")

    class Meta:
        db_table = "intake_known_person"
        indexes = [models.Index(fields=["identity_digest"], name="intake_known_identity")]

    def __str__(self) -> str:
        return f"known person {self.pk}"


class BroughtCard(models.Model):
    """A card that a batch opened, or (`was_there`) wrote to: what undo looks at.

    `before` (sealed JSON) holds the fields of a card that was there as they were, and `after` as the batch left them.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="cards")
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="+")
    was_there = models.BooleanField(default=False)
    before = SealedTextField()
    after = SealedTextField()
    #: Why undo left the card, as a code; empty while nothing was asked.
    left_because = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        db_table = "intake_brought_card"
        constraints = [models.UniqueConstraint(fields=["batch", "patient"], name="intake_card_is_brought_once")]

    def __str__(self) -> str:
        return f"card {self.patient_id} of batch {self.batch_id}"


class RememberedMapping(models.Model):
    """How columns of files of one shape were understood, by a person or at the last import: {plain title: field}."""

    shape = models.CharField(max_length=32, unique=True)
    importer = models.CharField(max_length=40)
    fields = models.JSONField(default=dict)
    remembered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "intake_mapping"

    def __str__(self) -> str:
        return f"mapping of {self.shape}"


class RememberedValue(models.Model):
    """What a written value means, decided by a person: status «ок» is "completed". `written` is plain (`plain_value`)."""

    field = models.CharField(max_length=40)
    written = models.CharField(max_length=200)
    canonical = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "intake_value"
        constraints = [models.UniqueConstraint(fields=["field", "written"], name="intake_value_is_once")]

    def __str__(self) -> str:
        return f"{self.field} value {self.pk}"
