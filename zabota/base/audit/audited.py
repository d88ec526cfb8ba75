"""Names of what the base itself keeps in the audit."""

from django.utils.translation import gettext_lazy as _

from zabota.base.audit.registry import ObjectName, object_names

ACCOUNT = ObjectName("user", _("an account"))
object_names.register(ACCOUNT.object_type, ACCOUNT)
