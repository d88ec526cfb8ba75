"""What an import would do, told before anything is done; in bounded memory, however large the files are."""

from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl
from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from zabota.core.intake.commands.staging import is_usable, unseal_frame
from zabota.core.intake.mentioned import mentions_of
from zabota.core.intake.models import DoubtfulCell, ImportBatch, KnownPerson
from zabota.core.intake.persons import Origin, RowPerson, forgotten_rows, person_of
from zabota.core.patients.matching import Mentions, match

MOST_TO_MATCH = 100_000


def forecast_of(batch: ImportBatch) -> dict[str, object]:
    """Figures: rows, problems, people that the base knows already, cards that would be opened, and of these how many
    matching would merge among themselves; doubtful cells by kind."""
    rows = problems = 0
    newcomers = _Newcomers()
    with transaction.atomic():
        _begin_counting()
        for people in _chunks_of_people(batch):
            told = [person for person in people if person is not None]
            rows, problems = rows + len(people), problems + len(people) - len(told)
            _count(told)
            newcomers.add(told)
        known, created = _counted()
    doubts = (
        DoubtfulCell.objects.filter(file__batch=batch)
        .values_list("kind")
        .annotate(count=Count("id"))
        .order_by("-count")
    )
    return {
        "rows": rows,
        "problems": problems,
        "known": known,
        "created": created,
        "merged": newcomers.would_merge(),
        "doubts": dict(doubts),
    }


def nobody(_: str) -> None:
    """Before the import no doctor and no branch is looked up."""


def origin_for_reading(name: str, today: date) -> Origin:
    return Origin(name, today, nobody, nobody)


def _chunks_of_people(batch: ImportBatch) -> Iterator[list[RowPerson | None]]:
    """Everybody in the files, a staged chunk at a time; None for a row that is not taken."""
    for file in batch.files.all():
        origin = origin_for_reading(file.name, timezone.localdate())
        for chunk in file.chunks.order_by("number").iterator(chunk_size=20):
            rows = unseal_frame(chunk).rows(named=True)
            people = [RowPerson(person_of(row, origin)) for row in rows if is_usable(row["problem"])]
            held = forgotten_rows(people)
            yield [
                *(person for place, person in enumerate(people) if place not in held),
                *[None] * (len(rows) - len(people) + len(held)),
            ]


def _begin_counting() -> None:
    """Who stands in the files is counted by the database, which has room for millions."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE people_told (content bytea, who bytea) ON COMMIT DROP")


def _count(people: Sequence[RowPerson]) -> None:
    with connection.cursor() as cursor, cursor.copy("COPY people_told FROM STDIN") as copy:
        for person in people:
            copy.write_row((person.content_digest, _who(person)))


def _counted() -> tuple[int, int]:
    """(people known in every word, cards that would be opened)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT told.content) FILTER (WHERE known.id IS NOT NULL),"
            " count(DISTINCT told.who) FILTER (WHERE known.id IS NULL)"
            " FROM people_told AS told LEFT JOIN intake_known_person AS known ON known.content_digest = told.content"
        )
        known, created = cursor.fetchone()
        cursor.execute("DROP TABLE people_told")
    return known, created


def _who(person: RowPerson) -> bytes:
    return person.identity_digest or person.content_digest


class _Newcomers:
    """Whoever would get a card, as matching wants them, as long as they are not too many to be matched."""

    def __init__(self) -> None:
        self._seen: set[bytes] = set()
        self._frames: list[pl.DataFrame] = []

    @property
    def are_too_many(self) -> bool:
        return len(self._seen) > MOST_TO_MATCH

    def add(self, people: Sequence[RowPerson]) -> None:
        if self.are_too_many:
            return
        known = _known(people)
        fresh = {_who(person): person.person for person in people if person.content_digest not in known}
        new = [person for who, person in fresh.items() if who not in self._seen]
        if new:
            self._frames.append(mentions_of(new, first=len(self._seen)).frame)
            self._seen.update(fresh)
        if self.are_too_many:
            self._frames.clear()

    def would_merge(self) -> int | None:
        """None where they are too many to be matched for a forecast."""
        if self.are_too_many:
            return None
        return len(match(Mentions(pl.concat(self._frames))).merges) if len(self._seen) > 1 else 0


def _known(people: Sequence[RowPerson]) -> set[bytes]:
    found = KnownPerson.objects.filter(content_digest__in=[person.content_digest for person in people])
    return {bytes(digest) for digest in found.values_list("content_digest", flat=True)}
