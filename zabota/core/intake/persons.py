"""A clean row as a person: what `patients` takes, and the keyed hashes by which the same row is known again."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from zabota.base.postgres.sealed import blind_index
from zabota.core.intake.cleaning.marks import NoteMarkKind
from zabota.core.intake.cleaning.packing import unpack
from zabota.core.intake.own_fields import own_values
from zabota.core.intake.wrong_numbers import states_of_numbers
from zabota.core.patients.commands import (
    ImportedConsent,
    ImportedContact,
    ImportedDocument,
    ImportedFact,
    ImportedMark,
    ImportedNote,
    ImportedPerson,
)
from zabota.core.patients.models import (
    ConsentAction,
    ConsentPurpose,
    ContactKind,
    DocumentKind,
    MarkKind,
    NoteKind,
    StatedFactKind,
)
from zabota.core.patients.queries.forgotten import Told, forgotten_among
from zabota.lib.person_names import detect_sex, fold
from zabota.lib.phones import ParsedPhone, PhoneKind

Row = Mapping[str, str | None]

WITHOUT_END = timedelta(days=30)
"""«В командировке» without a word about the return: look again in a month."""

_CITY = re.compile(
    r"^(?:\d{6},?\s*)?(?:(?:г|гор|город|м|місто|п|пос|пгт|с|село|д|дер|ст)\.?\s+)?([А-ЯЁІЇЄҐA-Z][\w'’-]+(?:[ -][А-ЯЁІЇЄҐA-Z][\w'’-]+){0,2})\s*$"
)
_REGION = re.compile(r"\b(?:обл|область|край|респ|республика|р-н|район|округ)\b\.?", re.I)
_ICD = re.compile(r"\b([A-TV-Z]\d{2}(?:\.\d{1,2})?)\b")
_HOURS = re.compile(r"(?:с\s*)?(\d{1,2})(?:[:.](\d\d))?\s*(?:-|–|—|до|по)\s*(\d{1,2})(?:[:.](\d\d))?")
_MARKS = {
    NoteMarkKind.DO_NOT_CONTACT: MarkKind.DO_NOT_CONTACT,
    NoteMarkKind.CONTACT_AFTER: MarkKind.CONTACT_AFTER,
    NoteMarkKind.MOVED_AWAY: MarkKind.MOVED_AWAY,
    NoteMarkKind.CONFLICT: MarkKind.CONFLICT,
    NoteMarkKind.DEBT: MarkKind.DEBT,
    NoteMarkKind.VIP: MarkKind.VIP,
}
_NOTES = {
    "complaints": NoteKind.COMPLAINT,
    "diagnosis": NoteKind.DIAGNOSIS,
    "prescriptions": NoteKind.PRESCRIPTION,
    "allergies": NoteKind.ALLERGY,
    "postponing": NoteKind.FEAR,
    "note": NoteKind.OTHER,
}
_FACTS = {
    "first_visit": StatedFactKind.FIRST_VISIT,
    "last_visit": StatedFactKind.LAST_VISIT,
    "total_paid": StatedFactKind.TOTAL_PAID,
    "visits_count": StatedFactKind.VISITS,
}
_TOLD_AS_NOTES = ("guardian", "age", "responsible", "hours_to_call", "branch")
"""Fields that have no place of their own on the card, or whose words could not be understood."""

LABEL = "intake.known_person"


@dataclass(frozen=True)
class Origin:
    """Where rows come from, for the evidence of what they say."""

    file_name: str
    today: date
    doctor_id: Callable[[str], int | None]
    branch_id: Callable[[str], int | None]


@dataclass(frozen=True)
class RowPerson:
    """A person as one row tells of it."""

    person: ImportedPerson

    @cached_property
    def content_digest(self) -> bytes:
        """Of everything that the row says of the person; the same on any day and whatever the file is called."""
        told = self.person
        card = sorted((key, value) for key, value in told.card.items() if not key.endswith("_id"))
        notes = [(each.kind, each.text) for each in told.notes]
        consents = [(each.purpose, each.action) for each in told.consents]
        facts = [(each.kind, each.on, each.amount) for each in told.facts]
        marks = [each.kind for each in told.marks]
        parts = (self.who, told.sex, told.city, card, notes, marks, consents, facts, told.tags, told.is_deceased)
        return blind_index(repr((*parts, told.custom_values) if told.custom_values else parts), label=LABEL)

    @cached_property
    def identity_digest(self) -> bytes | None:
        """Of who the person is, where the row tells enough of it: a name, with a date of birth, a number or a card."""
        told = self.person
        has_name = bool(told.surname and told.given and not told.given.endswith("."))
        anchors = (
            told.birth_date
            or told.card_number
            or told.documents
            or any(each.value.startswith("+") for each in told.contacts)
        )
        return blind_index(repr(self.who), label=f"{LABEL}.identity") if has_name and anchors else None

    @cached_property
    def who(self) -> tuple[Any, ...]:
        """All that tells people apart, folded."""
        told = self.person
        name = tuple(fold(part) for part in (told.surname, told.given, told.patronymic, told.maiden_surname))
        contacts = tuple(sorted((each.kind, each.value, each.belongs_to) for each in told.contacts))
        documents = tuple(sorted((each.kind, each.number) for each in told.documents))
        numbers = (told.card_number, told.former_card_numbers, told.torn_phones)
        return name, told.birth_date, told.birth_year, numbers, contacts, documents


def forgotten_rows(people: Sequence[RowPerson]) -> set[int]:
    """Positions of those who asked the clinic to forget them: a file must not bring them back."""
    return forgotten_among([_told(each.person) for each in people])


def _told(person: ImportedPerson) -> Told:
    return Told(
        surname=person.surname,
        maiden_surname=person.maiden_surname,
        given=person.given,
        birth_date=person.birth_date,
        contacts=tuple(each.value for each in person.contacts),
        card_numbers=tuple(number for number in (person.card_number, *person.former_card_numbers) if number),
    )


def person_of(row: Row, origin: Origin) -> ImportedPerson:
    """What one clean row says of its person."""
    text = {key: value or "" for key, value in row.items()}
    birth_date, birth_year = _birth(text.get("birth_date", ""))
    city, street = _place(text.get("city", ""), text.get("address", ""))
    marks = [(NoteMarkKind(kind), until, words) for kind, until, words in unpack(text.get("marks"))]
    surname, given, patronymic = (text.get(key, "") for key in ("surname", "given_name", "patronymic"))
    return ImportedPerson(
        surname=surname,
        given=given,
        patronymic=patronymic,
        maiden_surname=text.get("maiden_name", ""),
        sex=text.get("sex") or _sex_by_name(surname=surname, given=given, patronymic=patronymic),
        birth_date=birth_date,
        birth_year=birth_year,
        is_deceased=text.get("deceased") == "yes" or any(kind is NoteMarkKind.DECEASED for kind, _, _ in marks),
        card_number=text.get("card_number", ""),
        former_card_numbers=tuple(each for each in text.get("former_card_number", "").split("; ") if each),
        city=city[:80],
        registered_on=_day(text.get("registered_on", "")),
        card=_card(text, street, marks, origin),
        contacts=tuple(_contacts(text)),
        documents=tuple(_documents(text)),
        notes=tuple(_notes(text, marks, origin)),
        marks=tuple(_marks(text, marks, origin)),
        consents=tuple(_consents(text, origin)),
        facts=tuple(_facts(text, origin)),
        tags=tuple(tag.strip()[:60] for tag in re.split(r"[,;]", text.get("tags", "")) if tag.strip()),
        custom_values=tuple(own_values(text)),
        torn_phones=tuple(phone[3] for phone in unpack(text.get("phones")) if len(phone) > 3 and phone[3]),
    )


def _birth(written: str) -> tuple[date | None, int | None]:
    if len(written) == 10:
        born = date.fromisoformat(written)
        return born, born.year
    return None, int(written[:4]) if written else None


def _day(written: str) -> date | None:
    return date.fromisoformat(written[:10]) if len(written) >= 10 else None


def _sex_by_name(surname: str, given: str, patronymic: str) -> str:
    sex = detect_sex(surname, given, patronymic)
    return sex.value if sex else ""


def _place(city: str, address: str) -> tuple[str, str]:
    """(city, street and house); an address that is no more than a town is one."""
    if city or not address:
        return _bare_city(city), address
    parts = [part.strip() for part in address.split(",") if part.strip()]
    for number, part in enumerate(parts[:3]):
        if _REGION.search(part) or part.isdigit():
            continue
        if match := _CITY.match(part):
            rest = ", ".join(parts[:number] + parts[number + 1 :])
            return match[1], rest
        break
    return "", address


def _bare_city(city: str) -> str:
    match = _CITY.match(city)
    return match[1] if match else city


def _card(
    text: Mapping[str, str], street: str, marks: list[tuple[NoteMarkKind, str, str]], origin: Origin
) -> dict[str, Any]:
    hours = {kind: words for kind, _, words in marks if kind in (NoteMarkKind.CALL_FROM, NoteMarkKind.CALL_UNTIL)}
    said = _HOURS.search(text.get("hours_to_call", ""))
    card = {
        "street": street,
        "source": text.get("source", "")[:120],
        "marital_status": text.get("marital_status", ""),
        "children_count": int(text["children"]) if text.get("children") and int(text["children"]) < 30 else None,
        "income_band": text.get("income_band", ""),
        "occupation": text.get("occupation", "")[:120],
        "preferred_channel": text.get("preferred_channel", ""),
        "reason_for_contact": text.get("reason_for_contact", ""),
        "paper_card_place": text.get("paper_card_place", "")[:120],
        "doctor_id": origin.doctor_id(text.get("attending_doctor", "")),
        "home_branch_id": origin.branch_id(text.get("branch", "")),
        "call_from": _hour(said[1], said[2]) if said else _hour(*hours.get(NoteMarkKind.CALL_FROM, "").split(":")),
        "call_until": _hour(said[3], said[4]) if said else _hour(*hours.get(NoteMarkKind.CALL_UNTIL, "").split(":")),
    }
    return {key: value for key, value in card.items() if value not in (None, "")}


def _hour(hour: str = "", minute: str | None = "") -> time | None:
    return time(int(hour), int(minute or 0) % 60) if hour and int(hour) < 24 else None


def _contacts(text: Mapping[str, str]) -> Iterable[ImportedContact]:
    seen: set[str] = set()
    phones = unpack(text.get("phones"))
    beside = {e164: note for e164, note, *_ in reversed(phones) if e164}
    states = states_of_numbers(beside, [text.get(key, "") for key in _NOTES])
    for e164, note, kind, _ in phones:
        if e164 and e164 not in seen:
            seen.add(e164)
            owner = ParsedPhone(e164, PhoneKind(kind), "", note).owner
            yield ImportedContact(
                ContactKind.PHONE,
                e164,
                belongs_to=note if owner else "",
                note="" if owner else note,
                state=states.get(e164, ""),
            )
    for address, _, state in unpack(text.get("emails")):
        if address not in seen:
            seen.add(address)
            yield ImportedContact(ContactKind.EMAIL, address, note="" if state == "valid" else state)


def _documents(text: Mapping[str, str]) -> Iterable[ImportedDocument]:
    tax_number = text.get("tax_number", "")
    numbers = {
        DocumentKind.PASSPORT: text.get("identity_document", "")[:100],
        DocumentKind.SNILS: text.get("snils", ""),
        DocumentKind.INN if len(tax_number) == 12 else DocumentKind.RNOKPP: tax_number,
        DocumentKind.INSURANCE: text.get("policy", ""),
    }
    return (ImportedDocument(kind.value, number) for kind, number in numbers.items() if number)


def _notes(
    text: Mapping[str, str], marks: list[tuple[NoteMarkKind, str, str]], origin: Origin
) -> Iterable[ImportedNote]:
    allergies = [words for kind, _, words in marks if kind is NoteMarkKind.ALLERGY]
    for words in allergies:
        yield ImportedNote(NoteKind.ALLERGY, words)
    for kind, _, words in marks:
        if kind is NoteMarkKind.FEAR:
            yield ImportedNote(NoteKind.FEAR, words)
    for key, noted in _NOTES.items():
        words = text.get(key, "")
        if words and words not in allergies:
            code = _ICD.search(words) if key == "diagnosis" else None
            yield ImportedNote(noted, words, code=code[1] if code else "")
    for phone in unpack(text.get("phones")):
        if phone[2] in ("note", PhoneKind.INCOMPLETE):
            yield ImportedNote(NoteKind.OTHER, f"☎ {phone[3] or ''} {phone[1]}".strip())
    for key in _TOLD_AS_NOTES:
        if words := _left_over(key, text, origin):
            yield ImportedNote(NoteKind.OTHER, words)


def _left_over(key: str, text: Mapping[str, str], origin: Origin) -> str:
    words = text.get(key, "")
    if not words or (key == "hours_to_call" and _HOURS.search(words)) or (key == "age" and text.get("birth_date")):
        return ""
    if key == "branch" and origin.branch_id(words):
        return ""
    return f"{key}: {words}"


def _marks(
    text: Mapping[str, str], marks: list[tuple[NoteMarkKind, str, str]], origin: Origin
) -> Iterable[ImportedMark]:
    placed = set()
    for kind, until, words in marks:
        if kind in _MARKS and kind not in placed:
            placed.add(kind)
            end = date.fromisoformat(until) if until else None
            if kind is NoteMarkKind.CONTACT_AFTER and end is None:
                end = origin.today + WITHOUT_END
            yield ImportedMark(_MARKS[kind].value, reason=words[:60], note=words if len(words) > 60 else "", until=end)
    if text.get("do_not_contact") == "yes" and NoteMarkKind.DO_NOT_CONTACT not in placed:
        yield ImportedMark(MarkKind.DO_NOT_CONTACT, reason=origin.file_name[:60])
    if (
        (after := _day(text.get("contact_after", "")))
        and after > origin.today
        and NoteMarkKind.CONTACT_AFTER not in placed
    ):
        yield ImportedMark(MarkKind.CONTACT_AFTER, reason=origin.file_name[:60], until=after)
    if (debt := text.get("debt", "")) and Decimal(debt) > 0 and NoteMarkKind.DEBT not in placed:
        yield ImportedMark(MarkKind.DEBT, reason=debt)


def _consents(text: Mapping[str, str], origin: Origin) -> Iterable[ImportedConsent]:
    """«Да» is a claim until confirmed, «нет» refuses at once; the row is the evidence."""
    evidence = f"{origin.file_name}: {text.get('line', '')}"
    for key, purpose in (("consent_marketing", ConsentPurpose.ADVERTISING), ("consent_data", ConsentPurpose.CARE)):
        if answer := text.get(key):
            action = ConsentAction.CLAIM if answer == "yes" else ConsentAction.REFUSE
            yield ImportedConsent(purpose.value, action.value, evidence)


def _facts(text: Mapping[str, str], origin: Origin) -> Iterable[ImportedFact]:
    for key, kind in _FACTS.items():
        written = text.get(key, "")
        if kind in (StatedFactKind.FIRST_VISIT, StatedFactKind.LAST_VISIT):
            if on := _day(written):
                yield ImportedFact(kind.value, stated_on=origin.today, on=on)
        elif written:
            yield ImportedFact(kind.value, stated_on=origin.today, amount=Decimal(written))
