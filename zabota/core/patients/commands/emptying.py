"""Empty cards: nothing is left of the person but the card's id, on which the consent ledger and the events stand."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db import connection, models
from django.utils import timezone

from zabota.core.patients.models import ConsentEntry, Merge, Patient, PatientState

KEPT = ("id", "public_id", "state", "created_at", "updated_at")

#: Words of names that no card in the base bears any more.
_FORGET_WORDS = """
DELETE FROM patients_name_word known WHERE known.word = ANY(%s) AND NOT EXISTS (
    SELECT FROM patients_patient
    WHERE state = 'active' AND string_to_array(name_key, ' ') @> ARRAY[known.word]::text[]
)
"""


def empty_cards(card_ids: Collection[int]) -> None:
    """Remove what hangs on these cards alone, blank their fields and close them. Merged cards come with their survivor.

    Rows of other modules that protect a card are theirs to settle before.
    """
    Merge.objects.filter(models.Q(survivor_id__in=card_ids) | models.Q(retired_id__in=card_ids)).delete()
    for related in hanging(models.CASCADE):
        if related.related_model is not ConsentEntry:
            related.related_model._default_manager.filter(**{f"{related.field.name}__in": card_ids}).delete()
    cards = Patient.objects.filter(pk__in=card_ids)
    words = sorted({word[:100] for key in cards.values_list("name_key", flat=True) for word in key.split()})
    cards.update(**_blank_fields(), state=PatientState.ERASED, updated_at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_WORDS, [words])


def _blank_fields() -> dict[str, Any]:
    blank = Patient()
    values = {
        each.attname: getattr(blank, each.attname)
        for each in Patient._meta.concrete_fields
        if each.name not in KEPT and not getattr(each, "generated", False)
    }
    return {**values, **dict.fromkeys(("reason_for_contact", "street"), b"")}


def hanging(rule: Any) -> Iterator[Any]:
    """Foreign keys of other tables to a card, by what happens to their rows when the card goes."""
    fields: list[Any] = [each for each in Patient._meta.get_fields(include_hidden=True) if each.auto_created]
    for each in fields:
        if each.one_to_many and each.on_delete is rule and each.related_model is not Patient:
            yield each
