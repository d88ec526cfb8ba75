"""Who sees how patients book by themselves."""

from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.registry import declare
from zabota.base.accounts.roles import Role
from zabota.lib.actors import Actor

SEE_OBSTACLES = declare(
    "portal.see_obstacles", _("See where patients give up booking online"),
    Role.DIRECTOR, Role.CHIEF_DOCTOR, Role.SERVICE_MANAGER, Role.MARKETER,
)  # fmt: skip
#: Whoever books from the public page.
PATIENT = Actor("patient")
