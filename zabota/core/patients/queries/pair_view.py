"""A doubtful pair side by side: what each card says, where they agree, and what that weighs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zabota.core.patients.matching.engine import probability_of
from zabota.core.patients.models import ContactPoint, DuplicatePair, Mention, Patient
from zabota.core.patients.queries.contacts import masked
from zabota.core.patients.queries.surviving_values import CHOICES, Chosen, Side, fullness, is_filled, survives_from

#: Level of evidence -> how the row is coloured, and in words.
LEVEL_WORDS = {
    "same": gettext_lazy("the same"),
    "short": gettext_lazy("forms of one name"),
    "variant": gettext_lazy("forms of one name"),
    "typo": gettext_lazy("differs by a slip"),
    "near": gettext_lazy("differs by a slip"),
    "initial": gettext_lazy("the initial agrees"),
    "year": gettext_lazy("the year agrees"),
    "maiden": gettext_lazy("the maiden name"),
    "woman_other": gettext_lazy("another, as after a marriage"),
    "other": gettext_lazy("different"),
}
NEAR = ("short", "variant", "typo", "near", "initial", "year", "maiden")


@dataclass(frozen=True)
class ComparedValue:
    """`text` is safe to show: contacts and numbers are masked. `is_shared`: the other card has exactly this."""

    text: str
    note: str = ""
    is_shared: bool = False


@dataclass(frozen=True)
class ComparedRow:
    """A line of the comparison. `agreement`: "same", "near", "different" or "unknown" (one side says nothing).

    `choice` is the key under which a person may choose whose value survives, or ""; `keeps` whose it is now.
    """

    title: object
    left: Sequence[ComparedValue]
    right: Sequence[ComparedValue]
    agreement: str
    evidence: str = ""
    speaks: str = ""
    choice: str = ""
    keeps: Side = "survivor"
    digit: int = 0


@dataclass(frozen=True)
class PairView:
    """The survivor stands on the left.

    `per_cent` is the chance that they are one person, by all evidence: never a hundred, for then nobody would be asked.
    """

    pair: DuplicatePair
    survivor: Patient
    retired: Patient
    rows: Sequence[ComparedRow]
    per_cent: int


def with_what_is_compared(pairs: Sequence[DuplicatePair]) -> Sequence[DuplicatePair]:
    """The pairs with contacts, documents and mentions of their cards, in a query each for all of them."""
    cards = [card for pair in pairs for card in (pair.patient, pair.other)]
    prefetch_related_objects(cards, "contacts", "documents", "mentions")
    return pairs


def pair_view(pair: DuplicatePair, survivor: Patient, chosen: Chosen | None = None) -> PairView:
    retired = pair.other if survivor == pair.patient else pair.patient
    evidence = {line["field"]: line for line in pair.evidence}
    rows = list(_numbered(_rows(survivor, retired, evidence, chosen or {})))
    return PairView(pair, survivor, retired, rows, min(99, round(100 * probability_of(pair.weight))))


def _numbered(rows: Iterator[ComparedRow]) -> Iterator[ComparedRow]:
    """Choices get the keys 1..9 in their order."""
    digit = 0
    for row in rows:
        if row.choice and digit < 9:
            digit += 1
            yield ComparedRow(**{**row.__dict__, "digit": digit})
        else:
            yield row


def _rows(survivor: Patient, retired: Patient, evidence: dict[str, Any], chosen: Chosen) -> Iterator[ComparedRow]:
    """Whatever was weighed has a row, though the cards themselves may say nothing of it: their mentions do."""
    for title, fields, field, written in PLAIN_ROWS:
        row = _plain_row(title, fields, evidence.get(field), written, survivor, retired, chosen)
        if row.left or row.right or field in evidence:
            yield row
        if fields == ("birth_date", "birth_year"):
            yield from _contact_rows(survivor, retired, evidence)
            yield from _document_row(survivor, retired, evidence)


def _name(card: Patient, name: str) -> str:
    return str(getattr(card, name))


def _birth(card: Patient, name: str) -> str:
    if card.birth_date:
        return date_format(card.birth_date, "j E Y")
    return _("%(year)d, the day is not known") % {"year": card.birth_year} if card.birth_year else ""


def _sex(card: Patient, name: str) -> str:
    return card.get_sex_display() if card.sex else ""


def _numbers(card: Patient, name: str) -> str:
    """Its own, former ones, and those that files gave to the person."""
    own = [card.card_number, *card.former_card_numbers]
    in_files = [number for mention in _mentions(card) for number in mention.card_numbers]
    return ", ".join(dict.fromkeys(filter(None, [*own, *in_files])))


def _mentions(card: Patient) -> list[Mention]:
    return sorted(card.mentions.all(), key=lambda mention: mention.pk)


def _place(card: Patient, name: str) -> str:
    return ", ".join(filter(None, [card.city, card.region]))


def _doctor(card: Patient, name: str) -> str:
    return card.doctor.short_name if card.doctor else ""


def _sources(card: Patient, name: str) -> str:
    return str(len(_mentions(card)))


def _since(card: Patient, name: str) -> str:
    return date_format(card.created_at, "j E Y")


Written = Callable[[Patient, str], str]
#: Title, fields of the card, field of the evidence, how a side is written.
PLAIN_ROWS: tuple[tuple[object, tuple[str, ...], str, Written], ...] = (
    (gettext_lazy("Surname"), ("surname",), "surname", _name),
    (gettext_lazy("First name"), ("given",), "given", _name),
    (gettext_lazy("Patronymic"), ("patronymic",), "patronymic", _name),
    (gettext_lazy("Former surname"), ("maiden_surname",), "", _name),
    (gettext_lazy("Date of birth"), ("birth_date", "birth_year"), "birth", _birth),
    (gettext_lazy("Sex"), ("sex",), "", _sex),
    (gettext_lazy("Card number"), ("card_number",), "card", _numbers),
    (gettext_lazy("City"), ("city", "region", "street"), "address", _place),
    (gettext_lazy("Doctor"), ("doctor_id",), "", _doctor),
    (gettext_lazy("Occupation"), ("occupation",), "", _name),
    (gettext_lazy("Records in files"), (), "", _sources),
    (gettext_lazy("Card since"), (), "", _since),
)
CHOICE_OF = {choice.fields: choice for choice in CHOICES}


def _plain_row(
    title: object,
    fields: tuple[str, ...],
    line: Any,
    written: Written,
    survivor: Patient,
    retired: Patient,
    chosen: Chosen,
) -> ComparedRow:
    left, right = (written(card, fields[0] if fields else "") for card in (survivor, retired))
    choice = CHOICE_OF.get(fields)
    is_choice = choice is not None and left != right and is_filled(right)
    return ComparedRow(
        title,
        _values(left),
        _values(right),
        _agreement(line, left, right) if fields else "unknown",
        *_evidence(line),
        choice=choice.key if choice and is_choice else "",
        keeps=survives_from(choice, survivor, retired, chosen) if choice else "survivor",
    )


def _values(text: str) -> list[ComparedValue]:
    return [ComparedValue(text)] if text else []


def _agreement(line: Any, left: object, right: object) -> str:
    """By what is shown of both cards, and by the evidence where a card is silent or the two differ in writing."""
    are_shown = bool(left and right)
    if are_shown and left == right:
        return "same"
    if not line:
        return "different" if are_shown else "unknown"
    if line["level"] == "same" and not are_shown:
        return "same"
    return "near" if line["level"] in (*NEAR, "same") else "different"


def _evidence(line: Any) -> tuple[str, str]:
    """What the field says, and how strongly: (words, mood)."""
    if not line:
        return "", ""
    # A pair found by an older version may name a level that is no more: its weight still speaks.
    return str(LEVEL_WORDS.get(line["level"], "")), strength(line["weight"])


def strength(bits: float) -> str:
    """How strongly a piece of evidence speaks; a bit doubles the odds."""
    if bits >= 6:
        return _("speaks strongly for one person")
    if bits >= 2:
        return _("speaks for one person")
    if bits > -2:
        return _("says little")
    return _("speaks against it") if bits > -6 else _("speaks strongly against it")


def _contact_rows(survivor: Patient, retired: Patient, evidence: dict[str, Any]) -> Iterator[ComparedRow]:
    cards = [list(card.contacts.all()) for card in (survivor, retired)]
    for title, field, kinds in (
        (_("Phones"), "phone", lambda kind: kind == "phone"),
        (_("E-mail"), "email", lambda kind: kind == "email"),
        (_("Messengers"), "", lambda kind: kind not in ("phone", "email")),
    ):
        left, right = ([each for each in contacts if kinds(each.kind)] for contacts in cards)
        if left or right or field in evidence:
            shared = {bytes(each.value_index) for each in left} & {bytes(each.value_index) for each in right}
            yield ComparedRow(
                title, _masked(left, shared), _masked(right, shared),
                "same" if shared else _agreement(evidence.get(field), left, [*right, None] if right else right),
                *_evidence(evidence.get(field)),
            )  # fmt: skip


def _masked(contacts: list[ContactPoint], shared: set[bytes]) -> list[ComparedValue]:
    return [ComparedValue(str(masked(each)), each.belongs_to, bytes(each.value_index) in shared) for each in contacts]


def _document_row(survivor: Patient, retired: Patient, evidence: dict[str, Any]) -> Iterator[ComparedRow]:
    """Numbers of documents are told apart, never shown."""
    cards = [list(card.documents.all()) for card in (survivor, retired)]
    keys = [{(each.kind, bytes(each.number_index)) for each in documents} for documents in cards]
    left, right = (
        [
            ComparedValue(each.get_kind_display(), "", (each.kind, bytes(each.number_index)) in keys[0] & keys[1])
            for each in documents
        ]
        for documents in cards
    )
    if left or right or "document" in evidence:
        kinds = [{kind for kind, _index in own} for own in keys]
        line = evidence.get("document")
        agreement = "same" if keys[0] & keys[1] else "different" if kinds[0] & kinds[1] else _agreement(line, [], [])
        yield ComparedRow(_("Documents"), left, right, agreement, *_evidence(line))


def default_survivor(pair: DuplicatePair) -> Patient:
    """Whose card stays unless a person says otherwise: the fuller one."""
    return max((pair.patient, pair.other), key=fullness)
