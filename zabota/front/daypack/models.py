"""Packs of two days that leave the house encrypted, who took them, and the notes that came back from them."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zabota.base.accounts.models import User
from zabota.base.postgres.sealed import SealedTextField
from zabota.core.patients.models import Patient
from zabota.core.practice.models import Branch
from zabota.work.scheduling.models import Appointment


class Phrase(models.Model):
    """The phrase that opens a branch's packs. The phrase itself is kept nowhere: `key` is what PBKDF2 made of it with
    `salt`, as text, sealed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    branch = models.OneToOneField(Branch, on_delete=models.PROTECT, related_name="day_pack_phrase")
    salt = models.BinaryField(max_length=16)
    rounds = models.PositiveIntegerField()
    key = SealedTextField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        db_table = "daypack_phrase"

    def __str__(self) -> str:
        return f"phrase of {self.branch_id}"


class Pack(models.Model):
    """A pack as it was built. `sealed` is what leaves, empty once a newer pack of the branch stands; `key` opens the notes
    that come back. `inside` are the ids of the patients whose contacts it holds, with spaces between, `content` a keyed
    hash of all of it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="day_packs")
    built_at = models.DateTimeField()
    checked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    visits = models.PositiveIntegerField()
    inside = SealedTextField()
    content = models.BinaryField(max_length=16)
    key = SealedTextField()
    sealed = models.BinaryField(blank=True, default=b"")

    class Meta:
        db_table = "daypack_pack"
        indexes = [models.Index(fields=["branch", "-built_at"], name="daypack_newest")]

    def __str__(self) -> str:
        return f"pack of {self.branch_id} {self.built_at:%Y-%m-%d %H:%M}"

    @property
    def whose(self) -> set[int]:
        """Ids of the patients whose contacts are inside."""
        return {int(number) for number in str(self.inside).split()}


class Way(models.TextChoices):
    BROWSER = "browser", _("kept in a browser")
    FILE = "file", _("saved as a file")


class Taking(models.Model):
    """Who took a pack, when and how."""

    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="takings")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=7, choices=Way.choices)
    taken_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "daypack_taking"
        indexes = [models.Index(fields=["user", "-taken_at"], name="daypack_taken_by")]

    def __str__(self) -> str:
        return f"{self.way} {self.pack_id}"


class Act(models.TextChoices):
    """What can be noted without the server."""

    BOOK = "book", _("booked")
    ARRIVED = "arrived", _("came")
    COMPLETED = "completed", _("was seen")
    NO_SHOW = "no_show", _("did not come")
    CANCELLED = "cancelled", _("cancelled")


class Outcome(models.TextChoices):
    RECEIVED = "received", _("received")
    DONE = "done", _("in the base")
    ALREADY = "already", _("was so already")
    CONFLICT = "conflict", _("to be settled")
    WAITING = "waiting", _("waits for its booking")
    SETTLED = "settled", pgettext_lazy("note of the day pack", "settled")
    LET_BE = "let_be", pgettext_lazy("note of the day pack", "let be")


#: A person has to look.
OPEN = (Outcome.RECEIVED, Outcome.CONFLICT, Outcome.WAITING)


class Note(models.Model):
    """Something done without the server, handed over later. `key` was made where it was written down, so that a journal
    that comes twice is carried out once (F20). `said` is what was noted, as JSON, and empty once it is in the base.
    """

    key = models.UUIDField(unique=True, editable=False)
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="notes")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=9, choices=Act.choices)
    made_at = models.DateTimeField()
    said = SealedTextField(row_id="key")
    #: The booking among the notes that this one goes on from.
    follows = models.UUIDField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.RECEIVED)
    refusal = models.CharField(max_length=300, blank=True, default="")
    appointment = models.ForeignKey(Appointment, on_delete=models.SET_NULL, null=True, related_name="+")
    #: Whose card it is about, once that is known.
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, related_name="+")
    opened_card = models.BooleanField(default=False)
    handed_over_at = models.DateTimeField(db_default=Now())
    handed_over_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "daypack_note"
        indexes = [
            models.Index(fields=["branch", "made_at"], name="daypack_notes_open",
                         condition=models.Q(outcome__in=("received", "conflict", "waiting"))),
            models.Index(fields=["branch", "-handed_over_at"], name="daypack_notes_lately"),
            models.Index(fields=["follows"], condition=models.Q(follows__isnull=False), name="daypack_follows"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.act} {self.key}"

    @property
    def is_open(self) -> bool:
        return self.outcome in OPEN

    @property
    def wall(self) -> datetime:
        """When it was noted, by the clock of the branch."""
        return self.made_at.astimezone(self.branch.zone)
