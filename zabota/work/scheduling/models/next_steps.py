"""What the doctor asked for after a visit, until the desk has booked it."""

from datetime import date, timedelta

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.models import User
from zabota.core.catalog.models import Service
from zabota.core.staff.models import Doctor
from zabota.work.scheduling.models.appointments import Appointment


class NextStep(models.Model):
    """One a visit: the service, with whom (empty: anybody) and in how many days. `booked` is the visit made of it."""

    appointment = models.OneToOneField(Appointment, on_delete=models.CASCADE, related_name="next_step")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+", verbose_name=_("service"))
    doctor = models.ForeignKey(
        Doctor, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("with whom")
    )
    after_days = models.PositiveSmallIntegerField(_("in how many days"), default=7)
    asked_at = models.DateTimeField(db_default=Now())
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    booked = models.OneToOneField(Appointment, on_delete=models.SET_NULL, null=True, related_name="booked_for")

    class Meta:
        db_table = "scheduling_next_step"

    def __str__(self) -> str:
        return f"after {self.appointment_id}"

    @property
    def due_on(self) -> date:
        return self.appointment.wall_day + timedelta(days=self.after_days)
