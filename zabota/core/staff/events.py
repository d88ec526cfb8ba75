from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zabota.base.events.registry import event


@event("staff.doctor_added", _("A doctor joined the clinic"), on_timeline=False)
@dataclass(frozen=True)
class DoctorAdded:
    doctor_id: int
