"""Calls on the patient's page."""

from django.utils.translation import gettext_lazy as _

from zabota.core.patients.registry import Panel, panels

panels.register(
    "calls",
    Panel(
        "calls", _("Calls to the patient"), "todos:calls_of_patient", "todos.see_calls_of_patient", 45, is_wide=False
    ),
)
