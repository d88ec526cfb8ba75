"""What the public door keeps for itself: the clinic's rules of it, where bookings came from, and the steps on the way."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zabota.work.scheduling.models import Appointment, Hold, WaitingEntry


class PortalRules(models.Model):
    """One row. `sites` are origins ("https://clinic.example") in whose pages the booking may stand; none: in nobody's."""

    sites = ArrayField(models.CharField(max_length=200), default=list, blank=True)

    class Meta:
        db_table = "portal_rules"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="portal_rules_are_one")]

    def __str__(self) -> str:
        return "rules of online booking"


class ConsentText(models.Model):
    """What a patient agreed to by sending a form, in one language. Insert-only: another wording is another version."""

    version = models.PositiveIntegerField()
    language = models.CharField(max_length=5)
    text = models.TextField()
    created_at = models.DateTimeField(db_default=Now())
    #: Who wrote it; None for the usual words of the program.
    author_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "portal_consent_text"
        ordering = ["-version", "language"]
        constraints = [
            models.UniqueConstraint(fields=["language", "version"], name="portal_consent_version_is_once"),
            models.CheckConstraint(condition=~models.Q(text=""), name="portal_consent_says_something"),
        ]

    def __str__(self) -> str:
        return self.form

    @property
    def form(self) -> str:
        """As it stands in the ledger of consents: "online-3-ru"."""
        return f"online-{self.version}-{self.language}"


class Step(models.TextChoices):
    """The way to a booking, in its order."""

    OPENED = "opened", _("opened the page")
    SERVICE = "service", _("chose a service")
    TIME = "time", _("chose a time")
    PHONE = "phone", _("gave a phone")
    CODE = "code", _("typed the code")
    BOOKED = "booked", _("is booked")


class Origin(models.Model):
    """Where somebody came from. `trail` is a random number of one way through the pages and says nothing of a person."""

    trail = models.UUIDField()
    source = models.CharField(max_length=60, blank=True, default="")
    medium = models.CharField(max_length=60, blank=True, default="")
    campaign = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        abstract = True

    @property
    def words(self) -> str:
        """ "yandex / cpc / зима"; "" where nothing is known."""
        return " / ".join(part for part in (self.source, self.medium, self.campaign) if part)


class FunnelStep(Origin):
    """A step of the way to a booking, once for each trail (R279)."""

    step = models.CharField(max_length=8, choices=Step.choices)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "portal_funnel_step"
        indexes = [models.Index(fields=["at"], name="portal_step_by_time")]
        constraints = [models.UniqueConstraint(fields=["trail", "step"], name="portal_step_is_once")]

    def __str__(self) -> str:
        return self.step


class OnlineBooking(Origin):
    """What is known of a visit that a patient booked himself. `phone_index` and `typed_index` are keyed hashes.

    A visit that nobody confirmed by a code is held until the desk has called.
    """

    hold = models.OneToOneField(Hold, on_delete=models.CASCADE, related_name="online_booking")
    appointment = models.OneToOneField(Appointment, on_delete=models.CASCADE, related_name="online_booking")
    phone_index = models.BinaryField(max_length=16)
    #: Of the mailbox, where a code by e-mail proved it instead of the phone.
    mail_index = models.BinaryField(max_length=16, null=True)
    #: Of all that was typed: a repeated request is known by it, another one is refused (F20).
    typed_index = models.BinaryField(max_length=16)
    is_confirmed = models.BooleanField()
    #: What the form showed; None where a booking platform asked the patient in its own words.
    consent = models.ForeignKey(ConsentText, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "portal_online_booking"
        indexes = [models.Index(fields=["phone_index"], name="portal_booking_by_phone")]

    def __str__(self) -> str:
        return f"online booking of {self.appointment_id}"


class Platform(models.Model):
    """A booking platform through which patients come: a source, and a channel while its door is open.

    `secret_index` is a keyed hash of the secret that the platform sends; None: it has no door. `proves_phone`: the platform
    has checked the patient's phone itself, so the visit needs no call.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=60, unique=True)
    secret_index = models.BinaryField(max_length=16, null=True, unique=True)
    proves_phone = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "portal_platform"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PlatformBooking(models.Model):
    """A booking under the number that the platform gave it, once. `asked_index` is a keyed hash of all that was asked."""

    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="bookings")
    foreign_id = models.CharField(max_length=100)
    asked_index = models.BinaryField(max_length=16)
    booking = models.OneToOneField(OnlineBooking, on_delete=models.CASCADE, related_name="from_platform")

    class Meta:
        db_table = "portal_platform_booking"
        constraints = [
            models.UniqueConstraint(fields=["platform", "foreign_id"], name="portal_platform_books_once"),
        ]

    def __str__(self) -> str:
        return f"{self.platform_id}: {self.foreign_id}"


class OnlineWish(Origin):
    """What is known of a wish on the waiting list that a patient put there himself. `phone_index` is a keyed hash."""

    entry = models.OneToOneField(WaitingEntry, on_delete=models.CASCADE, related_name="online_wish")
    phone_index = models.BinaryField(max_length=16)
    consent = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "portal_online_wish"
        indexes = [models.Index(fields=["phone_index"], name="portal_wish_by_phone")]

    def __str__(self) -> str:
        return f"online wish {self.entry_id}"


class AddressCount(models.Model):
    """How often something was sent from one address within the hour that began at `since`; the key is a keyed hash."""

    key = models.BinaryField(max_length=16, primary_key=True)
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "portal_address_count"
        indexes = [models.Index(fields=["since"], name="portal_count_by_time")]

    def __str__(self) -> str:
        return str(self.count)
