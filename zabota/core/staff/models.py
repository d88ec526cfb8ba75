import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.models import User
from zabota.base.accounts.roles import Role
from zabota.core.practice.models import Branch, Grade


class Employment(models.Model):
    """A role held by a user in a branch, or in the whole network when `branch` is empty."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="employments")
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, blank=True, related_name="employments")
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "staff_employment"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "branch"], nulls_distinct=False, name="staff_employment_is_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Doctor(models.Model):
    """Whoever receives patients. An imported journal knows doctors by a short name before they have an account."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    surname = models.CharField(_("surname"), max_length=100)
    given = models.CharField(_("first name"), max_length=100, blank=True, default="")
    patronymic = models.CharField(_("patronymic"), max_length=100, blank=True, default="")
    speciality = models.CharField(_("speciality"), max_length=100, blank=True, default="")
    grade = models.CharField(_("grade"), max_length=10, choices=Grade.choices, blank=True, default="")
    user = models.OneToOneField(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="doctor")
    branches = models.ManyToManyField(Branch, blank=True, related_name="doctors", db_table="staff_doctor_branch")
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "staff_doctor"
        ordering = ["surname", "given"]

    def __str__(self) -> str:
        return self.short_name

    @property
    def short_name(self) -> str:
        initials = "".join(f"{part[0]}." for part in (self.given, self.patronymic) if part)
        return f"{self.surname} {initials}".strip()
