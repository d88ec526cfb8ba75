"""Messages on the patient's page."""

from django.utils.translation import gettext_lazy as _

from zabota.core.patients.registry import Panel, panels

panels.register(
    "messages",
    Panel("messages", _("Messages"), "messaging:messages_of_patient", "messaging.see_messages_of_patient", 47),
)
