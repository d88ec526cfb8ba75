"""Cards that may be the person being typed (R008): before a second card is opened, not after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from zabota.core.patients.matching import Mentions, find_similar
from zabota.core.patients.models import ContactKind, ContactPoint, Patient
from zabota.core.patients.queries.contacts import value_index
from zabota.core.patients.queries.search import found_patients
from zabota.core.practice.queries import the_practice
from zabota.lib.phones import parse_phones

MOST_CANDIDATES = 300


@dataclass(frozen=True)
class SimilarPatient:
    """A card like the one being typed. `probability` is of their being one person, 0..1."""

    patient: Patient
    probability: float
    shares_phone: bool


def similar_patients(visible: QuerySet[Patient], typed: Mapping[str, Any], limit: int = 5) -> list[SimilarPatient]:
    """Likely duplicates of what is typed so far: `surname`, `given`, `patronymic`, `birth_date`, `phone` in any writing."""
    numbers = [each.e164 for each in parse_phones(typed.get("phone", ""), the_practice().country) if each.is_complete]
    on_phone = _owners_of(numbers)
    candidates = _candidates(visible, typed, on_phone)
    mention = {name: typed.get(name) or "" for name in ("surname", "given", "patronymic", "sex")}
    mention |= {"birth_date": typed.get("birth_date"), "phones": numbers}
    pairs = find_similar(mention, _mentions_of(list(candidates.values())))
    return [
        SimilarPatient(candidates[int(pair.other)], pair.probability, int(pair.other) in on_phone)
        for pair in pairs[:limit]
    ]


def _owners_of(numbers: Sequence[str]) -> set[int]:
    indexes = [value_index(number) for number in numbers]
    return set(ContactPoint.objects.filter(value_index__in=indexes).values_list("patient_id", flat=True))


def _candidates(visible: QuerySet[Patient], typed: Mapping[str, Any], on_phone: set[int]) -> dict[int, Patient]:
    """Cards that share the phone, the name (mistakes forgiven) or the birth date with a like name."""
    found = list(visible.filter(pk__in=on_phone)[:MOST_CANDIDATES])
    name = f"{typed.get('surname') or ''} {typed.get('given') or ''}".strip()
    if typed.get("surname") and name:
        found += found_patients(visible, name, limit=100)
    if typed.get("birth_date"):
        found += visible.filter(birth_date=typed["birth_date"])[:100]
    return {each.pk: each for each in found}


def _mentions_of(patients: Sequence[Patient]) -> Mentions:
    phones: dict[int, list[str]] = {each.pk: [] for each in patients}
    for contact in ContactPoint.objects.filter(patient__in=phones, kind=ContactKind.PHONE):
        phones[contact.patient_id].append(str(contact.value))
    return Mentions.from_rows(
        {
            "mention": each.pk, "patient": each.pk, "surname": each.surname, "given": each.given,
            "patronymic": each.patronymic, "maiden": each.maiden_surname, "sex": each.sex,
            "birth_date": each.birth_date, "birth_year": each.birth_year, "phones": phones[each.pk], "city": each.city,
        }
        for each in patients
    )  # fmt: skip
