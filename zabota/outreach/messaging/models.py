import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zabota.base.accounts.models import User
from zabota.base.postgres.sealed import SealedTextField
from zabota.core.patients.models import Patient
from zabota.core.practice.models import Branch


class Purpose(models.TextChoices):
    CODE = "code", _("code")
    CONFIRMATION = "confirmation", _("confirmation of a visit")
    REMINDER = "reminder", _("reminder of a visit")
    PREPARATION = "preparation", _("how to prepare")
    HELD = "held", _("time held for a prepayment")
    MOVED = "moved", _("new time of a visit")
    CANCELLED = "cancelled", _("cancelled visit")
    OFFER = "offer", _("offer of a freed time")
    CONTACTS = "contacts", _("the clinic's contacts")
    TRIAL = "trial", _("trial message")


class MessageState(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("message", "waits")
    SENDING = "sending", pgettext_lazy("message", "is leaving")
    SENT = "sent", pgettext_lazy("message", "sent")
    DELIVERED = "delivered", pgettext_lazy("message", "delivered")
    #: The gateway may have taken it. It is never sent again by itself: a patient gets nothing twice (F4).
    UNKNOWN = "unknown", pgettext_lazy("message", "not known whether it left")
    FAILED = "failed", pgettext_lazy("message", "did not leave")
    REFUSED = "refused", pgettext_lazy("message", "must not be sent")
    CANCELLED = "cancelled", pgettext_lazy("message", "cancelled")


#: The gateway has it: the patient sees it, or will.
HANDED_OVER = (MessageState.SENT, MessageState.DELIVERED)
#: A person should look: the patient may know nothing.
TROUBLED = (MessageState.UNKNOWN, MessageState.FAILED)


class Message(models.Model):
    """A line of the outbox: written in the transaction of what it tells of, and handed to a gateway once.

    `source` is what it is about, once for ever: "appointment:41:reminder". While a worker holds it (`sending`) it has a
    lease; `attempts` fences a worker that was frozen. `basis`, `evidence` are the ground as `may_contact` named it,
    `error` says in words why it did not leave.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, related_name="messages", db_index=False)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    template = models.CharField(max_length=40)
    source = models.CharField(max_length=120, unique=True)
    channel = models.CharField(max_length=10)
    address = SealedTextField()
    #: The blind index of the address, as contacts of cards have it.
    address_index = models.BinaryField(max_length=16)
    language = models.CharField(max_length=5, default="ru")
    subject = SealedTextField()
    text = SealedTextField()
    segments = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=9, choices=MessageState.choices, default=MessageState.QUEUED)
    not_before = models.DateTimeField(default=timezone.now)
    #: After this it has lost its sense and is not sent.
    expires_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    #: How often the gateway refused it for now.
    failures = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    gateway_id = models.CharField(max_length=120, blank=True, default="")
    basis = models.CharField(max_length=16, blank=True, default="")
    evidence = models.CharField(max_length=80, blank=True, default="")
    error = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "messaging_message"
        indexes = [
            models.Index(fields=["channel", "not_before", "id"], condition=Q(state="queued"), name="messaging_waiting"),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="messaging_leases"),
            models.Index(fields=["patient", "-created_at"], name="messaging_by_patient"),
            models.Index(fields=["branch", "-created_at"], name="messaging_by_branch"),
            models.Index(fields=["-created_at"], name="messaging_by_time"),
            models.Index(
                fields=["-created_at"], condition=Q(state__in=["unknown", "failed"]), name="messaging_troubled"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sending", lease_until__isnull=False)
                | (~Q(state="sending") & Q(lease_until__isnull=True)),
                name="messaging_leaves_under_a_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sending", "sent", "delivered", "unknown"]) | Q(attempts__gte=1),
                name="messaging_leaves_by_an_attempt",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "delivered"]) | Q(sent_at__isnull=False),
                name="messaging_sent_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["unknown", "failed", "refused"]) | ~Q(error=""),
                name="messaging_trouble_has_words",
            ),
            models.CheckConstraint(condition=~Q(source="") & ~Q(channel=""), name="messaging_is_about_something"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.state == MessageState.QUEUED

    @property
    def is_troubled(self) -> bool:
        return self.state in TROUBLED


class Pace(models.Model):
    """Until when a channel's portion of the second is spent, for all workers together."""

    channel = models.CharField(max_length=10, primary_key=True)
    free_at = models.DateTimeField()

    class Meta:
        db_table = "messaging_pace"

    def __str__(self) -> str:
        return self.channel


class TemplateVersion(models.Model):
    """The clinic's own words for an occasion, channel and language. The newest counts."""

    template = models.CharField(max_length=40)
    channel = models.CharField(max_length=10)
    language = models.CharField(max_length=5)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=200, blank=True, default="")
    text = models.TextField()
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        db_table = "messaging_template_version"
        constraints = [
            models.UniqueConstraint(
                fields=["template", "channel", "language", "version"], name="messaging_version_is_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.channel} {self.language} {self.version}"


class OneTimeCode(models.Model):
    """Six digits sent to a phone. Only their keyed hash is kept; the row counts for the limits of the day (T31)."""

    public_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=20)
    phone_index = models.BinaryField(max_length=16)
    #: The blind index of the network address that asked, null where it is not known.
    asker_index = models.BinaryField(max_length=16, null=True)
    code_hash = models.BinaryField(max_length=16)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "messaging_code"
        indexes = [
            models.Index(fields=["phone_index", "-created_at"], name="messaging_code_by_phone"),
            models.Index(fields=["asker_index", "-created_at"], name="messaging_code_by_asker"),
            models.Index(fields=["-created_at"], name="messaging_code_by_time"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(tries__lte=5), name="messaging_code_has_five_tries"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")), name="messaging_code_lives_a_while"
            ),
        ]

    def __str__(self) -> str:
        return f"code {self.public_id}"
