"""Take the clean rows of one chunk into the base, in one transaction: people first, then what the importer adds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar

from django.utils import timezone

from zabota.base.postgres.copying import copy_objects
from zabota.core.intake.cleaning.outcomes import DoubtKind
from zabota.core.intake.commands.filled_cards import keep_cards
from zabota.core.intake.commands.staging import is_usable, unseal_frame
from zabota.core.intake.models import DoubtfulCell, ImportBatch, KnownPerson, SourceFile, SourceRow, StagedChunk
from zabota.core.intake.persons import Origin, RowPerson, forgotten_rows, person_of
from zabota.core.intake.registry import TakenRow, importer_of
from zabota.core.patients.commands import ImportedPerson, import_mentions
from zabota.core.practice.models import Branch
from zabota.core.staff.commands import doctor_for
from zabota.lib.actors import Actor
from zabota.lib.person_names import split_name

Each = TypeVar("Each")


@dataclass(frozen=True, slots=True)
class ChunkResult:
    """Rows looked at, cards opened, rows whose person was known in every word, things changed, rows left as problems."""

    rows: int = 0
    created: int = 0
    known: int = 0
    changed: int = 0
    added: int = 0
    problems: int = 0

    def __add__(self, other: "ChunkResult") -> "ChunkResult":
        return ChunkResult(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    def as_dict(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in self.__slots__}


def origin_of(file: SourceFile, by: Actor) -> Origin:
    """What rows of that file need to know of the clinic; each doctor and branch is looked up once."""

    @lru_cache(maxsize=5_000)
    def doctor_id(written: str) -> int | None:
        name = split_name(written)
        if not name.surname:
            return None
        return doctor_for(surname=name.surname, given=name.given, patronymic=name.patronymic, by=by).pk

    @lru_cache(maxsize=500)
    def branch_id(written: str) -> int | None:
        return (
            Branch.objects.filter(name__iexact=written.strip()).values_list("pk", flat=True).first()
            if written
            else None
        )

    return Origin(file.name, timezone.localdate(), doctor_id, branch_id)


def take_chunk(chunk: StagedChunk, *, batch: ImportBatch, origin: Origin, by: Actor) -> ChunkResult:
    """The caller's transaction makes it all or nothing."""
    rows = unseal_frame(chunk).rows(named=True)
    usable = [row for row in rows if is_usable(row["problem"])]
    people = [RowPerson(person_of(row, origin)) for row in usable]
    held = forgotten_rows(people)
    _list_forgotten(chunk, [usable[place] for place in sorted(held)])
    usable, people = _without(usable, held), _without(people, held)
    taking = _Taking(batch, by)
    cards = taking.cards_of(people)
    links = [
        SourceRow(file_id=chunk.file_id, row=row["row"], mention_id=mention)
        for row, (_, mention) in zip(usable, cards, strict=True)
    ]
    links += [
        SourceRow(file_id=chunk.file_id, row=row["row"], problem=row["problem"])
        for row in rows
        if not is_usable(row["problem"])
    ]
    copy_objects(links)
    added, changed = _take_the_rest(chunk.importer, usable, people, [patient for patient, _ in cards], batch, by)
    StagedChunk.objects.filter(pk=chunk.pk).update(is_taken=True)
    return ChunkResult(
        len(rows), taking.opened, taking.known, taking.enriched + changed, added, len(rows) - len(usable)
    )


def _without(rows: Sequence[Each], places: set[int]) -> list[Each]:
    return [row for place, row in enumerate(rows) if place not in places]


def _list_forgotten(chunk: StagedChunk, rows: Sequence[Mapping[str, Any]]) -> None:
    """A row of somebody who asked to be forgotten is a problem to decide; not a word of it is kept."""
    kind = DoubtKind.FORGOTTEN.value
    copy_objects(SourceRow(file_id=chunk.file_id, row=row["row"], problem=kind) for row in rows)
    copy_objects(DoubtfulCell(file_id=chunk.file_id, row=row["row"], line=row["line"], kind=kind) for row in rows)


def _take_the_rest(
    importer: str,
    rows: Sequence[Mapping[str, str | None]],
    people: list[RowPerson],
    patient_ids: list[int],
    batch: ImportBatch,
    by: Actor,
) -> tuple[int, int]:
    take = importer_of(importer).take
    if take is None:
        return 0, 0
    going = [
        TakenRow(row, patient_id, (person.identity_digest or person.content_digest).hex())
        for row, person, patient_id in zip(rows, people, patient_ids, strict=True)
    ]
    taken = take(going, source=batch.source, by=by)
    return taken.created, taken.changed


Card = tuple[int, int]
"""Patient id and mention id."""


class _Taking:
    """People of one chunk: those known in every word change nothing, those known by who they are fill their card."""

    def __init__(self, batch: ImportBatch, by: Actor) -> None:
        self._batch, self._by = batch, by
        self.opened = self.known = self.enriched = 0

    def cards_of(self, people: list[RowPerson]) -> list[Card]:
        cards = _known_cards({person.content_digest for person in people})
        self.known = sum(person.content_digest in cards for person in people)
        new = {person.content_digest: person for person in people if person.content_digest not in cards}
        by_identity = _cards_by_identity({person.identity_digest for person in new.values() if person.identity_digest})
        first = {person.identity_digest or person.content_digest: person for person in reversed(new.values())}
        openers = [
            person
            for person in new.values()
            if first[person.identity_digest or person.content_digest] is person
            and person.identity_digest not in by_identity
        ]
        cards |= self._import(openers, lambda _: None)
        self.opened = len(openers)
        by_identity |= {
            person.identity_digest: cards[person.content_digest][0] for person in openers if person.identity_digest
        }
        others = [person for person in new.values() if person.content_digest not in cards]
        cards |= self._import(others, lambda person: by_identity[person.identity_digest])
        self.enriched = len(others)
        return [cards[person.content_digest] for person in people]

    def _import(self, people: list[RowPerson], patient_of: Callable[[RowPerson], int | None]) -> dict[bytes, Card]:
        if not people:
            return {}
        told = [replace_patient(person, patient_of(person)) for person in people]
        with keep_cards(told, batch=self._batch) as opened:
            cards = import_mentions(people=told, source=self._batch.source, by=self._by)
            opened.extend(card.patient_id for card in cards if card.is_new)
        copy_objects(
            KnownPerson(
                content_digest=person.content_digest,
                identity_digest=person.identity_digest,
                mention_id=card.mention_id,
                batch_id=self._batch.pk,
            )
            for person, card in zip(people, cards, strict=True)
        )
        return {
            person.content_digest: (card.patient_id, card.mention_id)
            for person, card in zip(people, cards, strict=True)
        }


def replace_patient(person: RowPerson, patient_id: int | None) -> ImportedPerson:
    """The person as told, said to stand on that card."""
    return replace(person.person, patient_id=patient_id)


def _known_cards(digests: Iterable[bytes]) -> dict[bytes, Card]:
    known = KnownPerson.objects.filter(content_digest__in=digests).values_list(
        "content_digest", "mention__patient_id", "mention_id"
    )
    return {bytes(digest): (patient, mention) for digest, patient, mention in known}


def _cards_by_identity(digests: Iterable[bytes]) -> dict[bytes | None, int]:
    known = (
        KnownPerson.objects.filter(identity_digest__in=digests)
        .order_by("-id")
        .values_list("identity_digest", "mention__patient_id")
    )
    return {bytes(digest): patient for digest, patient in known if digest is not None}
