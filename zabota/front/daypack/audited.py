"""The name of the day pack in the audit."""

from django.utils.translation import gettext_lazy as _

from zabota.base.audit.registry import ObjectName, object_names

object_names.register("daypack.pack", ObjectName("daypack.pack", _("the day pack: contacts of two days")))
