"""Lends the audit the word for what its rows about messages are about."""

from django.utils.translation import gettext_lazy as _

from zabota.base.audit.registry import ObjectName, object_names

object_names.register("messaging.message", ObjectName("messaging.message", _("a message to the patient")))
