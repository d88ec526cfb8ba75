"""Patients under the one search box (Ctrl+K)."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zabota.base.ui.registry import SearchHit, SearchSource, search_sources
from zabota.base.ui.templatetags.face import age
from zabota.core.patients.models import ContactPoint, Patient
from zabota.core.patients.queries import patients_visible_to
from zabota.core.patients.queries.contacts import masked
from zabota.core.patients.queries.search import found_patients


def find(request: Any, text: str) -> Sequence[SearchHit]:
    """Up to eight cards: who, how old, card, masked phone, branch."""
    visible = patients_visible_to(request.access).select_related("home_branch").prefetch_related("contacts")
    return [_hit(patient) for patient in found_patients(visible, text)]


def _hit(patient: Patient) -> SearchHit:
    born = age(patient.birth_date) if patient.birth_date else str(patient.birth_year or "")
    card = _("card %(number)s") % {"number": patient.card_number} if patient.card_number else ""
    phone = next((_masked(each) for each in patient.contacts.all() if each.kind == "phone"), "")
    branch = patient.home_branch.name if patient.home_branch else ""
    detail = " · ".join(part for part in (born, card, phone, branch) if part)
    return SearchHit(
        title=patient.full_name,
        detail=detail,
        url=reverse("patients:card", args=[patient.public_id]),
        icon="user",
        in_drawer=True,
    )


def _masked(contact: ContactPoint) -> str:
    whose = f" ({contact.belongs_to})" if contact.belongs_to else ""
    return f"{masked(contact)}{whose}"


search_sources.register("patients", SearchSource("patients", gettext_lazy("Patients"), "patients.view_card", 10, find))
