"""The lawful ground of a call in words."""

from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zabota.core.patients.models import ConsentEntry
from zabota.core.practice.queries import the_practice
from zabota.outreach.todos.models import Call


def basis_in_words(call: Call) -> str:
    """«Согласие от 12 марта 2026», «медицинский повод», «решение клиники от …, Белова Н. П.»; "" where held back."""
    if call.basis == "consent":
        return _consent(call.evidence)
    if call.basis == "care_reason":
        return _("A reason of care: what was recommended or begun is not done.")
    if call.basis == "clinic_decision":
        return _decision()
    if call.basis == "service":
        return _("Concerns a booking of the patient.")
    return _("A task set by a colleague.") if call.basis == "task" else ""


def _consent(evidence: str) -> str:
    entry = ConsentEntry.objects.filter(public_id=UUID(evidence.removeprefix("consent:"))).first()
    if entry is None:
        return _("Consent to calls.")
    return _("Consent of %(day)s.") % {"day": date_format(entry.at, "j E Y")}


def _decision() -> str:
    practice = the_practice()
    decided_on = practice.calls_without_consent_decided_on
    return _("Decision of the clinic of %(day)s, %(name)s.") % {
        "day": date_format(decided_on, "j E Y") if decided_on else "",
        "name": practice.calls_without_consent_decided_by or _("the director"),
    }
