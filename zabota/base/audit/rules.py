"""Who may read the trail. The system administrator reads who did what and when, never with whom."""

from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.registry import declare
from zabota.base.accounts.roles import Role

VIEW_AUDIT = declare("audit.view", _("Read who did what"), Role.DIRECTOR, Role.SYSTEM_ADMINISTRATOR, network_wide=True)
EXPORT_LISTS = declare("audit.export_lists", _("Take lists out to Excel"), Role.DIRECTOR, Role.SENIOR_ADMINISTRATOR)
VIEW_AUDIT_OF_PATIENTS = declare(
    "audit.view_patients", _("Read who opened whose card"), Role.DIRECTOR, network_wide=True
)
