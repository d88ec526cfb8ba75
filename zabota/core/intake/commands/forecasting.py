"""What an import would do, told before anything is done."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count
from django.utils import timezone

from zabota.core.intake.commands.staging import is_usable, unseal_frame
from zabota.core.intake.mentioned import mentions_of
from zabota.core.intake.models import DoubtfulCell, ImportBatch, KnownPerson
from zabota.core.intake.persons import Origin, RowPerson, person_of
from zabota.core.patients.matching import match

MOST_TO_MATCH = 200_000
AT_ONCE = 10_000


def forecast_of(batch: ImportBatch) -> dict[str, object]:
    """Figures: rows, problems, people that the base knows already, cards that would be opened, and of these how many
    matching would merge among themselves; doubtful cells by kind."""
    new: dict[bytes, RowPerson] = {}
    rows = problems = 0
    for person in _people(batch):
        rows += 1
        if person is None:
            problems += 1
        else:
            new.setdefault(person.content_digest, person)
    known = _known(list(new))
    fresh = [person for digest, person in new.items() if digest not in known]
    opened = list({person.identity_digest or person.content_digest: person for person in fresh}.values())
    doubts = (
        DoubtfulCell.objects.filter(file__batch=batch)
        .values_list("kind")
        .annotate(count=Count("id"))
        .order_by("-count")
    )
    return {
        "rows": rows,
        "problems": problems,
        "known": len(known),
        "created": len(opened),
        "merged": _would_merge(opened),
        "doubts": dict(doubts),
    }


def nobody(_: str) -> None:
    """Before the import no doctor and no branch is looked up."""


def origin_for_reading(name: str, today: date) -> Origin:
    return Origin(name, today, nobody, nobody)


def _people(batch: ImportBatch) -> Iterator[RowPerson | None]:
    """Everybody in the files; None for a row that cannot be used."""
    for file in batch.files.all():
        origin = origin_for_reading(file.name, timezone.localdate())
        for chunk in file.chunks.order_by("number").iterator(chunk_size=20):
            for row in unseal_frame(chunk).rows(named=True):
                yield RowPerson(person_of(row, origin)) if is_usable(row["problem"]) else None


def _known(digests: list[bytes]) -> set[bytes]:
    known: set[bytes] = set()
    for start in range(0, len(digests), AT_ONCE):
        found = KnownPerson.objects.filter(content_digest__in=digests[start : start + AT_ONCE])
        known |= {bytes(digest) for digest in found.values_list("content_digest", flat=True)}
    return known


def _would_merge(people: list[RowPerson]) -> int | None:
    """None for a base too large to be matched for a forecast."""
    if not 1 < len(people) <= MOST_TO_MATCH:
        return None if people else 0
    return len(match(mentions_of([person.person for person in people])).merges)
