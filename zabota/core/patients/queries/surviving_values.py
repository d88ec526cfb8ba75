"""Which value of two cards survives in a merge, field by field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from zabota.core.patients.models import Patient
from zabota.lib.person_names import is_latin

Side = Literal["survivor", "retired"]
#: What a person chose on the screen: key of a choice -> whose value survives.
Chosen = Mapping[str, Side]


@dataclass(frozen=True)
class Choice:
    """Fields that survive together. `prefers_retired(survivor, retired)` is the rule where nobody chose.

    `key` is the name of the first field; the screen offers a choice under it.
    """

    fields: tuple[str, ...]
    prefers_retired: Callable[[tuple[Any, ...], tuple[Any, ...], bool], bool]

    @property
    def key(self) -> str:
        return self.fields[0]

    def values_of(self, card: Patient) -> tuple[Any, ...]:
        return tuple(getattr(card, name) for name in self.fields)


def is_filled(value: Any) -> bool:
    return value not in (None, "", False)


def _fills(mine: tuple[Any, ...], theirs: tuple[Any, ...], theirs_is_newer: bool) -> bool:
    return any(map(is_filled, theirs)) and not any(map(is_filled, mine))


def _is_fuller(mine: tuple[Any, ...], theirs: tuple[Any, ...], theirs_is_newer: bool) -> bool:
    """Something beats nothing, and a name beats its initial."""
    return _fills(mine, theirs, theirs_is_newer) or len(mine[0].strip(".")) <= 1 < len(theirs[0].strip("."))


def _names_better(mine: tuple[Any, ...], theirs: tuple[Any, ...], theirs_is_newer: bool) -> bool:
    """The fuller name; of names in full the one in Cyrillic letters."""
    is_in_full = min(len(mine[0].strip(".")), len(theirs[0].strip("."))) > 1
    return _is_fuller(mine, theirs, theirs_is_newer) or (is_in_full and is_latin(mine[0]) and not is_latin(theirs[0]))


def _is_newer(mine: tuple[Any, ...], theirs: tuple[Any, ...], theirs_is_newer: bool) -> bool:
    """The newer card knows better what changes in a life, unless it says less."""
    said, known = sum(map(is_filled, theirs)), sum(map(is_filled, mine))
    return _fills(mine, theirs, theirs_is_newer) or (theirs_is_newer and said >= max(1, known))


def _is_more_exact(mine: tuple[Any, ...], theirs: tuple[Any, ...], theirs_is_newer: bool) -> bool:
    """A date beats a year, a year beats nothing."""
    return [each is not None for each in theirs] > [each is not None for each in mine]


CHOICES = (
    Choice(("surname",), _names_better),
    Choice(("given",), _names_better),
    Choice(("patronymic",), _names_better),
    Choice(("maiden_surname",), _fills),
    Choice(("addressed_as",), _fills),
    Choice(("birth_date", "birth_year"), _is_more_exact),
    Choice(("sex",), _fills),
    Choice(("is_deceased", "deceased_on"), _fills),
    Choice(("card_number",), _fills),
    Choice(("paper_card_place",), _fills),
    Choice(("home_branch_id",), _fills),
    Choice(("doctor_id",), _fills),
    Choice(("responsible_id",), _fills),
    Choice(("reason_for_contact",), _fills),
    Choice(("source",), _fills),
    Choice(("city", "region", "street"), _is_newer),
    Choice(("marital_status",), _is_newer),
    Choice(("children_count",), _is_newer),
    Choice(("income_band",), _is_newer),
    Choice(("occupation",), _is_newer),
    Choice(("language",), _fills),
    Choice(("preferred_channel",), _is_newer),
    Choice(("books_by",), _is_newer),
    Choice(("call_from", "call_until"), _is_newer),
)


def survives_from(choice: Choice, survivor: Patient, retired: Patient, chosen: Chosen) -> Side:
    """Whose value of this choice survives: what a person chose, else by the rule."""
    if choice.key in chosen:
        return chosen[choice.key]
    mine, theirs = choice.values_of(survivor), choice.values_of(retired)
    prefers = choice.prefers_retired(mine, theirs, freshness(retired) > freshness(survivor))
    return "retired" if prefers else "survivor"


def surviving_values(survivor: Patient, retired: Patient, chosen: Chosen) -> dict[str, Any]:
    """The fields of the survivor that a merge changes, with their new values."""
    values: dict[str, Any] = {}
    for choice in CHOICES:
        if choice.key not in chosen and not any(map(is_filled, choice.values_of(retired))):
            continue  # most fields of most cards are empty, and nothing survives from them
        if survives_from(choice, survivor, retired, chosen) == "retired":
            values |= dict(zip(choice.fields, choice.values_of(retired), strict=True))
    values["former_card_numbers"] = _former_card_numbers(survivor, retired, values)
    if retired.checked_on and retired.checked_on > (survivor.checked_on or date.min):
        values["checked_on"] = retired.checked_on
    return {name: value for name, value in values.items() if value != getattr(survivor, name)}


def _former_card_numbers(survivor: Patient, retired: Patient, values: Mapping[str, Any]) -> list[str]:
    number = values.get("card_number", survivor.card_number)
    known = [*survivor.former_card_numbers, *retired.former_card_numbers, survivor.card_number, retired.card_number]
    return list(dict.fromkeys(each for each in known if each and each != number))


def freshness(card: Patient) -> tuple[date, datetime]:
    """Later contacts confirmed, then later changed: the newer card."""
    return card.checked_on or date.min, card.updated_at


#: The columns that `fullness` looks at.
FULLNESS = ("surname", "given", "patronymic", "birth_date", "card_number", "completeness")


def fullness(card: Patient) -> tuple[int, ...]:
    """How much a card says: of two, the fuller survives an automatic merge, and of equals the older."""
    names = sum(len(name.strip(".")) > 1 for name in (card.surname, card.given, card.patronymic))
    return names, card.birth_date is not None, bool(card.card_number), card.completeness, -card.pk
