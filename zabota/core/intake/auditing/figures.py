"""Figures of an audit. Every one is a plain count over people; where money is reckoned, the formula is told."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from django.utils.translation import gettext_lazy as _

from zabota.core.intake.auditing.people import AuditedFile, Gathered, Person
from zabota.core.intake.mentioned import mentions_of
from zabota.core.patients.matching import match
from zabota.core.patients.models import ConsentAction, ContactKind, MarkKind

DAYS_A_MONTH = 30.44
SLEEP_STEPS: tuple[tuple[float, object], ...] = (
    (3, _("came within the last three months")),
    (6, _("3 to 6 months: the best time to call")),
    (12, _("half a year to a year")),
    (24, _("one to two years")),
    (float("inf"), _("more than two years")),
)
ASLEEP_FROM = 1
"""From this step on a person is asleep."""


@dataclass(frozen=True)
class Bar:
    """A line of a bar chart: a title, a count, its share of the whole in per cent."""

    title: object
    count: int
    per_cent: int


@dataclass(frozen=True)
class Card:
    """All writings of one person."""

    writings: tuple[Person, ...]

    @property
    def last_visit(self) -> date | None:
        days = [on for each in self.writings for on, _ in each.visits]
        days += [each.stated_last for each in self.writings if each.stated_last]
        return max(days, default=None)

    @property
    def paid(self) -> Decimal:
        """By the journal, or what a list states, whichever is more: lists are older, journals shorter."""
        by_visits = sum((price for each in self.writings for _, price in each.visits), Decimal(0))
        return max([by_visits, *(each.stated_paid for each in self.writings)])

    def has_planned(self, today: date) -> bool:
        return any(on >= today for each in self.writings for on in each.planned)

    def says(self, test: Callable[[Person], object]) -> bool:
        return any(test(each) for each in self.writings)

    @property
    def has_phone(self) -> bool:
        return self.says(lambda each: any(contact.value.startswith("+") for contact in each.told.contacts))

    @property
    def is_closed(self) -> bool:
        """Asked not to be called, or has died."""
        return self.says(
            lambda each: each.told.is_deceased or any(mark.kind == MarkKind.DO_NOT_CONTACT for mark in each.told.marks)
        )

    @property
    def consent(self) -> str:
        """The strictest word on advertising: a refusal, else a claim, else nothing."""
        actions = {
            consent.action
            for each in self.writings
            for consent in each.told.consents
            if consent.purpose == "marketing_general"
        }
        return next((action for action in (ConsentAction.REFUSE, ConsentAction.CLAIM) if action in actions), "")


@dataclass(frozen=True)
class Audit:
    """What the report tells."""

    today: date
    files: tuple[AuditedFile, ...]
    rows: int
    unusable: int
    people: int
    doubles: int
    doubtful_pairs: int
    completeness: tuple[Bar, ...]
    sleep: tuple[Bar, ...]
    without_visits: int
    asleep: int
    asleep_reachable: int
    usual_bill: Decimal
    money_of_sleepers: Decimal
    one_visit_each: Decimal
    reach: tuple[Bar, ...]
    doubts: tuple[tuple[str, int], ...]
    doubtful_cells: int
    cells: int

    @property
    def rows_a_person(self) -> Decimal:
        return Decimal(self.rows) / max(1, self.people)

    def as_dict(self) -> dict[str, object]:
        """Plain figures, for a machine."""
        plain = (
            "rows",
            "unusable",
            "people",
            "doubles",
            "doubtful_pairs",
            "asleep",
            "asleep_reachable",
            "without_visits",
            "doubtful_cells",
        )
        bars = {
            name: [{"title": str(bar.title), "count": bar.count} for bar in getattr(self, name)]
            for name in ("completeness", "sleep", "reach")
        }
        money = {name: str(getattr(self, name)) for name in ("usual_bill", "money_of_sleepers", "one_visit_each")}
        return {name: getattr(self, name) for name in plain} | money | bars


def audit_of(gathered: Gathered) -> Audit:
    """Join the writings of each person, then count."""
    people = gathered.people
    mentions = mentions_of([each.told for each in people], [each.source for each in people])
    matching = match(mentions) if len(people) > 1 else None
    cards = _cards(people, matching.merges.patients() if matching else ([], []))
    sleepers = [
        card for card in cards if _step(card, gathered.today) >= ASLEEP_FROM and not card.has_planned(gathered.today)
    ]
    bill = _usual_bill(people)
    woken = [card for card in sleepers if card.has_phone and not card.is_closed]
    return Audit(
        today=gathered.today,
        files=tuple(gathered.files),
        rows=sum(file.rows for file in gathered.files),
        unusable=sum(file.unusable for file in gathered.files),
        people=len(cards),
        doubles=len(people) - len(cards),
        doubtful_pairs=len(matching.proposals) if matching else 0,
        completeness=tuple(_completeness(cards)),
        sleep=tuple(_sleep(cards, gathered.today)),
        without_visits=sum(card.last_visit is None for card in cards),
        asleep=len(sleepers),
        asleep_reachable=len(woken),
        usual_bill=bill,
        money_of_sleepers=sum((card.paid for card in sleepers), Decimal(0)),
        one_visit_each=bill * len(woken),
        reach=tuple(_reach(cards)),
        doubts=tuple(gathered.doubts.most_common(8)),
        doubtful_cells=sum(gathered.doubts.values()),
        cells=gathered.cells,
    )


def _cards(people: list[Person], merges: tuple[list[int | str], list[int | str]]) -> list[Card]:
    root = list(range(len(people)))

    def find(number: int) -> int:
        while root[number] != number:
            root[number] = root[root[number]]
            number = root[number]
        return number

    for one, other in zip(*merges, strict=True):
        root[find(int(one))] = find(int(other))
    groups: dict[int, list[Person]] = defaultdict(list)
    for number, person in enumerate(people):
        groups[find(number)].append(person)
    return [Card(tuple(group)) for group in groups.values()]


def _bar(title: object, count: int, total: int) -> Bar:
    return Bar(title, count, 100 * count // total if total else 0)


def _completeness(cards: list[Card]) -> Iterator[Bar]:
    """R065: what share of people has each field."""
    tests: tuple[tuple[object, Callable[[Person], object]], ...] = (
        (_("phone"), lambda each: any(contact.value.startswith("+") for contact in each.told.contacts)),
        (
            _("full name with patronymic"),
            lambda each: each.told.surname and each.told.given and len(each.told.patronymic) > 2,
        ),
        (_("date of birth"), lambda each: each.told.birth_date),
        (_("e-mail"), lambda each: any(contact.kind == ContactKind.EMAIL for contact in each.told.contacts)),
        (_("town"), lambda each: each.told.city),
        (_("how they heard of the clinic"), lambda each: each.told.card.get("source")),
        (_("last visit known"), lambda each: each.visits or each.stated_last),
        (_("word on advertising"), lambda each: each.told.consents),
    )
    for title, test in tests:
        yield _bar(title, sum(card.says(test) for card in cards), len(cards))


def _step(card: Card, today: date) -> int:
    """Place in SLEEP_STEPS by the last visit; -1 where none is known."""
    if card.last_visit is None:
        return -1
    months = (today - card.last_visit).days / DAYS_A_MONTH
    return next(number for number, (limit, _title) in enumerate(SLEEP_STEPS) if months < limit)


def _sleep(cards: list[Card], today: date) -> Iterator[Bar]:
    steps = [_step(card, today) for card in cards]
    known = sum(step >= 0 for step in steps)
    for number, (_limit, title) in enumerate(SLEEP_STEPS):
        yield _bar(title, steps.count(number), known)


def _usual_bill(people: Iterable[Person]) -> Decimal:
    """The median paid visit, to whole units: what one more visit brings."""
    prices = [price for each in people for _, price in each.visits if price > 0]
    return Decimal(median(prices)).quantize(Decimal(1)) if prices else Decimal(0)


def _reach(cards: list[Card]) -> Iterator[Bar]:
    total = len(cards)
    yield _bar(_("have a whole phone number"), sum(card.has_phone for card in cards), total)
    yield _bar(
        _("of them may be called about their care"), sum(card.has_phone and not card.is_closed for card in cards), total
    )
    yield _bar(
        _("said yes to advertising in a file: to be confirmed by one question"),
        sum(card.consent == ConsentAction.CLAIM for card in cards),
        total,
    )
    yield _bar(_("said no to advertising"), sum(card.consent == ConsentAction.REFUSE for card in cards), total)
