"""Who brings files in, who takes an import back, who takes lists out."""

from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.registry import declare
from zabota.base.accounts.roles import Role

IMPORT = declare(
    "intake.import", _("Import files"), Role.DIRECTOR, Role.SENIOR_ADMINISTRATOR, Role.DATA_STEWARD, network_wide=True
)
UNDO = declare("intake.undo", _("Take an import back"), Role.DIRECTOR, Role.DATA_STEWARD, network_wide=True)
EXPORT = declare("intake.export", _("Export lists to Excel"), Role.DIRECTOR, Role.DATA_STEWARD, network_wide=True)
