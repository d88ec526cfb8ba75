"""Finding a patient among a hundred thousand and a million, asked as people ask (`performance.md` E).

The base is an invented one with its mistakes, so that it holds tens of thousands of distinct surnames.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from zabota.base.postgres.copying import copy_objects
from zabota.base.postgres.server import Server
from zabota.core.patients.commands.counting import recount_name_words
from zabota.core.patients.matching.dirty_base import dirty_base
from zabota.core.patients.models import ContactKind, ContactPoint, Patient
from zabota.core.patients.queries.contacts import tail_index, value_index
from zabota.core.patients.queries.gate import patients_visible_to
from zabota.core.patients.queries.naming import name_key_of
from zabota.core.patients.queries.search import found_patients
from zabota.core.patients.search import find
from zabota.lib.benching import BenchFigure, bench

SMALL, LARGE = 100_000, 1_000_000
QUESTIONS = 300
SHOWN_BY_ALL = 40  # namesakes of one surname and first name are many in a million
PORTION = 10_000
TO_RUSSIAN = dict(zip("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.", strict=True))


@dataclass
class Everywhere:
    """The access of somebody who sees every card."""

    reach_of_all: Any = field(default_factory=lambda: SimpleNamespace(is_network=True))

    def reach(self, permission: str) -> Any:
        return self.reach_of_all


@bench("search")
def search() -> Iterator[BenchFigure]:
    yield from run(SMALL, LARGE)


def run(small: int, large: int, questions: int = QUESTIONS) -> Iterator[BenchFigure]:
    """Times on the server for the whole answer at `small` cards, times in the database at `large`; milliseconds."""
    chance = random.Random(17)
    fill(0, small)
    for kind, asked in questions_about(chance, questions).items():
        figure = percentile(timed(asked, answer), 95)
        yield BenchFigure.at_most(f"search: {kind}, {small:,} cards, whole answer, p95", figure, "ms", budget=100)
    fill(small, large)
    for kind, asked in questions_about(chance, questions).items():
        figure = percentile([in_database(text) for text in asked], 95)
        yield BenchFigure.at_most(f"search: {kind}, {large:,} cards, in the database, p95", figure, "ms", budget=15)
    for kind, asked in questions_about(chance, questions).items():
        places = [place_of(text, patient_id) for text, patient_id in asked.items()]
        for first in (8, SHOWN_BY_ALL):
            found = sum(place < first for place in places)
            yield BenchFigure.for_comparison(
                f"search: {kind}, {large:,} cards, among the first {first}", round(100 * found / len(asked), 1), "%"
            )


def fill(first: int, last: int) -> None:
    """Invented cards number `first` to `last`, their phones and the words of their names."""
    frame = dirty_base(last - first, seed=first + 1).mentions.frame
    for portion in frame.iter_slices(PORTION):
        _fill(portion.rows(named=True), first)
    recount_name_words()
    analyze()


def analyze() -> None:
    """What autovacuum does within minutes; only the owner may, and the application is not the owner."""
    with Server(settings.ZABOTA_HOME).connect(connection.settings_dict["NAME"]) as superuser:
        superuser.execute("ANALYZE patients_patient, patients_contact, patients_name_word")


@transaction.atomic
def _fill(rows: Sequence[dict[str, Any]], first: int) -> None:
    patients = copy_objects(_card(row, first) for row in rows)
    copy_objects(
        ContactPoint(
            patient=patient, kind=ContactKind.PHONE, value=phone, value_index=value_index(phone),
            tail_index=tail_index(ContactKind.PHONE, phone),
        )
        for patient, row in zip(patients, rows, strict=True)
        for phone in dict.fromkeys(row["phones"] or ())
    )  # fmt: skip


def _card(row: dict[str, Any], first: int) -> Patient:
    patient = Patient(
        surname=row["surname"] or "", given=row["given"] or "", patronymic=row["patronymic"] or "",
        sex=row["sex"] or "", birth_date=row["birth_date"], card_number=f"{first}-{row['mention']}",
    )  # fmt: skip
    patient.name_key = name_key_of(patient)
    return patient


def questions_about(chance: random.Random, count: int) -> dict[str, dict[str, int]]:
    """For each way of asking: what is typed -> the id of the card meant."""
    last = Patient.objects.latest("id").pk
    ids = chance.sample(range(last - Patient.objects.count() + 1, last + 1), count * 2)
    known = [each for each in Patient.objects.filter(pk__in=ids) if each.surname and len(each.given) > 2][:count]
    phones = dict(ContactPoint.objects.filter(patient__in=known).values_list("patient_id", "id"))
    values = {each.patient_id: str(each.value) for each in ContactPoint.objects.filter(pk__in=phones.values())}
    return {
        "name": {f"{each.surname} {each.given}": each.pk for each in known},
        "name with a slip": {f"{_slipped(chance, each.surname)} {each.given}": each.pk for each in known},
        "beginnings": {f"{each.surname[:4]} {each.given[:2]}": each.pk for each in known},
        "surname alone": {each.surname: each.pk for each in known},
        "wrong layout": {_in_latin(f"{each.surname} {each.given}"): each.pk for each in known},
        "phone": {values[each.pk]: each.pk for each in known if each.pk in values},
        "phone tail": {values[each.pk][-4:]: each.pk for each in known if each.pk in values},
        "card number": {str(each.card_number): each.pk for each in known},
    }


def _slipped(chance: random.Random, word: str) -> str:
    """One letter lost, doubled or swapped with its neighbour."""
    place = chance.randrange(1, max(2, len(word) - 1))
    return chance.choice(
        (word[:place] + word[place + 1 :], word[:place] + word[place - 1 :],
         word[:place] + word[place : place + 2][::-1] + word[place + 2 :])
    )  # fmt: skip


def _in_latin(text: str) -> str:
    return "".join(TO_RUSSIAN.get(letter, letter) for letter in text.lower())


def answer(text: str) -> None:
    find(SimpleNamespace(access=Everywhere()), text)


def timed(asked: dict[str, int], act: Callable[[str], None]) -> list[float]:
    times = []
    for text in asked:
        begun = time.perf_counter()
        act(text)
        times.append(1000 * (time.perf_counter() - begun))
    return times


def in_database(text: str) -> float:
    """Milliseconds that the database took for one question."""
    spent = 0.0

    def clock(execute: Any, *arguments: Any) -> Any:
        nonlocal spent
        begun = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            spent += time.perf_counter() - begun

    with connection.execute_wrapper(clock):
        found_patients(patients_visible_to(Everywhere()), text)  # type: ignore[arg-type]
    return 1000 * spent


def place_of(text: str, patient_id: int) -> int:
    """How many stand before the one sought, most often namesakes; `SHOWN_BY_ALL` where he is not among so many."""
    found = found_patients(patients_visible_to(Everywhere()), text, limit=SHOWN_BY_ALL)  # type: ignore[arg-type]
    return next((place for place, each in enumerate(found) if each.pk == patient_id), SHOWN_BY_ALL)


def percentile(values: Sequence[float], share: int) -> float:
    return round(sorted(values)[min(len(values) - 1, len(values) * share // 100)], 2)
