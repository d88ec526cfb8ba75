"""Six years of past visits: episodes of care with seasons, loyal few and many who came once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from zabota.site.demo.clinic import Offer
from zabota.site.demo.people import Person

#: How busy each month is against the average: summers and January are quiet (R042).
SEASON = (0.78, 1.0, 1.1, 1.08, 0.92, 0.8, 0.7, 0.74, 1.12, 1.2, 1.16, 0.96)
DAY_OF_WEEK = (1.1, 1.15, 1.05, 1.0, 1.0, 0.55, 0.0)
YEARLY_INFLATION = 0.09
CANCEL_REASONS = ("заболел", "передумал", "дорого", "не смог уйти с работы", "далеко ехать", "")


@dataclass(frozen=True)
class Visit:
    """`status` as scheduling names it; `amount` in roubles, only for a completed visit."""

    person: int
    offer: Offer
    starts_at: datetime
    status: str
    cancelled_by: str
    cancel_reason: str
    amount: Decimal | None


def visits_of(person: Person, today: date, seed: int = 1) -> Iterator[Visit]:
    """Visits of one person before today, in order of time."""
    random = Random(f"{seed}:visits:{person.number}")
    day = person.joined_on
    while day < today:
        last = day
        for visit in _episode(random, person, day, today):
            yield visit
            last = visit.starts_at.date()
        if random.random() > 0.25 + 0.7 * person.loyalty:
            break
        day = last + timedelta(days=int(person.direction.days_between * random.lognormvariate(0, 0.35)) + 1)


def _episode(random: Random, person: Person, day: date, today: date) -> Iterator[Visit]:
    steps = ((person.direction.first, 0, 1.0), *person.direction.episode)
    day = _in_season(random, day)
    for offer, days_after, chance in steps:
        if random.random() > chance:
            continue
        day = _open_day(random, day + timedelta(days=int(days_after * random.uniform(0.8, 1.5))))
        if day >= today:
            return
        yield _happened(random, person, offer, day, today)


def _happened(random: Random, person: Person, offer: Offer, day: date, today: date) -> Visit:
    status = random.choices(("completed", "no_show", "cancelled", "moved"), (0.85, 0.05, 0.07, 0.03))[0]
    by = random.choice(("patient", "patient", "clinic")) if status == "cancelled" else ""
    reason = random.choice(CANCEL_REASONS) if status in {"cancelled", "no_show"} else ""
    return Visit(
        person.number, offer, _hour(random, day), status, by, reason,
        _price(offer, day, today) if status == "completed" else None,
    )  # fmt: skip


def _price(offer: Offer, day: date, today: date) -> Decimal:
    years = (today - day).days / 365
    return Decimal(round(offer.price / (1 + YEARLY_INFLATION) ** years / 50) * 50)


def _in_season(random: Random, day: date) -> date:
    """Care that can wait is put off from a quiet month to a busier one."""
    while random.random() > SEASON[day.month - 1] / max(SEASON):
        day += timedelta(days=random.randint(10, 50))
    return day


def _open_day(random: Random, day: date) -> date:
    while random.random() > DAY_OF_WEEK[day.weekday()] / max(DAY_OF_WEEK):
        day += timedelta(days=1)
    return day


def _hour(random: Random, day: date) -> datetime:
    return datetime.combine(day, time(random.randint(8, 19), random.choice((0, 15, 30, 45))))
