"""Names what the audit keeps of imports."""

from django.utils.translation import gettext_lazy as _

from zabota.base.audit.registry import ObjectName, object_names

DOUBTS = ObjectName("intake.doubts", _("doubtful cells of an import"))
object_names.register(DOUBTS.object_type, DOUBTS)
