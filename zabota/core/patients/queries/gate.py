"""The one gate: nothing but these functions loads patients for a view (T2).

A missing card and a card that one may not see are the same 404.
"""

from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404

from zabota.base.accounts.access import Access
from zabota.base.audit.commands import keep_audit
from zabota.base.audit.models import Action
from zabota.core.patients.models import Patient, PatientState

VIEW_CARD = "patients.view_card"
VIEW_LIST = "patients.view_list"


def patients_visible_to(access: Access) -> QuerySet[Patient]:
    """Cards that the person may open: all of the network for those who treat and for the desk, else none."""
    active = Patient.objects.filter(state=PatientState.ACTIVE)
    return _within_reach(active, access, VIEW_CARD)


def patients_listed_for(access: Access) -> QuerySet[Patient]:
    """Cards of the person's branches, and those that belong to no branch yet: what lists show."""
    return _within_reach(Patient.objects.filter(state=PatientState.ACTIVE), access, VIEW_LIST)


def _within_reach(patients: QuerySet[Patient], access: Access, permission: str) -> QuerySet[Patient]:
    reach = access.reach(permission)
    if reach.is_network:
        return patients
    if not reach.branch_ids:
        return patients.none()
    return patients.filter(Q(home_branch_id__in=reach.branch_ids) | Q(home_branch__isnull=True))


def patient_for(access: Access, public_id: UUID, purpose: str, permission: str = VIEW_CARD) -> Patient:
    """The card, with an audit row that says which part of it was read (`purpose`, a word of the screens).

    A card that was merged away answers with its survivor. Raises Http404 alike for missing and foreign cards.
    """
    patient = patient_to_change(access, public_id, permission)
    keep_audit(
        Action.READ,
        by=access.actor,
        object_type="patients.patient",
        object_id=patient.public_id,
        patient_id=patient.pk,
        fields=[purpose],
    )
    return patient


def patient_to_change(access: Access, public_id: UUID, permission: str = VIEW_CARD) -> Patient:
    """The card for a command, which leaves an event: no row of reading. Same 404 as `patient_for`."""
    if not (access.may(VIEW_CARD) and access.may(permission)):
        raise Http404
    patient = survivor_of(Patient.objects.filter(public_id=public_id).first())
    if patient is None or not patients_visible_to(access).filter(pk=patient.pk).exists():
        raise Http404
    return patient


def survivor_of(patient: Patient | None) -> Patient | None:
    """The card into which this one was merged, at the end of the chain; a living card is its own."""
    while patient is not None and patient.merged_into_id is not None:
        patient = Patient.objects.get(pk=patient.merged_into_id)
    return patient


_CARDS_OF = """
WITH RECURSIVE card (survivor_id, id) AS (
    SELECT id, id FROM patients_patient WHERE id = ANY(%s)
    UNION
    SELECT card.survivor_id, merged.id FROM patients_patient merged JOIN card ON merged.merged_into_id = card.id
)
SELECT survivor_id, id FROM card ORDER BY survivor_id, id
"""


def cards_of(patient_ids: list[int]) -> dict[int, list[int]]:
    """For each card its own id and the ids of all cards merged into it, at any depth."""
    cards: dict[int, list[int]] = {patient_id: [] for patient_id in patient_ids}
    with connection.cursor() as cursor:
        cursor.execute(_CARDS_OF, [list(patient_ids)])
        for survivor_id, card_id in cursor.fetchall():
            cards[survivor_id].append(card_id)
    return cards


def card_ids(patient: Patient) -> list[int]:
    return cards_of([patient.pk])[patient.pk]


def cards_counted_for(access: Access) -> QuerySet[Patient]:
    """Cards that the person may count without seeing any: shares and sums are made of them, never rows."""
    return _within_reach(Patient.objects.filter(state=PatientState.ACTIVE), access, "patients.view_completeness")
