import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.models import User
from zabota.base.accounts.roles import Role
from zabota.base.postgres.sealed import SealedTextField
from zabota.core.patients.models import Patient
from zabota.core.practice.models import Branch


class CallState(models.TextChoices):
    OPEN = "open", _("to call")
    HELD = "held", _("held back")
    DONE = "done", _("talked over")
    GIVEN_UP = "given_up", _("not reached")
    CLOSED = "closed", _("no longer needed")
    MERGED = "merged", _("the same person as in another call")


class Call(models.Model):
    """A patient to call, and why. It lives from the day the reason appears until a conversation or its end settles it.

    `number_index` (a contact's blind index) groups a family behind one number: it is one conversation. `taken_by` holds
    the call until `taken_until`, and a lease that ended gives it back by itself. `value` orders the list.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="calls")
    reason = models.CharField(max_length=40)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=CallState.choices, default=CallState.OPEN)
    #: Why a call is held back: a key of `queries.held.HELD_BECAUSE`.
    held_because = models.CharField(max_length=20, blank=True, default="")
    #: The lawful ground as `may_contact` names it, and what it rests on.
    basis = models.CharField(max_length=16, blank=True, default="")
    evidence = models.CharField(max_length=80, blank=True, default="")
    #: The day that the reason speaks of: of the last visit, of the request.
    since_on = models.DateField(null=True)
    value = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    number_index = models.BinaryField(max_length=16, null=True)
    due_at = models.DateTimeField(db_default=Now())
    #: The patient asked for this hour, so it comes before everything else.
    is_promised = models.BooleanField(default=False)
    unanswered = models.PositiveSmallIntegerField(default=0)
    assigned_to = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    taken_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    taken_until = models.DateTimeField(null=True)
    #: When somebody last saw the number; an outcome answers for it.
    number_shown_at = models.DateTimeField(null=True)
    note = SealedTextField()
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "todos_call"
        indexes = [
            models.Index(
                fields=["-is_promised", "-value", "id"], condition=models.Q(state="open"), name="todos_call_queue"
            ),
            models.Index(fields=["number_index"], condition=models.Q(state="open"), name="todos_call_family"),
            models.Index(fields=["patient", "-created_at"], name="todos_call_by_patient"),
            models.Index(fields=["state", "due_at"], name="todos_call_by_state"),
            models.Index(fields=["taken_by"], condition=models.Q(taken_by__isnull=False), name="todos_call_taken"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "reason"],
                condition=models.Q(state__in=["open", "held"]),
                name="todos_call_is_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "held"], closed_at__isnull=True)
                | (~models.Q(state__in=["open", "held"]) & models.Q(closed_at__isnull=False)),
                name="todos_call_is_closed_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(taken_by__isnull=True) | models.Q(state="open", taken_until__isnull=False),
                name="todos_call_is_taken_while_open",
            ),
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"


class CallAttempt(models.Model):
    """How one call ended. One press of a key is one `submission`, though it may settle a whole family.

    `before` and `undo` are what taking the outcome back needs: the call's columns, and the consequences' own words.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.UUIDField()
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="attempts")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="call_attempts")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=20)
    refusal = models.CharField(max_length=20, blank=True, default="")
    note = SealedTextField()
    script_version = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)
    operator = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    before = models.JSONField(default=dict)
    undo = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "todos_attempt"
        indexes = [
            models.Index(fields=["patient", "-at"], name="todos_attempt_by_patient"),
            models.Index(fields=["-at"], name="todos_attempt_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["submission", "call"], name="todos_attempt_is_once"),
        ]

    def __str__(self) -> str:
        return f"attempt {self.pk}"


class CallScript(models.Model):
    """A version of what is said for a reason. The newest counts; attempts remember theirs (R108)."""

    reason = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    text = models.TextField()
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        db_table = "todos_script"
        ordering = ["reason", "-version"]
        constraints = [models.UniqueConstraint(fields=["reason", "version"], name="todos_script_version_is_once")]

    def __str__(self) -> str:
        return f"{self.reason} {self.version}"


class ReasonRule(models.Model):
    """The clinic's own word on a reason: whether it fills the list, and after how many days (R192, R219)."""

    reason = models.CharField(max_length=40, primary_key=True)
    is_on = models.BooleanField(default=True)
    after_days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        db_table = "todos_reason_rule"

    def __str__(self) -> str:
        return self.reason


class TodoKind(models.TextChoices):
    COMPLAINT = "complaint", _("complaint")
    TASK = "task", _("task")


class TodoState(models.TextChoices):
    OPEN = "open", _("to do")
    PARTLY = "partly", _("done in part")
    DONE = "done", _("done")
    DROPPED = "dropped", _("not needed")


class Todo(models.Model):
    """A duty of the staff: of one person, or of a role in a branch (empty: in the network)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=TodoKind.choices, default=TodoKind.TASK)
    title = models.CharField(_("what to do"), max_length=160)
    text = SealedTextField(_("details"))
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, related_name="todos")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=30, choices=Role.choices, blank=True, default="")
    assigned_to = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=TodoState.choices, default=TodoState.OPEN)
    due_at = models.DateTimeField()
    #: How often it was put off (R222).
    moved = models.PositiveSmallIntegerField(default=0)
    outcome = SealedTextField(_("what was done"))
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    #: Where it came from, once: "call:<submission>".
    source = models.CharField(max_length=80, null=True, unique=True)

    class Meta:
        db_table = "todos_todo"
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(closed_at__isnull=True), name="todos_todo_open"),
            models.Index(fields=["patient", "-created_at"], name="todos_todo_by_patient"),
        ]

    def __str__(self) -> str:
        return f"todo {self.pk}"
