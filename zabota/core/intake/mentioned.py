"""People as matching wants them, before they are in any base."""

from collections.abc import Sequence

from zabota.core.patients.commands import ImportedPerson
from zabota.core.patients.matching import Mentions
from zabota.core.patients.models import ContactKind, DocumentKind


def mentions_of(people: Sequence[ImportedPerson], sources: Sequence[str] | None = None, *, first: int = 0) -> Mentions:
    """A mention a person, numbered from `first`; `sources` are the files that they stand in."""
    numbers = range(first, first + len(people))
    documents = [{each.kind: each.number for each in person.documents} for person in people]
    return Mentions.from_columns(
        mention=list(numbers),
        patient=list(numbers),
        surname=[person.surname for person in people],
        given=[person.given for person in people],
        patronymic=[person.patronymic for person in people],
        maiden=[person.maiden_surname for person in people],
        sex=[person.sex for person in people],
        birth_date=[person.birth_date for person in people],
        birth_year=[person.birth_year for person in people],
        phones=[
            [each.value for each in person.contacts if each.value.startswith("+")] + [*person.torn_phones]
            for person in people
        ],
        emails=[[each.value for each in person.contacts if each.kind == ContactKind.EMAIL] for person in people],
        cards=[_cards(person, source) for person, source in zip(people, sources or [""] * len(people), strict=True)],
        snils=[held.get(DocumentKind.SNILS, "") for held in documents],
        policy=[held.get(DocumentKind.INSURANCE, "") for held in documents],
        address=[person.card.get("street", "") for person in people],
        city=[person.city for person in people],
    )


def _cards(person: ImportedPerson, source: str) -> list[str]:
    return [f"{source}:{number}" for number in (person.card_number, *person.former_card_numbers) if number]
