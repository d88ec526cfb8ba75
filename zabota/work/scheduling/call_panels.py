"""What an operator should know of the patient's visits: days and doctors, nothing of health."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.access import Access
from zabota.core.patients.models import Patient
from zabota.core.patients.queries.gate import card_ids
from zabota.outreach.todos.registry import CallPanel, call_panels
from zabota.work.scheduling.queries import appointments_of, behaviour_in, prepayment_rule_for
from zabota.work.scheduling.queries.notes import notes_of


def visits(patient: Patient, access: Access) -> Mapping[str, Any]:
    ids = card_ids(patient)
    appointments = list(appointments_of(ids))
    notes = notes_of([patient.pk]).get(patient.pk, [])
    return {
        "appointments": appointments[:5],
        "behaviour": behaviour_in(appointments, ids),
        "notes": notes,
        "prepayment": prepayment_rule_for([patient.pk]).get(patient.pk),
    }


call_panels.register("visits", CallPanel("visits", _("Visits to doctors"), 10, "scheduling/_call_panel.html", visits))
