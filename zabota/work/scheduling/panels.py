"""Visits on the patient's page."""

from django.utils.translation import gettext_lazy as _

from zabota.core.patients.registry import Panel, panels

for panel in (
    Panel(
        "appointments",
        _("Visits to doctors"),
        "scheduling:appointments",
        "scheduling.view_appointments",
        40,
        is_wide=True,
    ),
    Panel("waiting", _("Waiting list"), "scheduling:waits_for", "scheduling.view_appointments", 41),
    Panel("behaviour", _("Behaviour"), "scheduling:behaviour", "scheduling.view_appointments", 42),
):
    panels.register(panel.key, panel)
