"""Rooms and devices, and who performs which service with what (R249, R250, R275)."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from zabota.core.catalog.models import Service
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor


class ResourceType(models.Model):
    """What a service asks for, such as “ultrasound device”: any free one of the type will do."""

    class Kind(models.TextChoices):
        ROOM = "room", _("room")
        DEVICE = "device", _("device")

    name = models.CharField(_("name"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)

    class Meta:
        db_table = "scheduling_resource_type"
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.name


class Resource(models.Model):
    """A room or a device of a branch. `capacity` patients use it at once: a room with four couches has four lanes."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="resources")
    type = models.ForeignKey(ResourceType, on_delete=models.PROTECT, related_name="resources")
    name = models.CharField(_("name"), max_length=100)
    capacity = models.PositiveSmallIntegerField(_("patients at once"), default=1)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        db_table = "scheduling_resource"
        ordering = ["branch", "name"]
        constraints = [
            models.UniqueConstraint(fields=["branch", "name"], name="scheduling_resource_is_named_once"),
            models.CheckConstraint(
                condition=models.Q(capacity__gte=1, capacity__lte=50), name="scheduling_resource_holds_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceNeed(models.Model):
    """A service takes one resource of this type for its whole time."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="needs")
    type = models.ForeignKey(ResourceType, on_delete=models.CASCADE, related_name="needed_by")

    class Meta:
        db_table = "scheduling_service_need"
        constraints = [models.UniqueConstraint(fields=["service", "type"], name="scheduling_need_is_once")]

    def __str__(self) -> str:
        return f"{self.service_id} {self.type_id}"


class Performer(models.Model):
    """A doctor performs a service, in his own number of minutes where they differ from the price list's."""

    doctor = models.ForeignKey(Doctor, on_delete=models.CASCADE, related_name="performs")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="performers")
    minutes = models.PositiveSmallIntegerField(_("duration, minutes"), null=True, blank=True)

    class Meta:
        db_table = "scheduling_performer"
        constraints = [
            models.UniqueConstraint(fields=["doctor", "service"], name="scheduling_performer_is_once"),
            models.CheckConstraint(
                condition=models.Q(minutes__isnull=True) | models.Q(minutes__gte=5, minutes__lte=720),
                name="scheduling_performer_needs_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.doctor_id} {self.service_id}"
