"""All that is kept about one person, in all modules and on all cards that are one now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from zabota.core.patients.models import Patient
from zabota.core.patients.patient_rows import in_words
from zabota.core.patients.queries.gate import card_ids
from zabota.core.patients.registry import patient_data

#: Fields of the card in the order of reading.
CARD_WORDS: Mapping[str, object] = {
    "surname": _("surname"),
    "given": _("first name"),
    "patronymic": _("patronymic"),
    "maiden_surname": _("former surname"),
    "addressed_as": _("addressed as"),
    "sex": _("sex"),
    "birth_date": _("date of birth"),
    "birth_year": _("year of birth"),
    "is_deceased": _("deceased"),
    "deceased_on": _("date of death"),
    "card_number": _("card number"),
    "former_card_numbers": _("former card numbers"),
    "paper_card_place": _("where the paper card stands"),
    "home_branch": _("branch"),
    "doctor": _("doctor"),
    "reason_for_contact": _("reason for contact"),
    "source": _("source"),
    "city": _("city"),
    "region": _("region"),
    "street": _("street and house"),
    "marital_status": _("marital status"),
    "children_count": _("children"),
    "income_band": _("income"),
    "occupation": _("occupation"),
    "language": _("language"),
    "preferred_channel": _("preferred channel"),
    "books_by": _("prefers to book by"),
    "call_from": _("call from"),
    "call_until": _("call until"),
    "checked_on": _("contacts confirmed on"),
    "created_at": _("card opened on"),
    "updated_at": _("card changed on"),
}
#: Fields that tell nothing more: how the card is found, sorted and linked.
CARD_SILENT = frozenset(("state", "merged_into", "name_key", "sort_key", "completeness"))


@dataclass(frozen=True)
class KeptRows:
    """Rows of one table as field -> text. `words` names the fields, `stays` tells why they outlive an erasure."""

    key: str
    title: str
    words: Mapping[str, str]
    rows: list[dict[str, str]]
    stays: str = ""

    @property
    def is_short(self) -> bool:
        """A line a row is enough."""
        return len(self.words) <= 2

    @property
    def lines(self) -> list[list[tuple[str, str]]]:
        """Each row as (word, text)."""
        return [[(self.words[name], text) for name, text in row.items()] for row in self.rows]


@dataclass(frozen=True)
class Remains:
    """What an erasure does to one kind of rows; `why` they stay without a name, "" where they go."""

    title: str
    count: int
    why: str


def kept_about(patient: Patient) -> list[KeptRows]:
    """Everything, tables without a row left out. Sealed values are opened: the caller owes an audit row."""
    cards = card_ids(patient)
    tables = [
        KeptRows(each.key, str(each.title), _as_text(each.words), each.export(cards), str(each.stays))
        for each in patient_data
    ]
    return [_the_cards(cards), *(table for table in tables if table.rows)]


def _the_cards(cards: list[int]) -> KeptRows:
    rows = [{name: in_words(card, name) for name in CARD_WORDS} for card in Patient.objects.filter(pk__in=cards)]
    filled = [{name: text for name, text in row.items() if text} for row in rows]
    return KeptRows("patients.patient", str(_("Card")), _as_text(CARD_WORDS), filled)


def _as_text(words: Mapping[str, object]) -> dict[str, str]:
    return {name: str(word) for name, word in words.items()}


def as_json(kept: list[KeptRows]) -> dict[str, Any]:
    return {each.key: {"title": each.title, "rows": each.rows} for each in kept}


def what_erasing_does(patient: Patient) -> tuple[list[Remains], list[Remains]]:
    """(what goes, what stays without a name), with how many rows; tables of one title counted together."""
    cards = card_ids(patient)
    counts: dict[tuple[str, str], int] = {}
    for each in patient_data:
        kind = (str(each.title), str(each.stays))
        counts[kind] = counts.get(kind, 0) + each.count(cards)
    found = [Remains(title, count, why) for (title, why), count in counts.items() if count]
    return [each for each in found if not each.why], [each for each in found if each.why]


def what_hinders_erasing(patient: Patient) -> list[str]:
    """Sentences that tell what has to end before the card may be erased."""
    cards = card_ids(patient)
    return [sentence for each in patient_data if (sentence := each.hinders(cards))]
