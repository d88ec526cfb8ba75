"""Who sees what was written to patients, and who decides on the words."""

from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.registry import declare
from zabota.base.accounts.roles import Role

OVERSEEING = (Role.DIRECTOR, Role.SERVICE_MANAGER, Role.SENIOR_ADMINISTRATOR)

SEE_OUTBOX = declare("messaging.see_outbox", _("See the outbox, send again and cancel"), *OVERSEEING, Role.FRONT_DESK)
EXPORT_OUTBOX = declare(
    "messaging.export_outbox", _("Take the outbox out to Excel"), Role.DIRECTOR, Role.SENIOR_ADMINISTRATOR
)
WRITE_TEMPLATES = declare(
    "messaging.write_templates", _("Write the words of messages"), Role.DIRECTOR, Role.SERVICE_MANAGER
)
CHECK_CHANNELS = declare(
    "messaging.check_channels", _("Check channels by a trial message"), Role.DIRECTOR, Role.SYSTEM_ADMINISTRATOR
)
SEE_MESSAGES_OF_PATIENT = declare(
    "messaging.see_messages_of_patient", _("See messages to a patient"),
    *OVERSEEING, Role.CHIEF_DOCTOR, Role.DOCTOR, Role.FRONT_DESK, Role.OPERATOR, network_wide=True,
)  # fmt: skip
