from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zabota.base.events.registry import event


@event("staff.doctor_added", _("A doctor joined the clinic"), on_timeline=False)
@dataclass(frozen=True)
class DoctorAdded:
    doctor_id: int


@event("staff.role_given", _("A role was given"), on_timeline=False)
@dataclass(frozen=True)
class RoleGiven:
    user_id: int
    role: str
    branch_id: int | None


@event("staff.role_taken", _("A role was taken away"), on_timeline=False)
@dataclass(frozen=True)
class RoleTaken:
    user_id: int
    role: str
    branch_id: int | None
