"""The screen on which a person looks at what came after a merge, before its cards part again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from zabota.base.accounts.access import Access
from zabota.base.accounts.models import User
from zabota.base.events.models import Event
from zabota.core.patients.models import Merge, Patient
from zabota.core.patients.queries.arrivals import Arrival, RowKey, Split, split_of
from zabota.core.patients.queries.gate import survivor_of


@dataclass(frozen=True)
class ShownArrival:
    """A line of the screen. `words` are empty where the reader may not see them; `digit` chooses by the keyboard."""

    arrival: Arrival
    title: str
    words: str
    who: str
    note: str
    digit: int = 0


@dataclass(frozen=True)
class SplitView:
    """`survivor` is the card in the base now, with what came; `retired` gets its own back."""

    merge: Merge
    survivor: Patient
    retired: Patient
    seal: str
    lines: Sequence[ShownArrival]


def cards_of_merge(merge: Merge) -> tuple[Patient, Patient]:
    """The card in the base to which the merge leads, and the retired one."""
    survivor = survivor_of(merge.survivor)
    assert survivor is not None
    return survivor, merge.retired


def split_view(merge: Merge, access: Access) -> SplitView:
    split = split_of(merge)
    return SplitView(merge, *cards_of_merge(merge), split.seal, _with_digits(_shown(split, access)))


def _with_digits(lines: Iterable[ShownArrival]) -> list[ShownArrival]:
    """The first nine choices get the keys 1..9, in the order in which the rows came."""
    shown, digits = [], iter(range(1, 10))
    for line in sorted(lines, key=lambda line: (line.arrival.came_at, line.arrival.name)):
        shown.append(replace(line, digit=next(digits, 0)) if line.arrival.is_choice else line)
    return shown


def _shown(split: Split, access: Access) -> Iterable[ShownArrival]:
    authors = _authors(split)
    names = dict(User.objects.filter(pk__in=set(authors.values())).values_list("pk", "full_name")) if authors else {}
    for each in split.arrivals:
        entry = each.entry
        words = entry.told_on_screen(each.row) if access.may(entry.permission) else ""
        note = entry.parting.says(each.row) if entry.parting else str(each.why)
        yield ShownArrival(each, str(entry.title), words, names.get(authors.get(each.key, 0), ""), note)


def _authors(split: Split) -> dict[RowKey, int]:
    """Who entered each row: it says so itself, or the first fact that names it does."""
    told = _named_in_facts(split)
    found = {}
    for each in split.arrivals:
        own = getattr(each.row, each.entry.author) if each.entry.author else None
        names = (str(each.row.pk), str(getattr(each.row, "public_id", "")))
        author = own or next((told[name] for name in names if name in told), None)
        if author:
            found[each.key] = author
    return found


def _named_in_facts(split: Split) -> dict[str, int]:
    """Id of a row, as facts name it -> who did the first of them. Short numbers are of no use: they repeat."""
    if all(each.entry.author for each in split.arrivals):
        return {}
    facts = Event.objects.filter(
        patient_id__in=split.cards, happened_at__gte=split.merge.merged_at, actor_id__isnull=False
    )
    told: dict[str, int] = {}
    for values, actor in facts.order_by("pk").values_list("data", "actor_id"):
        for value in values.values():
            if value and isinstance(value, str):
                told.setdefault(value, int(actor or 0))
    return told
