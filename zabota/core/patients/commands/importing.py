"""Cards from files: many at once, nothing said of a person lost.

`intake` reads and cleans; here each distinct row of a file becomes a card with its mention. Matching merges later.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from zabota.base.postgres.copying import copy_objects
from zabota.core.patients.commands.documents import number_index
from zabota.core.patients.commands.mentions import contacts_text
from zabota.core.patients.commands.registering import learn_name_words
from zabota.core.patients.models import (
    ConsentEntry,
    ContactKind,
    ContactPoint,
    ContactState,
    CustomValue,
    IdentityDocument,
    Mark,
    MedicalNote,
    Mention,
    Patient,
    StatedFact,
    Tag,
)
from zabota.core.patients.queries.completeness import refresh_completeness
from zabota.core.patients.queries.contacts import tail_index, value_index
from zabota.core.patients.queries.naming import name_key_of
from zabota.lib.actors import Actor
from zabota.lib.person_names import PersonName, is_latin, native_name

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class ImportedContact:
    """`value` is normalised: E.164, lower-case address. A torn number is given as its bare digits: it is kept as a
    contact to be checked, and helps matching. `state` is given where the source doubts the contact.
    """

    kind: str
    value: str
    belongs_to: str = ""
    note: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class ImportedDocument:
    kind: str
    number: str
    issued: str = ""


@dataclass(frozen=True, slots=True)
class ImportedNote:
    kind: str
    text: str
    code: str = ""
    noted_on: date | None = None


@dataclass(frozen=True, slots=True)
class ImportedMark:
    kind: str
    reason: str
    note: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ImportedConsent:
    """`action` is a claim («да») or a refusal («нет»); `evidence` names file, row and column."""

    purpose: str
    action: str
    evidence: str
    channel: str = ""


@dataclass(frozen=True, slots=True)
class ImportedFact:
    """`stated_on`: the day of the file, or of the row where it tells."""

    kind: str
    stated_on: date
    on: date | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedPerson:
    """What one source says of one person, clean. `card` holds further fields of the card by name (CARD_FIELDS):
    `{"street": ..., "doctor_id": 4, "occupation": ...}`; an unknown one raises TypeError.

    With `patient_id` the person is known to be this card: only its empty fields are filled. A card number that another
    card carries is kept among the former numbers, where matching and search find it. `torn_phones` are the digits of
    numbers that cannot be called but tell people apart.
    """

    surname: str = ""
    given: str = ""
    patronymic: str = ""
    maiden_surname: str = ""
    sex: str = ""
    birth_date: date | None = None
    birth_year: int | None = None
    is_deceased: bool = False
    deceased_on: date | None = None
    card_number: str = ""
    former_card_numbers: tuple[str, ...] = ()
    city: str = ""
    registered_on: date | None = None
    card: dict[str, Any] = field(default_factory=dict)
    contacts: tuple[ImportedContact, ...] = ()
    documents: tuple[ImportedDocument, ...] = ()
    notes: tuple[ImportedNote, ...] = ()
    marks: tuple[ImportedMark, ...] = ()
    consents: tuple[ImportedConsent, ...] = ()
    facts: tuple[ImportedFact, ...] = ()
    tags: tuple[str, ...] = ()
    custom_values: tuple[tuple[int, str], ...] = ()
    torn_phones: tuple[str, ...] = ()
    patient_id: int | None = None


@dataclass(frozen=True, slots=True)
class ImportedCard:
    """Where a person went, in the order of the people given."""

    patient_id: int
    mention_id: int
    is_new: bool


NAMES = ("surname", "given", "patronymic")
PLAIN = ("surname", "given", "patronymic", "maiden_surname", "sex", "birth_date", "birth_year", "city", "is_deceased",
         "deceased_on")  # fmt: skip
FILLABLE = frozenset(
    [
        "addressed_as",
        "paper_card_place",
        "home_branch_id",
        "doctor_id",
        "responsible_id",
        "reason_for_contact",
        "source",
        "region",
        "street",
        "marital_status",
        "children_count",
        "income_band",
        "occupation",
        "language",
        "preferred_channel",
        "books_by",
        "call_from",
        "call_until",
    ]
)


@transaction.atomic
def import_mentions(*, people: Sequence[ImportedPerson], source: str, by: Actor) -> list[ImportedCard]:
    """Cards, contacts, documents, notes, marks, consents, stated facts and mentions of one chunk (up to about 1,000).

    `source` names the import batch ("import:12"). Runs inside the caller's transaction. Records no fact: a batch is one,
    told by whoever runs it; the card's timeline shows the mention.
    """
    patients = _cards_for(people)
    learn_name_words(patient.name_key for patient in patients)
    mentions = copy_objects(
        [_mention(person, patient, source) for person, patient in zip(people, patients, strict=True)]
    )
    pairs = list(zip(people, patients, strict=True))
    _add_contacts(pairs)
    _add_documents(pairs)
    _add_said(pairs, source, by)
    _add_tags(pairs)
    refresh_completeness(patient.pk for patient in patients)
    return [
        ImportedCard(patient.pk, mention.pk, person.patient_id is None)
        for person, patient, mention in zip(people, patients, mentions, strict=True)
    ]


def _cards_for(people: Sequence[ImportedPerson]) -> list[Patient]:
    taken = _taken_numbers(people)
    fresh = [_new_card(person, taken) for person in people if person.patient_id is None]
    opened = iter(copy_objects(fresh))
    known = Patient.objects.select_for_update(no_key=True).in_bulk(
        [person.patient_id for person in people if person.patient_id is not None]
    )
    return [
        next(opened) if person.patient_id is None else _filled(known[person.patient_id], person, taken)
        for person in people
    ]


def _taken_numbers(people: Sequence[ImportedPerson]) -> set[str]:
    wanted = {person.card_number for person in people if person.card_number}
    taken = Patient.objects.filter(card_number__in=wanted).values_list("card_number", flat=True)
    return {number for number in taken if number}


def _new_card(person: ImportedPerson, taken: set[str]) -> Patient:
    patient = Patient(**_said(person))
    if person.birth_date and not person.birth_year:
        patient.birth_year = person.birth_date.year
    patient.former_card_numbers = list(person.former_card_numbers)
    _take_number(patient, person.card_number, taken)
    if person.registered_on:
        patient.created_at = timezone.make_aware(datetime.combine(person.registered_on, time(12)))
    patient.name_key = name_key_of(patient)
    return patient


def _said(person: ImportedPerson) -> dict[str, Any]:
    """The fields of the card; a name of ours in Latin letters comes home, the mention keeps it as it was written."""
    name = native_name(PersonName(person.surname, person.given, person.patronymic))
    native = dict(zip(NAMES, (name.surname, name.given, name.patronymic), strict=True))
    return {name: getattr(person, name) for name in PLAIN} | native | _extra(person)


def _extra(person: ImportedPerson) -> dict[str, Any]:
    unknown = set(person.card) - FILLABLE
    if unknown:
        raise TypeError(f"no field of a card: {', '.join(sorted(unknown))}")
    return person.card


def _take_number(patient: Patient, number: str, taken: set[str]) -> None:
    if not number or number == patient.card_number:
        return
    if patient.card_number is None and number not in taken:
        patient.card_number = number
        taken.add(number)
    elif number not in patient.former_card_numbers:
        patient.former_card_numbers.append(number)


def _filled(patient: Patient, person: ImportedPerson, taken: set[str]) -> Patient:
    """The known card with its empty fields filled; what stands there stays, but a name in Latin letters gives way."""
    for name, value in _said(person).items():
        known = getattr(patient, name)
        if value and (not known or (name in NAMES and is_latin(known) and not is_latin(value))):
            setattr(patient, name, value)
    _take_number(patient, person.card_number, taken)
    for number in person.former_card_numbers:
        if number not in (patient.card_number, *patient.former_card_numbers):
            patient.former_card_numbers.append(number)
    patient.name_key = name_key_of(patient)
    patient.updated_at = timezone.now()
    patient.save()
    return patient


def _mention(person: ImportedPerson, patient: Patient, source: str) -> Mention:
    phones = [(each.value, each.belongs_to) for each in person.contacts if each.kind == ContactKind.PHONE]
    emails = [each.value for each in person.contacts if each.kind == ContactKind.EMAIL]
    numbers = [number for number in (person.card_number, *person.former_card_numbers) if number]
    return Mention(
        patient_id=patient.pk,
        source=source,
        surname=person.surname,
        given=person.given,
        patronymic=person.patronymic,
        maiden_surname=person.maiden_surname,
        birth_date=person.birth_date,
        birth_year=person.birth_year or (person.birth_date.year if person.birth_date else None),
        sex=person.sex,
        card_numbers=numbers,
        city=person.city,
        contacts=contacts_text(
            phones,
            emails,
            [(each.kind, each.number) for each in person.documents],
            address=str(person.card.get("street", "")),
        ),
    )


Pairs = list[tuple[ImportedPerson, Patient]]


def _add_contacts(pairs: Pairs) -> None:
    copy_objects(
        [
            ContactPoint(
                patient_id=patient.pk,
                kind=each.kind,
                value=each.value,
                value_index=value_index(each.value),
                tail_index=tail_index(each.kind, each.value),
                belongs_to=each.belongs_to[:60],
                note=each.note,
                state=_state(each),
                position=place,
            )
            for person, patient in pairs
            for place, each in enumerate(person.contacts)
        ],
        ignore_conflicts=True,
    )


def _state(contact: ImportedContact) -> str:
    is_torn = contact.kind == ContactKind.PHONE and not contact.value.startswith("+")
    return contact.state or (ContactState.STALE if is_torn else ContactState.UNCHECKED)


def _add_documents(pairs: Pairs) -> None:
    copy_objects(
        [
            IdentityDocument(
                patient_id=patient.pk,
                kind=each.kind,
                number=each.number,
                number_index=number_index(each.number),
                issued=each.issued,
            )
            for person, patient in pairs
            for each in person.documents
        ],
        ignore_conflicts=True,
    )


def _add_said(pairs: Pairs, source: str, by: Actor) -> None:
    today, now = timezone.localdate(), timezone.now()
    copy_objects(
        MedicalNote(
            patient_id=patient.pk,
            kind=each.kind,
            text=each.text,
            code=each.code[:10],
            noted_on=each.noted_on or today,
            source=source,
            author_id=by.user_id,
        )
        for person, patient in pairs
        for each in person.notes
    )
    copy_objects(
        Mark(
            patient_id=patient.pk,
            kind=each.kind,
            reason=each.reason[:60],
            note=each.note,
            since=each.since or today,
            until=each.until,
            source=source,
            placed_by_id=by.user_id,
        )
        for person, patient in pairs
        for each in person.marks
    )
    copy_objects(
        ConsentEntry(
            patient_id=patient.pk,
            purpose=each.purpose,
            channel=each.channel,
            action=each.action,
            evidence=each.evidence[:300],
            source="file",
            actor_kind=by.kind,
            actor_id=by.user_id,
            at=now,
        )
        for person, patient in pairs
        for each in person.consents
    )
    copy_objects(
        [
            StatedFact(
                patient_id=patient.pk,
                kind=each.kind,
                on=each.on,
                amount=each.amount,
                source=source,
                stated_on=each.stated_on,
            )
            for person, patient in pairs
            for each in person.facts
        ],
        ignore_conflicts=True,
    )
    copy_objects(
        [
            CustomValue(patient_id=patient.pk, field_id=field_id, value=value)
            for person, patient in pairs
            for field_id, value in person.custom_values
        ],
        ignore_conflicts=True,
    )


def _add_tags(pairs: Pairs) -> None:
    wearers: dict[str, list[int]] = defaultdict(list)
    for person, patient in pairs:
        for name in person.tags:
            wearers[name.strip()[:60]].append(patient.pk)
    wearers.pop("", None)
    Tag.objects.bulk_create([Tag(name=name) for name in sorted(wearers)], ignore_conflicts=True)
    tag_ids = dict(Tag.objects.filter(name__in=wearers).values_list("name", "id"))
    worn = Patient.tags.through
    worn.objects.bulk_create(
        [worn(patient_id=patient_id, tag_id=tag_ids[name]) for name, own in wearers.items() for patient_id in own],
        ignore_conflicts=True,
    )
