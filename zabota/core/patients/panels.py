"""The card's own panels; modules above add theirs in the same way."""

from django.utils.translation import gettext_lazy as _

from zabota.core.patients.registry import Panel, panels

for panel in (
    Panel("summary", _("About the patient"), "patients:summary", "patients.view_card", 10, is_wide=True),
    Panel("contacts", _("Contacts"), "patients:contacts", "patients.view_card", 20),
    Panel("marks", _("Marks"), "patients:marks", "patients.view_card", 30),
    Panel("health", _("Health and wishes"), "patients:health", "patients.view_health", 50),
    Panel("family", _("Family"), "patients:family", "patients.view_card", 60),
    Panel("consents", _("Consents"), "patients:consents", "patients.view_card", 70, is_wide=True),
    Panel("documents", _("Documents"), "patients:documents", "patients.view_documents", 80),
    Panel("timeline", _("History"), "patients:timeline", "patients.view_card", 90, is_wide=True),
):
    panels.register(panel.key, panel)
