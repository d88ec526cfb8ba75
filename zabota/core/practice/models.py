import uuid
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

#: Where clinics are that speak our languages, from west to east, by the city that people know the time of.
TIME_ZONES = {
    "Europe/Kyiv": _("Kyiv"),
    "Europe/Kaliningrad": _("Kaliningrad"),
    "Europe/Moscow": _("Moscow"),
    "Europe/Samara": _("Samara"),
    "Asia/Yekaterinburg": _("Yekaterinburg"),
    "Asia/Almaty": _("Almaty"),
    "Asia/Omsk": _("Omsk"),
    "Asia/Krasnoyarsk": _("Krasnoyarsk"),
    "Asia/Irkutsk": _("Irkutsk"),
    "Asia/Yakutsk": _("Yakutsk"),
    "Asia/Vladivostok": _("Vladivostok"),
    "Asia/Magadan": _("Magadan"),
    "Asia/Kamchatka": _("Kamchatka"),
}


class Country(models.TextChoices):
    RU = "RU", _("Russia")
    UA = "UA", _("Ukraine")
    KZ = "KZ", _("Kazakhstan")

    @property
    def currency(self) -> str:
        return {Country.RU: "RUB", Country.UA: "UAH", Country.KZ: "KZT"}[self]


class Grade(models.TextChoices):
    """How a doctor is qualified; prices may differ by it."""

    NONE = "", _("without a grade")
    SECOND = "second", _("second grade")
    FIRST = "first", _("first grade")
    HIGHEST = "highest", _("highest grade")
    PROFESSOR = "professor", _("professor")


class Practice(models.Model):
    """The clinic network itself: one row. Its numbers are the clinic's own rules."""

    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2, choices=Country.choices, default=Country.RU)
    currency = models.CharField(_("currency"), max_length=3, default="RUB")
    # R033: reminding works best three to six months after the last visit.
    sleeping_from_months = models.PositiveSmallIntegerField(_("asleep after, months"), default=3)
    sleeping_to_months = models.PositiveSmallIntegerField(_("lost after, months"), default=6)
    contact_interval_days = models.PositiveSmallIntegerField(_("days between contacts"), default=30)
    contact_attempts_limit = models.PositiveSmallIntegerField(_("calls before giving up"), default=3)
    # Calling without a care reason or a consent is a named, dated decision of the clinic.
    calls_without_consent_decided_on = models.DateField(null=True, blank=True)
    calls_without_consent_decided_by = models.CharField(max_length=200, blank=True, default="")
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        db_table = "practice_practice"
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="practice_is_one"),
            models.CheckConstraint(
                condition=models.Q(sleeping_to_months__gt=models.F("sleeping_from_months")),
                name="practice_sleeping_window_is_not_empty",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Branch(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120, unique=True)
    city = models.CharField(_("city"), max_length=80, blank=True, default="")
    address = models.CharField(_("address"), max_length=200, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=20, blank=True, default="")
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Samara")
    is_open = models.BooleanField(_("receives patients"), default=True)

    class Meta:
        db_table = "practice_branch"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def zone_title(self) -> str:
        return str(TIME_ZONES.get(self.time_zone, self.time_zone))
