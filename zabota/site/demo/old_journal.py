"""The hand-kept journal of the demo's oldest branch: some patients stand in it a second time, as hands write."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from zabota.core.patients.commands import ImportedContact, ImportedPerson
from zabota.site.demo.people import Person

SHARE_WRITTEN_TWICE = 0.03
SHARE_ALMOST_NAMELESS = 0.3
#: Letters that neighbour each other on the keyboard, or sound alike.
SLIPS = {"о": "а", "а": "о", "е": "и", "и": "е", "в": "ф", "д": "т", "б": "п", "ш": "щ", "н": "нн", "с": "з"}


def second_writings(person: Person, seed: int = 1) -> Iterator[ImportedPerson]:
    """The person as the old journal has them: nothing, or a line with a slip, an initial, another phone, no birth date."""
    random = Random(f"{seed}:journal:{person.number}")
    if random.random() > SHARE_WRITTEN_TWICE or person.guardian is not None or person.number < 0:
        return
    line = ImportedPerson(
        surname=_slip(random, person.surname) if random.random() < 0.4 else person.surname,
        given=person.given,
        patronymic=person.patronymic,
        birth_date=person.birth_date if random.random() < 0.7 else None,
        contacts=(ImportedContact("phone", _maybe_other_phone(random, person.phone)),),
        city=person.home.city,
    )
    yield _barely_named(line) if random.random() < SHARE_ALMOST_NAMELESS else line


def _barely_named(line: ImportedPerson) -> ImportedPerson:
    return replace(line, given=line.given[:1], patronymic=line.patronymic[:1], birth_date=None)


def _slip(random: Random, word: str) -> str:
    places = [place for place, letter in enumerate(word) if place and letter in SLIPS]
    if not places:
        return word.replace("ё", "е")
    place = random.choice(places)
    return word[:place] + SLIPS[word[place]] + word[place + 1 :]


def _maybe_other_phone(random: Random, phone: str) -> str:
    if random.random() < 0.7:
        return phone
    return phone[:-1] + str((int(phone[-1]) + random.randint(1, 9)) % 10)
