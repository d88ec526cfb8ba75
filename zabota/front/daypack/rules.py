"""Who takes the day pack along, and who names the phrase that opens it."""

from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.registry import declare
from zabota.base.accounts.roles import Role

#: Those who keep the desk: they see the numbers of the coming days' patients without a reason anyway. In their branches.
TAKE = declare(
    "daypack.take", _("Take the day pack for work without the server, and hand its notes over"),
    Role.DIRECTOR, Role.SENIOR_ADMINISTRATOR, Role.SERVICE_MANAGER, Role.FRONT_DESK,
)  # fmt: skip
SET_PHRASE = declare(
    "daypack.set_phrase", _("Set the phrase that opens the day pack"),
    Role.DIRECTOR, Role.SENIOR_ADMINISTRATOR,
)  # fmt: skip
