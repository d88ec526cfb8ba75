"""People who were erased on their demand, known again by keyed hashes alone, so that no old file brings them back.

A hash is of a name together with something that few share: the day of birth, a number or address, the number of a card.
One telephone is had by a whole family, so it never stands for a person by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from zabota.base.postgres.sealed import blind_index
from zabota.core.patients.models import ForgottenTrace
from zabota.lib.person_names import PersonName, fold, meanings_of, native_name

LABEL = "patients.forgotten"


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody says of a person: `contacts` and `card_numbers` as they are kept (E.164, lower-case address)."""

    surname: str = ""
    maiden_surname: str = ""
    given: str = ""
    birth_date: date | None = None
    contacts: tuple[str, ...] = ()
    card_numbers: tuple[str, ...] = ()


def forgotten_among(people: Sequence[Told]) -> set[int]:
    """Positions of those who asked to be forgotten; two statements whatever their number."""
    if not ForgottenTrace.objects.exists():
        return set()
    asked = [traces_to_ask(told) for told in people]
    known = ForgottenTrace.objects.filter(digest__in=set().union(*asked)).values_list("digest", flat=True)
    found = {bytes(digest) for digest in known}
    return {place for place, traces in enumerate(asked) if traces & found}


def traces_to_ask(told: Told) -> set[bytes]:
    """By the fullest writing of the name that is told."""
    given = _letters(told.given)
    forms = _full_forms(given) if len(given) > 1 else {given}
    return _digests(told, {(surname, form) for surname in _surnames(told) or {""} for form in forms})


def traces_to_keep(told: Told) -> set[bytes]:
    """By every writing that a file may have: in full, with an initial, the surname alone, the first name alone."""
    given = _letters(told.given)
    forms = _full_forms(given)
    names = {(surname, form) for surname in _surnames(told) for form in {*forms, given[:1], ""}}
    return _digests(told, names | {("", form) for form in forms if len(form) > 1})


def _digests(told: Told, names: set[tuple[str, str]]) -> set[bytes]:
    return {
        blind_index(f"{surname}|{given}|{anchor}", label=LABEL)
        for surname, given in names
        if surname or given
        for anchor in _anchors(told)
    }


def _anchors(told: Told) -> Iterator[str]:
    if told.birth_date:
        yield f"born {told.birth_date}"
    yield from (f"at {value}" for value in told.contacts)
    yield from (f"card {fold(number)}" for number in told.card_numbers)


def _surnames(told: Told) -> set[str]:
    written = (native_name(PersonName(each, told.given, "")).surname for each in (told.surname, told.maiden_surname))
    return {fold(surname) for surname in written if surname}


def _letters(given: str) -> str:
    return fold(native_name(PersonName("", given, "")).given).strip(" .")


def _full_forms(given: str) -> set[str]:
    """Олена and Елена are one; Саша is two."""
    return {meaning.name for meaning in meanings_of(given)} or {given}
