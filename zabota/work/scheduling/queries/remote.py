"""The link by which a remote consultation is joined."""

from zabota.work.scheduling.models import Appointment, DoctorRules


def is_remote(visit: Appointment) -> bool:
    return visit.service is not None and visit.service.is_remote


def remote_link_of(visit: Appointment) -> str:
    """The visit's own link, else the doctor's; "" where the visit is not remote or nobody has written one."""
    if not is_remote(visit):
        return ""
    if visit.remote_link or visit.doctor_id is None:
        return visit.remote_link
    links = DoctorRules.objects.filter(doctor=visit.doctor_id).values_list("remote_link", flat=True)
    return links.first() or ""
