"""How complete a card is, and the base (R004, R065)."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from zabota.core.patients.models import BaseCount, Patient, PatientState, RequiredField
from zabota.core.patients.queries.card_fields import CARD_FIELDS, REQUIRED_AT_FIRST, CardField

#: Lower bounds of the spread of completeness, per cent.
BOUNDS = (0, 20, 40, 60, 80, 100)


@dataclass(frozen=True)
class FieldShare:
    """A field, on how many cards it is filled, and the share 0..100, rounded down: 100 means every card."""

    field: CardField
    filled: int
    per_cent: int
    is_required: bool


@dataclass(frozen=True)
class StateOfBase:
    """`spread`: how many cards are 0-19, 20-39, ... 80-99 and 100 per cent complete, as (lower bound, cards).

    `counted_at`: as of when; None while nothing has been kept yet, and all is counted on the spot.
    """

    total: int
    shares: list[FieldShare]
    spread: list[tuple[int, int]]
    counted_at: datetime | None


def required_fields() -> list[CardField]:
    return _required(RequiredField.objects.values_list("key", flat=True))


def _required(chosen: Iterable[str]) -> list[CardField]:
    """The fields that the clinic chose; until it did, those that the program proposes."""
    keys = set(chosen) or set(REQUIRED_AT_FIRST)
    return [each for each in CARD_FIELDS.values() if each.key in keys]


def missing_fields(patient: Patient) -> list[CardField]:
    """What the clinic requires and the card does not hold."""
    marks = {f"has_{each.key}": Case(When(each.filled(), then=1), default=0) for each in CARD_FIELDS.values()}
    chosen = ArraySubquery(RequiredField.objects.values("key"))
    row = Patient.objects.filter(pk=patient.pk).annotate(**marks, chosen=chosen).values(*marks, "chosen").get()
    return [each for each in _required(row["chosen"]) if not row[f"has_{each.key}"]]


def refresh_completeness(patient_ids: Iterable[int]) -> None:
    """Write anew how complete these cards are, 0..100 of the required fields."""
    _write_completeness(Patient.objects.filter(pk__in=list(patient_ids)))


def refresh_all_completeness() -> None:
    _write_completeness(Patient.objects.all())


def _write_completeness(patients: QuerySet[Patient]) -> None:
    required = required_fields()
    total = sum(
        (Case(When(each.filled(), then=1), default=0, output_field=IntegerField()) for each in required), Value(0)
    )
    patients.update(completeness=total * 100 / len(required))


def state_of_base() -> StateOfBase:
    """What share of all cards has each field (R065), as the clock's job kept it last."""
    kept = BaseCount.objects.order_by("counted_at").last()
    count = kept or counted_now()
    required = {each.key for each in required_fields()}
    shares = [_share(each, count.filled.get(each.key, 0), count.total, required) for each in CARD_FIELDS.values()]
    spread = [(low, count.spread[str(low)]) for low in BOUNDS]
    return StateOfBase(count.total, shares, spread, kept.counted_at if kept else None)


def counted_now() -> BaseCount:
    """The cards in the base counted, not kept; they are gone through once, whatever their number."""
    filled = {f"n_{each.key}": Count("pk", filter=each.filled_in_base()) for each in CARD_FIELDS.values()}
    spread = {f"from_{low}": Count("pk", filter=_from(low)) for low in BOUNDS}
    cards = Patient.objects.filter(state=PatientState.ACTIVE)
    row = cards.aggregate(total=Count("pk"), **filled, **spread)
    return BaseCount(
        total=row["total"],
        filled={key: row[f"n_{key}"] for key in CARD_FIELDS},
        spread={str(low): row[f"from_{low}"] for low in BOUNDS},
    )


def _from(low: int) -> Q:
    return Q(completeness__gte=low, completeness__lt=low + 20)


def _share(each: CardField, filled: int, total: int, required: Container[str]) -> FieldShare:
    return FieldShare(each, filled, 100 * filled // total if total else 0, each.key in required)
