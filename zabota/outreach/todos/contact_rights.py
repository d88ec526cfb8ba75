"""Why an operator sees one number: the call is in his hand."""

from typing import Any

from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zabota.core.patients.models import Patient
from zabota.core.patients.registry import ContactRight, contact_rights
from zabota.outreach.todos.models import Call


def has_call_in_hand(access: Any, patient: Patient) -> bool:
    """The call of the patient, or of a child for whom this person answers."""
    in_hand = Call.objects.filter(taken_by=access.user, taken_until__gte=Now())
    return in_hand.filter(patient=patient).exists() or in_hand.filter(patient__relations__relative=patient).exists()


contact_rights.register("call", ContactRight("call", _("a call in hand"), has_call_in_hand))
