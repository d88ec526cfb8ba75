"""Who may change the clinic itself."""

from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.registry import declare
from zabota.base.accounts.roles import Role

CHANGE_PRACTICE = declare("practice.change", _("Change the clinic's rules and branches"), Role.DIRECTOR)
