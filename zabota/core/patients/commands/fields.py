"""Tags, the clinic's own fields, and which fields a card must hold (R004, R076)."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.base.jobs.commands import enqueue
from zabota.core.patients.commands.registering import locked
from zabota.core.patients.events import CustomFieldChanged, PatientChanged, RequiredFieldsSet
from zabota.core.patients.models import CustomField, CustomValue, Patient, RequiredField, Tag
from zabota.core.patients.queries.card_fields import CARD_FIELDS
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused


class NotAField(Refused):
    """The clinic's own field is not described well enough."""


@transaction.atomic
def add_tag(*, patient: Patient, name: str, by: Actor) -> Tag:
    """Put a tag on the card; a new word becomes a new tag."""
    patient = locked(patient)
    name = " ".join(name.split())[:60]
    if not name:
        raise NotAField(_("Write the tag."), field="name")
    tag = Tag.objects.filter(name__iexact=name).first() or Tag.objects.create(name=name)
    if not patient.tags.filter(pk=tag.pk).exists():
        patient.tags.add(tag)
        record(PatientChanged(patient_id=patient.pk, fields=["tags"]), by=by)
    return tag


@transaction.atomic
def remove_tag(*, patient: Patient, tag: Tag, by: Actor) -> None:
    patient = locked(patient)
    if patient.tags.filter(pk=tag.pk).exists():
        patient.tags.remove(tag)
        record(PatientChanged(patient_id=patient.pk, fields=["tags"]), by=by)


@transaction.atomic
def set_custom_values(*, patient: Patient, values: Mapping[int, str], by: Actor) -> bool:
    """Write the clinic's own fields by their ids, "" empties one; returns whether anything changed."""
    patient = locked(patient)
    known = {each.field_id: each for each in patient.custom_values.all()}
    changed = False
    for field_id, text in values.items():
        current = known.get(field_id)
        if text == (str(current.value) if current else ""):
            continue
        changed = True
        if not text:
            CustomValue.objects.filter(patient=patient, field_id=field_id).delete()
            continue
        entry = current or CustomValue(patient=patient, field_id=field_id)
        entry.value = text
        entry.save()
    if changed:
        record(PatientChanged(patient_id=patient.pk, fields=["custom_values"]), by=by)
    return changed


@transaction.atomic
def add_custom_field(*, name: str, kind: str, by: Actor, choices: Iterable[str] = ()) -> CustomField:
    """A field of the clinic's own. One that was put away under this name returns with its values."""
    name, choices = " ".join(name.split()), list(choices)
    if kind == CustomField.Kind.CHOICE and len(choices) < 2:
        raise NotAField(_("Write at least two choices, separated by commas."), field="choices")
    field = CustomField.objects.filter(name__iexact=name).first()
    if field is not None and field.is_active:
        raise NotAField(_("There is such a field already."), field="name")
    field = field or CustomField(name=name, position=CustomField.objects.count())
    field.kind, field.choices, field.is_active = kind, choices, True
    field.save()
    record(CustomFieldChanged(field_id=field.pk), by=by)
    return field


@transaction.atomic
def put_custom_field_away(*, field: CustomField, by: Actor) -> None:
    """Cards show it no more; what was written in it is kept."""
    if CustomField.objects.filter(pk=field.pk, is_active=True).update(is_active=False):
        record(CustomFieldChanged(field_id=field.pk), by=by)


@transaction.atomic
def set_required_fields(*, keys: Iterable[str], by: Actor) -> None:
    """Choose what every card must hold; the completeness of the base is counted anew in the background."""
    chosen = sorted(set(keys) & set(CARD_FIELDS))
    if not chosen:
        raise NotAField(_("Choose at least one field."), field="keys")
    if chosen == sorted(RequiredField.objects.values_list("key", flat=True)):
        return
    RequiredField.objects.all().delete()
    RequiredField.objects.bulk_create(RequiredField(key=key) for key in chosen)
    record(RequiredFieldsSet(fields=chosen), by=by)
    enqueue("patients.completeness", by=by)
