"""What messages can say of a visit."""

from django.utils.translation import gettext_lazy as _

from zabota.outreach.messaging.registry import MergeField, merge_fields

for each in (
    MergeField("day", _("day of the visit"), _("12 March, Thu")),
    MergeField("time", _("time of the visit"), "15:30"),
    MergeField("was", _("day and time of the visit before"), _("12 March, Thu, 14:00")),
    MergeField("until", _("until when the time is held"), _("11 March, Wed, 18:00")),
    MergeField("amount", _("sum of the prepayment"), "1 500 ₽"),
    MergeField("link", _("link to move or cancel the visit"), "https://clinic.example/v/8Kq2"),
    MergeField("join", _("link to the remote consultation"), "https://meet.example/room-7"),
    MergeField("service", _("name of the service"), _("Gastroscopy"), tells_of_health=True),
    MergeField("doctor", _("doctor with speciality"), _("Gromova A. V., orthopaedist"), tells_of_health=True),
    MergeField("preparation", _("how to prepare"), _("Do not eat for six hours before."), tells_of_health=True),
):
    merge_fields.register(each.key, each)
