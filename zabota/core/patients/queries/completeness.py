"""How complete a card is, and the base (R004, R065)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from zabota.core.patients.models import Patient, RequiredField
from zabota.core.patients.queries.card_fields import CARD_FIELDS, REQUIRED_AT_FIRST, CardField


@dataclass(frozen=True)
class FieldShare:
    """A field, on how many cards it is filled, and the share 0..100, rounded down: 100 means every card."""

    field: CardField
    filled: int
    per_cent: int
    is_required: bool


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


def field_shares(patients: QuerySet[Patient]) -> list[FieldShare]:
    """What share of these cards has each field (R065); one query whatever their number."""
    required = {each.key for each in required_fields()}
    counts = {f"n_{each.key}": Count("pk", filter=each.filled()) for each in CARD_FIELDS.values()}
    row = patients.aggregate(total=Count("pk"), **counts)
    total = row["total"]
    return [
        FieldShare(
            each, row[f"n_{each.key}"], 100 * row[f"n_{each.key}"] // total if total else 0, each.key in required
        )
        for each in CARD_FIELDS.values()
    ]


def completeness_spread(patients: QuerySet[Patient]) -> list[tuple[int, int]]:
    """How many cards are 0-19, 20-39, ... 80-99 and 100 per cent complete: (lower bound, cards)."""
    bounds = (0, 20, 40, 60, 80, 100)
    counts = patients.aggregate(
        **{f"from_{low}": Count("pk", filter=Q(completeness__gte=low, completeness__lt=low + 20)) for low in bounds}
    )
    return [(low, counts[f"from_{low}"]) for low in bounds]
