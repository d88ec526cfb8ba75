"""Words that messaging itself fills in."""

from django.utils.translation import gettext_lazy as _

from zabota.outreach.messaging.registry import MergeField, merge_fields

for each in (
    MergeField("addressed_as", _("how the patient is addressed"), _("Karina Olegovna")),
    MergeField("clinic", _("name of the clinic"), _("Zabota")),
    MergeField("branch", _("name of the branch"), _("Samara Centre")),
    MergeField("address", _("address of the branch"), _("Samara, 12 Lenin Avenue")),
    MergeField("phone", _("phone of the branch"), "+7 846 200-10-10"),
    MergeField("code", _("six digits"), "482 913"),
):
    merge_fields.register(each.key, each)
