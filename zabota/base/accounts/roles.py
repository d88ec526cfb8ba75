"""Roles of a clinic's staff (R294). Who holds which role in which branch is kept by `staff`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    DIRECTOR = "director", _("director")
    CHIEF_DOCTOR = "chief_doctor", _("chief doctor")
    SENIOR_ADMINISTRATOR = "senior_administrator", _("senior administrator")
    SERVICE_MANAGER = "service_manager", _("service manager")
    FRONT_DESK = "front_desk", _("front desk")
    OPERATOR = "operator", _("operator")
    DOCTOR = "doctor", _("doctor")
    NURSE = "nurse", _("nurse")
    MARKETER = "marketer", _("marketer")
    ACCOUNTANT = "accountant", _("accountant")
    STOREKEEPER = "storekeeper", _("storekeeper")
    DATA_STEWARD = "data_steward", _("data steward")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("system administrator")


#: Whoever holds one of these signs in with two factors, and never by PIN (T64). They approve, or rule the machine.
WITH_SECOND_FACTOR = frozenset({Role.DIRECTOR, Role.SYSTEM_ADMINISTRATOR})
