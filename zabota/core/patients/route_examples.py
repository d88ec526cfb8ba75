"""Objects for the matrix of rights."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from zabota.core.patients import commands
from zabota.core.patients.commands.merging import merge_patients
from zabota.core.patients.models import (
    ContactKind,
    CustomField,
    DocumentKind,
    DuplicatePair,
    MarkKind,
    NoteKind,
    PairState,
    Patient,
    RelationKind,
)
from zabota.core.patients.testing import a_patient
from zabota.lib.actors import SYSTEM

OF_THE_CARD = (
    "card", "summary", "contacts", "family", "marks", "health", "consents", "documents", "timeline", "edit_own_fields",
    "add_contact", "place_mark", "add_note", "add_relative", "find_relative", "record_consent", "add_document",
    "add_tag", "record_death", "take_back_death", "copy", "erase",
)  # fmt: skip


def _card(place: Any) -> Patient:
    return a_patient("Сорокин", "Павел", "Ильич", home_branch=place.branch)


def _public_id(place: Any) -> dict[str, Any]:
    return {"public_id": _card(place).public_id}


def _contact(place: Any) -> dict[str, Any]:
    patient = _card(place)
    contact = commands.add_contact(patient=patient, kind=ContactKind.PHONE, value="+79270000017", by=SYSTEM)
    return {"public_id": patient.public_id, "contact_id": contact.pk}


def _mark(place: Any) -> dict[str, Any]:
    patient = _card(place)
    mark = commands.place_mark(patient=patient, kind=MarkKind.VIP, by=SYSTEM)
    return {"public_id": patient.public_id, "mark_id": mark.pk}


def _note(place: Any) -> dict[str, Any]:
    patient = _card(place)
    entry = commands.note(patient=patient, kind=NoteKind.ALLERGY, text="лидокаин", by=SYSTEM)
    return {"public_id": patient.public_id, "note_id": entry.pk}


def _relative(place: Any) -> dict[str, Any]:
    patient, mother = _card(place), a_patient("Сорокина", "Алла", "Петровна", home_branch=place.branch)
    commands.relate(patient=patient, relative=mother, kind=RelationKind.PARENT, by=SYSTEM)
    return {"public_id": patient.public_id, "relative_id": mother.public_id}


def _document(place: Any) -> dict[str, Any]:
    patient = _card(place)
    document = commands.add_document(patient=patient, kind=DocumentKind.PASSPORT, number="3604 123456", by=SYSTEM)
    return {"public_id": patient.public_id, "document_id": document.pk}


def _tag(place: Any) -> dict[str, Any]:
    patient = _card(place)
    return {"public_id": patient.public_id, "tag_id": commands.add_tag(patient=patient, name="волонтёр", by=SYSTEM).pk}


def _lead(place: Any) -> dict[str, Any]:
    return {"public_id": commands.open_lead(name="Ольга", branch=place.branch, by=SYSTEM).public_id}


def _own_field(place: Any) -> dict[str, Any]:
    return {"public_id": commands.add_custom_field(name="Номер шкафа", kind=CustomField.Kind.TEXT, by=SYSTEM).public_id}


def _two(place: Any) -> tuple[Patient, Patient]:
    return _card(place), a_patient("Сорокин", "Павел", "Ильич", phone="+79270000018", home_branch=place.branch)


def _pair(place: Any, **columns: Any) -> dict[str, Any]:
    one, other = _two(place)
    return {"public_id": DuplicatePair.objects.create(patient=one, other=other, weight=5, **columns).public_id}


def _merge(place: Any) -> dict[str, Any]:
    survivor, retired = _two(place)
    return {"public_id": merge_patients(survivor=survivor, retired=retired, by=SYSTEM).public_id}


def _crowded(place: Any, count: int) -> dict[str, Any]:
    """A card with `count` contacts, marks, notes, relatives, documents and tags."""
    patient = _card(place)
    for number in range(count):
        commands.add_contact(patient=patient, kind=ContactKind.PHONE, value=f"+7927000010{number}", by=SYSTEM)
        commands.place_mark(patient=patient, kind=MarkKind.DEBT, reason=f"{number}", by=SYSTEM)
        commands.note(patient=patient, kind=NoteKind.ALLERGY, text=f"лидокаин {number}", by=SYSTEM)
        commands.add_document(patient=patient, kind=DocumentKind.PASSPORT, number=f"3604 12345{number}", by=SYSTEM)
        commands.add_tag(patient=patient, name=f"волонтёр {number}", by=SYSTEM)
        child = a_patient("Сорокин", f"Пётр-{number}", "Павлович", home_branch=place.branch)
        commands.relate(patient=child, relative=patient, kind=RelationKind.PARENT, by=SYSTEM)
    return {"public_id": patient.public_id}


def _many_merges(place: Any, count: int) -> dict[str, Any]:
    for _number in range(count):
        _merge(place)
    return {}


def _crowded_pair(place: Any, count: int) -> dict[str, Any]:
    """A doubtful pair on the reader's screen, whose cards hold `count` rows in each list."""
    one, other = (Patient.objects.get(**_crowded(place, count)) for _card in range(2))
    until = timezone.now() + timedelta(minutes=5)
    pair = DuplicatePair.objects.create(patient=one, other=other, weight=5, leased_by=place.user, leased_until=until)
    return {"public_id": pair.public_id}


def _crowded_queue(place: Any, count: int) -> dict[str, Any]:
    """Two such pairs: as many as the screen of the queue holds."""
    for _pair in range(2):
        _crowded_pair(place, count)
    return {}


examples = {
    **{f"patients:{name}": _public_id for name in OF_THE_CARD},
    "patients:edit": lambda place: {**_public_id(place), "group": "name"},
    "patients:reveal_contact": _contact,
    "patients:change_contact": lambda place: {**_contact(place), "step": "confirm"},
    "patients:lift_mark": _mark,
    "patients:close_note": _note,
    "patients:remove_relative": _relative,
    "patients:reveal_document": _document,
    "patients:remove_document": _document,
    "patients:remove_tag": _tag,
    "patients:put_own_field_away": _own_field,
    "patients:pair": _pair,
    "patients:decide_pair": _pair,
    "patients:decide_anew": lambda place: _pair(place, state=PairState.DIFFERENT),
    "patients:part_cards": _merge,
    **dict.fromkeys(
        ("patients:lead", "patients:take_lead", "patients:close_lead", "patients:lead_becomes_patient"), _lead
    ),
}
bodies = {
    "patients:decide_pair": lambda place: {"decision": "later"},
    "patients:reveal_contact": lambda place: {"reason": "перезвонить по просьбе"},
    "patients:reveal_document": lambda place: {"reason": "договор"},
}
#: Pages about one card, which must not take more queries where the card holds more.
crowded = {
    "patients:duplicates": _many_merges,
    "patients:pair": _crowded_pair,
    "patients:review_duplicates": _crowded_queue,
    **{
        f"patients:{name}": _crowded
        for name in ("card", "summary", "contacts", "family", "marks", "health", "consents", "documents", "timeline")
    },
}
