"""Take back what a batch of files brought: cards that it opened, and what it wrote to cards that were there."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import models, transaction

from zabota.core.patients.commands.emptying import empty_cards, hanging
from zabota.core.patients.models import (
    ContactPoint,
    CustomValue,
    IdentityDocument,
    Mark,
    MedicalNote,
    Mention,
    Patient,
    StatedFact,
)
from zabota.core.patients.queries.completeness import refresh_completeness
from zabota.core.patients.queries.naming import name_key_of

SAID = (Mention, MedicalNote, Mark, StatedFact)
"""Tables whose rows name their source."""

BROUGHT: dict[str, type[models.Model]] = {
    "contacts": ContactPoint,
    "documents": IdentityDocument,
    "custom_values": CustomValue,
}
"""Tables whose rows are known by their ids, as looks of a card name them."""


@transaction.atomic
def forget_source(*, source: str, patient_ids: Collection[int]) -> None:
    """Remove the mentions, notes, marks and stated facts of that source from these cards."""
    for table in SAID:
        table._default_manager.filter(source=source, patient_id__in=patient_ids).delete()


@transaction.atomic
def remove_cards(*, patient_ids: Collection[int]) -> set[int]:
    """Empty and close these cards, merged ones together with their survivors; returns the ids that could not go,
    because rows of other modules stand on them.

    The rows of the cards stay, empty: the consent ledger, which nobody may delete, and the events speak of them.
    """
    going = set(patient_ids) - _standing_on(patient_ids)
    empty_cards(going)
    return set(patient_ids) - going


def _standing_on(patient_ids: Collection[int]) -> set[int]:
    return {
        patient_id
        for related in hanging(models.PROTECT)
        for patient_id in related.related_model._default_manager.filter(
            **{f"{related.field.name}__in": patient_ids}
        ).values_list(related.field.attname, flat=True)
    }


@transaction.atomic
def restore_card(*, patient_id: int, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Give a card back the fields it had, but for those that somebody has changed since.

    `before` and `after` hold plain values by attribute, and the ids of rows as text by the names of BROUGHT.
    """
    patient = Patient.objects.select_for_update().get(pk=patient_id)
    for name, value in before.items():
        if name not in BROUGHT and value != after[name] and plain_value_of(patient, name) == after[name]:
            field: Any = Patient._meta.get_field(name)
            setattr(patient, name, field.to_python(value) if value is not None else None)
    patient.name_key = name_key_of(patient)
    patient.save()
    for name, table in BROUGHT.items():
        brought = set(after.get(name, ())) - set(before.get(name, ()))
        table._default_manager.filter(patient_id=patient_id, pk__in=brought).delete()
    refresh_completeness([patient_id])


def plain_value_of(patient: Patient, name: str) -> Any:
    """A field of the card as JSON can hold it."""
    value = getattr(patient, name)
    return value.isoformat() if hasattr(value, "isoformat") else value
