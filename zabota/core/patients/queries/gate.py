"""The one gate: nothing but these functions loads patients for a view (T2).

A missing card and a card that one may not see are the same 404.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BigIntegerField, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import Http404

from zabota.base.accounts.access import Access
from zabota.base.audit.commands import keep_audit, keep_readings
from zabota.base.audit.models import Action
from zabota.core.patients.models import ContactPoint, Patient, PatientState

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


def note_reading(patients: Iterable[Patient], purpose: str, access: Access) -> None:
    """Audit rows for cards that a printed list tells of; whoever makes the list sees to its reach."""
    read = dict.fromkeys((each.pk, each.public_id) for each in patients)
    keep_readings(read, by=access.actor, object_type="patients.patient", fields=[purpose])


def patient_to_change(access: Access, public_id: UUID, permission: str = VIEW_CARD) -> Patient:
    """The card for a command, which leaves an event: no row of reading. Same 404 as `patient_for`."""
    if not (access.may(VIEW_CARD) and access.may(permission)):
        raise Http404
    patient = _loaded(access, public_id=public_id) or _survivor(access, public_id)
    if patient is None:
        raise Http404
    return patient


def _loaded(access: Access, **which: object) -> Patient | None:
    """The card with its branch, its doctor, the states and kinds of its contacts and the ids of all cards that were
    merged into it, in one query."""
    contacts = ContactPoint.objects.filter(patient=OuterRef("pk")).order_by()
    cards = patients_visible_to(access).select_related("home_branch", "doctor")
    cards = cards.annotate(
        known_card_ids=OWN_CARD_IDS,
        **{f"known_contact_{name}s": ArraySubquery(contacts.values(name).distinct()) for name in ("state", "kind")},
    )
    return cards.filter(**which).first()


def _survivor(access: Access, public_id: UUID) -> Patient | None:
    merged = Patient.objects.filter(public_id=public_id, state=PatientState.MERGED).first()
    survivor = survivor_of(merged)
    return _loaded(access, pk=survivor.pk) if survivor else None


def survivor_of(patient: Patient | None) -> Patient | None:
    """The card into which this one was merged, at the end of the chain; a living card is its own."""
    while patient is not None and patient.merged_into_id is not None:
        patient = Patient.objects.get(pk=patient.merged_into_id)
    return patient


#: Beside a card in a query: its own id and the ids of all cards merged into it, at any depth.
OWN_CARD_IDS = RawSQL(
    """ARRAY(WITH RECURSIVE card (id) AS (
        SELECT patients_patient.id
        UNION SELECT merged.id FROM patients_patient merged JOIN card ON merged.merged_into_id = card.id
    ) SELECT id FROM card ORDER BY id)""",
    [],
    output_field=ArrayField(BigIntegerField()),
)
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


@dataclass(frozen=True, slots=True)
class JoinedCard:
    """Into which card this one leads, and when the last merge on the way there was made; None for a card of its own."""

    survivor_id: int
    at: datetime | None


_CARDS_AND_GUARDIANS = """
WITH RECURSIVE link AS (
    SELECT id, patient_id, relative_id FROM patients_relation WHERE answers AND patient_id = ANY(%(ids)s)
),
card (survivor_id, id, at) AS (
    SELECT seed.id, seed.id, NULL::timestamptz
    FROM (SELECT unnest(%(ids)s::bigint[]) AS id UNION SELECT relative_id FROM link) AS seed
    UNION
    SELECT card.survivor_id, merged.id, greatest(card.at, merge.merged_at)
    FROM patients_patient merged
    JOIN card ON merged.merged_into_id = card.id
    LEFT JOIN patients_merge merge ON merge.retired_id = merged.id AND merge.undone_at IS NULL
)
SELECT 0 AS link_id, id, survivor_id, at FROM card
UNION ALL
SELECT id, patient_id, relative_id, NULL FROM link
ORDER BY link_id
"""


def cards_and_guardians(patient_ids: list[int]) -> tuple[dict[int, JoinedCard], dict[int, list[int]]]:
    """By id these cards, those of whoever answers for them, and all that were merged into any, at any depth; and for
    each card the ids of whoever answers for it. One query."""
    cards: dict[int, JoinedCard] = {}
    guardians: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_CARDS_AND_GUARDIANS, {"ids": list(patient_ids)})
        for link_id, card_id, leads_to, at in cursor.fetchall():
            if link_id:
                guardians.setdefault(card_id, []).append(leads_to)
            else:
                cards[card_id] = JoinedCard(leads_to, at)
    return cards, guardians


def card_ids(patient: Patient) -> list[int]:
    """Ids of the card and of all cards merged into it; those that the gate loaded with the card are not asked for again."""
    known: list[int] | None = patient.__dict__.get("known_card_ids")
    return cards_of([patient.pk])[patient.pk] if known is None else known


def contact_states(patient: Patient) -> set[str]:
    """In which states the card's contacts are; none where it has no contact."""
    known: list[str] | None = patient.__dict__.get("known_contact_states")
    return set(patient.contacts.values_list("state", flat=True) if known is None else known)


def contact_kinds(patient: Patient) -> set[str]:
    """Of which kinds the card's contacts are: a phone, an address, messengers."""
    known: list[str] | None = patient.__dict__.get("known_contact_kinds")
    return set(patient.contacts.values_list("kind", flat=True) if known is None else known)
