import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from zabota.core.practice.models import Branch, Grade


class ServiceCategory(models.Model):
    name = models.CharField(_("name"), max_length=120, unique=True)

    class Meta:
        db_table = "catalog_service_category"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class OnlineMode(models.TextChoices):
    """What patients may do with a service by themselves."""

    NONE = "none", _("not shown")
    VIEW = "view", _("shown only")
    REQUEST = "request", _("by request")
    INSTANT = "instant", _("booked at once")


class Service(models.Model):
    """A line of the price list. An imported journal brings services by name; the clinic completes them later."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200, unique=True)
    category = models.ForeignKey(
        ServiceCategory, on_delete=models.PROTECT, null=True, blank=True, related_name="services"
    )
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2, null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("duration, minutes"), default=30)
    code = models.CharField(_("code"), max_length=40, blank=True, default="")
    minutes_before = models.PositiveSmallIntegerField(_("time to prepare the room, minutes"), default=0)
    minutes_after = models.PositiveSmallIntegerField(_("time to clean up, minutes"), default=0)
    preparation = models.TextField(_("how the patient prepares"), blank=True, default="")
    contraindications = models.TextField(_("contra-indications"), blank=True, default="")
    online = models.CharField(_("booking online"), max_length=8, choices=OnlineMode.choices, default=OnlineMode.NONE)
    is_remote = models.BooleanField(_("remote consultation"), default=False)
    #: More than one: a group session, such as a school for patients.
    seats = models.PositiveSmallIntegerField(_("seats"), default=1)
    #: A course is so many sessions, so many days apart.
    sessions = models.PositiveSmallIntegerField(_("sessions in a course"), default=1)
    interval_days = models.PositiveSmallIntegerField(_("days between sessions"), default=7)
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "catalog_service"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seats__gte=1, sessions__gte=1, interval_days__gte=1),
                name="catalog_service_counts_from_one",
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=5, minutes__lte=720), name="catalog_service_takes_time"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ComplaintWords(models.Model):
    """With what words patients say that they need services of a category, or doctors of a speciality: one phrase a line."""

    category = models.OneToOneField(
        ServiceCategory, on_delete=models.CASCADE, null=True, related_name="complaint_words"
    )
    speciality = models.CharField(_("speciality"), max_length=100, blank=True, default="")
    words = models.TextField(_("words of patients"))

    class Meta:
        db_table = "catalog_complaint_words"
        constraints = [
            models.UniqueConstraint(
                fields=["speciality"], condition=~models.Q(speciality=""), name="catalog_complaints_of_speciality_once"
            ),
            models.CheckConstraint(
                condition=models.Q(category__isnull=False, speciality="")
                | models.Q(category__isnull=True) & ~models.Q(speciality=""),
                name="catalog_complaints_lead_to_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"complaints for {self.category_id or self.speciality}"

    @property
    def phrases(self) -> list[str]:
        return self.words.splitlines()


class ServicePrice(models.Model):
    """A price by date: everywhere or of a branch, of everybody or of a grade of doctor. The most particular one that has
    begun holds; a price is never changed, a later one takes its place."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="prices")
    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    grade = models.CharField(_("grade"), max_length=10, choices=Grade.choices, blank=True, default="")
    amount = models.DecimalField(_("price"), max_digits=12, decimal_places=2)
    since = models.DateField(_("since"))

    class Meta:
        db_table = "catalog_service_price"
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "branch", "grade", "since"], nulls_distinct=False, name="catalog_price_is_once"
            ),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="catalog_price_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.amount}"


class Package(models.Model):
    """Services that are given in one visit, such as a check-up: in a row or beside each other."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200, unique=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "catalog_package"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PackagePart(models.Model):
    """A service of a package by its place; `gap` is how many minutes the patient may wait before it."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="parts")
    place = models.PositiveSmallIntegerField()
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    #: Begins with the one before, not after it.
    is_parallel = models.BooleanField(default=False)
    gap = models.PositiveSmallIntegerField(default=30)

    class Meta:
        db_table = "catalog_package_part"
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["package", "place"], name="catalog_part_stands_once"),
            models.CheckConstraint(condition=models.Q(gap__lte=240), name="catalog_part_waits_four_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.package_id} {self.place}"
