"""What came to a card after another was merged into it: a person looks at it before the two part again."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.db.models import Max, Model, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from zabota.base.events.models import Event
from zabota.core.patients.models import Merge, TakenRows
from zabota.core.patients.patient_rows import PatientData, no_traits
from zabota.core.patients.registry import patient_data

#: Key of the table and id of the row, as the lists of moved rows name them.
RowKey = tuple[str, str]

SAME_PERSON = _("The number stood on that card, not on this one.")
SAME_FILE = _("It came with the same rows of a file as what goes back.")
WITH_RETURNED = _("It belongs to what goes back.")
WITH_KEPT = _("It belongs to what stays.")
WITH_ANOTHER = _("It goes where the row that it belongs to goes.")


@dataclass(frozen=True)
class Arrival:
    """A row that came after the merge. `goes`: it is proposed to the retired card, and `why`.

    `leader` is the row without which it means nothing: it goes where that one goes. Where there `is_choice` a person
    says whose it is.
    """

    entry: PatientData
    row: Any
    goes: bool = False
    why: object = ""
    leader: RowKey | None = None
    is_choice: bool = True

    @property
    def key(self) -> RowKey:
        return self.entry.key, str(self.row.pk)

    @property
    def name(self) -> str:
        """As a form names it."""
        return ":".join(self.key)

    @property
    def came_at(self) -> datetime:
        return getattr(self.row, self.entry.written)  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Split:
    """The cards that would part, and what came since. `seal` changes with whatever anybody does to them."""

    merge: Merge
    cards: Sequence[int]
    arrivals: Sequence[Arrival]

    @cached_property
    def seal(self) -> str:
        last = Event.objects.filter(patient_id__in=[*self.cards, self.merge.retired_id]).aggregate(Max("pk"))
        seen = [self.merge.undone_at, *self.cards, last["pk__max"], *sorted(each.name for each in self.arrivals)]
        return sha256(repr(seen).encode()).hexdigest()

    def given(self, chosen: Collection[str] | None = None) -> set[RowKey]:
        """Rows that go to the retired card: the chosen ones (names), or the proposed ones, with all that follows them."""
        by_key = {each.key: each for each in self.arrivals}
        return {key for key in by_key if _goes(_leading(by_key[key], by_key), chosen)}


def _leading(arrival: Arrival, by_key: Mapping[RowKey, Arrival]) -> Arrival:
    while arrival.leader is not None and arrival.leader in by_key:
        arrival = by_key[arrival.leader]
    return arrival


def _goes(arrival: Arrival, chosen: Collection[str] | None) -> bool:
    return arrival.name in chosen if arrival.is_choice and chosen is not None else arrival.goes


def merges_above(merge: Merge) -> list[Merge]:
    """Merges in force through which the survivor went further, the nearest first."""
    above: list[Merge] = []
    while further := Merge.objects.filter(
        retired_id=(above or [merge])[-1].survivor_id, undone_at__isnull=True
    ).first():
        above.append(further)
    return above


def split_of(merge: Merge) -> Split:
    """What parting this merge would be now."""
    links = [merge, *merges_above(merge)]
    cards = [each.survivor_id for each in links]
    taken = _taken_by(cards)
    came = [
        (key, row_id)
        for key, row_id, card, written in _written_since(merge.merged_at, cards)
        if _is_later(written, links, card, taken[key, row_id])
    ]
    rows = [each for each in _loaded(came) if not each.entry.is_own(each.row)]
    return Split(merge, cards, _proposed(_led(rows, merge, taken), merge, cards, taken))


Taken = dict[RowKey, set[int]]


def _taken_by(cards: Sequence[int]) -> Taken:
    """Row -> the merges that moved it."""
    taken: Taken = defaultdict(set)
    for listed in TakenRows.objects.filter(merge__survivor_id__in=cards):
        for row_id in listed.row_ids:
            taken[listed.table, row_id].add(listed.merge_id)
    return taken


def _written_since(since: datetime, cards: Sequence[int]) -> Iterable[tuple[str, str, int, datetime]]:
    """Key of the table, row, card and moment, of all tables in one query. Rows from before moments were kept have none."""
    tables = [
        entry.model._default_manager.filter(**{f"{entry.path}__in": cards, f"{entry.written}__gt": since})
        .order_by()
        .values_list(Value(entry.key, TextField()), Cast("pk", TextField()), f"{entry.path}_id", entry.written)
        for entry in patient_data
        if entry.moves or entry.parting
    ]
    return tables[0].union(*tables[1:], all=True)


def _is_later(written: datetime, links: Sequence[Merge], card: int, taken_by: set[int]) -> bool:
    """Whether the row came to a card of the chain after the merge into it: not with another card that was merged.

    A row that a merge higher in the chain carried up came to the card below it.
    """
    carriers = [each.pk for each in links[1:]]
    if taken_by - set(carriers):
        return False
    carried = [place for place, carrier in enumerate(carriers) if carrier in taken_by]
    level = carried[0] if carried else [each.survivor_id for each in links].index(card)
    return written > links[level].merged_at


def _loaded(keys: Iterable[RowKey]) -> Iterable[Arrival]:
    by_table: dict[str, list[str]] = defaultdict(list)
    for key, row_id in keys:
        by_table[key].append(row_id)
    for key, row_ids in by_table.items():
        entry = patient_data[key]
        for row in _with_words(entry).filter(pk__in=row_ids).order_by(entry.written, "pk"):
            yield Arrival(entry, row, is_choice=entry.parting is None or entry.parting.has_choice(row))


def _with_words(entry: PatientData) -> "QuerySet[Model]":
    related = [name for name in entry.words if entry.model._meta.get_field(name).is_relation]
    rows = entry.model._default_manager.all()
    return rows.select_related(*related) if related else rows


def _led(arrivals: Iterable[Arrival], merge: Merge, taken: Taken) -> list[Arrival]:
    """Rows that hang on another row of a patient follow it."""
    arrivals = list(arrivals)
    came = {each.key for each in arrivals}
    return [_following(each, _leader(each), came, merge, taken) for each in arrivals]


def _leader(arrival: Arrival) -> RowKey | None:
    keys = {entry.model: entry.key for entry in patient_data if entry.moves and entry.path == "patient"}
    for each in arrival.entry.model._meta.concrete_fields:
        value = getattr(arrival.row, each.attname)
        if each.related_model in keys and value is not None:
            return keys[each.related_model], str(value)
    return None


def _following(arrival: Arrival, leader: RowKey | None, came: set[RowKey], merge: Merge, taken: Taken) -> Arrival:
    if leader is None:
        return arrival
    if leader in came:
        return replace(arrival, leader=leader, is_choice=False, why=WITH_ANOTHER)
    goes = merge.pk in taken.get(leader, ())
    return replace(arrival, leader=leader, is_choice=False, goes=goes, why=WITH_RETURNED if goes else WITH_KEPT)


def _proposed(arrivals: list[Arrival], merge: Merge, cards: Sequence[int], taken: Taken) -> list[Arrival]:
    """What bears a sign of the retired card alone is proposed to it, with all that came of the same rows of a file."""
    if not any(each.is_choice and set(each.entry.traits(each.row)) for each in arrivals):
        return arrivals
    signs = _signs_of_retired(merge, cards, taken, {each.key for each in arrivals})
    bringers = [each for each in arrivals if each.entry.brings]
    back = [each for each in bringers if signs.retired & set(each.entry.traits(each.row))]
    sources = {each.row.source for each in back} - {each.row.source for each in bringers if each not in back}
    known = signs.retired | {sign for each in back for sign in each.entry.traits(each.row)} - signs.survivor
    return [_with_proposal(each, known, sources) for each in arrivals]


@dataclass(frozen=True)
class Signs:
    """By which the two are known; `retired` are those that the survivor has not."""

    retired: set[str] = field(default_factory=set)
    survivor: set[str] = field(default_factory=set)


def _signs_of_retired(merge: Merge, cards: Sequence[int], taken: Taken, came: set[RowKey]) -> Signs:
    retired: set[str] = set()
    survivor: set[str] = set()
    for entry in patient_data:
        if not (entry.moves and entry.traits is not no_traits):
            continue
        for row in entry.model._default_manager.filter(**{f"{entry.path}__in": [*cards, merge.retired_id]}):
            key = entry.key, str(row.pk)
            if merge.pk in taken.get(key, ()) or getattr(row, f"{entry.path}_id") == merge.retired_id:
                retired.update(entry.traits(row))
            elif key not in came and not entry.is_own(row):
                survivor.update(entry.traits(row))
    return Signs(retired - survivor, survivor)


def _with_proposal(arrival: Arrival, signs: set[str], sources: set[str]) -> Arrival:
    if not arrival.is_choice or arrival.entry.parting:
        return arrival
    if signs & set(arrival.entry.traits(arrival.row)):
        return replace(arrival, goes=True, why=SAME_PERSON)
    if getattr(arrival.row, "source", "") in sources:
        return replace(arrival, goes=True, why=SAME_FILE)
    return arrival
