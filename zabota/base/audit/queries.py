"""The trail as one list: what was written (events) and what was looked at or refused (audit entries)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import CharField, F, GenericIPAddressField, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.models import User
from zabota.base.audit.models import Action, AuditEntry, AuditWords
from zabota.base.audit.object_names import object_name
from zabota.base.audit.registry import patient_books
from zabota.base.events.models import Event
from zabota.base.events.registry import kinds

#: Reasons that the program itself gives; a person's own words are shown as written.
REASONS = {
    "no right": _("there is no right to it"),
    "not there": _("not there, or not for this person"),
    "password": _("by password"),
    "code": _("by password and code"),
    "pin": _("by PIN"),
    "first_start": _("at the first start"),
}
LINES_ON_PAGE = 100
LINES_READ_AT_ONCE = 1000
#: Without a day or a patient chosen the list goes back so far.
USUAL_DAYS = 7
COLUMNS = (
    "when",
    "what",
    "actor_kind",
    "actor_id",
    "patient_id",
    "object_type",
    "object_id",
    "reason",
    "address",
    "row",
)


@dataclass(frozen=True)
class Chosen:
    """What the reader asked for; None is «any»."""

    person: User | None = None
    patient: UUID | None = None
    action: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Line:
    """`who` is None for the program itself. `patient` is its public id and name, for who may see it.

    `about` names the account that the line is about, `place` tells in words what it is of: a card, a list, a page.
    """

    when: datetime
    title: str
    is_refusal: bool
    who: User | None
    patient: tuple[UUID, str] | None
    about: str
    place: str
    reason: str
    address: str


def trail(chosen: Chosen, *, page: str | None, shows_patients: bool) -> tuple[Page[dict[str, Any]], list[Line]]:
    """A page of the trail, newest first. Without `shows_patients` no line says with whom, nor why in people's own words."""
    shown = Paginator(_rows(chosen, shows_patients), LINES_ON_PAGE).get_page(page)
    return shown, _lines(list(shown.object_list), shows_patients)


def whole_trail(chosen: Chosen, *, shows_patients: bool) -> Iterator[Line]:
    """Every line of the trail, newest first, read in portions."""
    rows = _rows(chosen, shows_patients).iterator(chunk_size=LINES_READ_AT_ONCE)
    while portion := list(islice(rows, LINES_READ_AT_ONCE)):
        yield from _lines(portion, shows_patients)


def _rows(chosen: Chosen, shows_patients: bool) -> Any:
    entries, events = _entries(chosen), _events(chosen)
    if chosen.patient is not None:
        ids = [each for book in patient_books for each in book.ids_of(chosen.patient)] if shows_patients else []
        entries, events = entries.filter(patient_id__in=ids), events.filter(patient_id__in=ids)
    return entries.values(*COLUMNS).union(events.values(*COLUMNS), all=True).order_by("-when", "-row")


def _entries(chosen: Chosen) -> QuerySet[AuditEntry]:
    entries = AuditEntry.objects.annotate(when=F("at"), what=Cast("action", CharField()), row=F("id")).order_by()
    entries = entries.filter(at__gte=_since(chosen), at__lt=_until(chosen))
    if chosen.person is not None:
        entries = entries.filter(actor_id=chosen.person.pk, actor_kind="user")
    return entries.filter(action=chosen.action) if chosen.action else entries


def _events(chosen: Chosen) -> QuerySet[Event]:
    nothing = Value("", CharField())
    events = Event.objects.annotate(
        when=F("happened_at"),
        what=Cast("kind", CharField()),
        object_type=nothing,
        object_id=nothing,
        reason=nothing,
        address=Value(None, GenericIPAddressField(null=True)),
        row=F("id"),
    ).order_by()
    events = events.filter(happened_at__gte=_since(chosen), happened_at__lt=_until(chosen))
    if chosen.person is not None:
        events = events.filter(actor_id=chosen.person.pk, actor_kind="user")
    return events.filter(kind=chosen.action) if chosen.action else events


def _since(chosen: Chosen) -> datetime:
    if chosen.day is not None:
        return _midnight(chosen.day)
    if chosen.patient is not None:
        return _midnight(date(2000, 1, 1))
    return _midnight(timezone.localdate() - timedelta(days=USUAL_DAYS))


def _until(chosen: Chosen) -> datetime:
    return _midnight((chosen.day or timezone.localdate()) + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _lines(rows: Sequence[dict[str, Any]], shows_patients: bool) -> list[Line]:
    actors = User.objects.in_bulk({row["actor_id"] for row in rows if row["actor_id"]})
    accounts = _accounts_in(rows)
    patients = _patients_in(rows) if shows_patients else {}
    words = words_of(row["row"] for row in rows if row["what"] in Action.values)
    return [
        Line(
            when=row["when"],
            title=_title(row["what"]),
            is_refusal=row["what"] in {Action.DENIED, Action.FAILED},
            who=actors.get(row["actor_id"]),
            patient=patients.get(row["patient_id"]),
            about=accounts.get(row["object_id"], ""),
            place=_place(row["object_type"]),
            reason=_reason(row, words) if shows_patients or row["patient_id"] is None else "",
            address=row["address"] or "",
        )
        for row in rows
    ]


def _place(object_type: str) -> str:
    """In words; a page that this version has no more is told by its code. An account is told by whose it is."""
    return "" if object_type in ("", "user") else object_name(object_type) or object_type


def _reason(row: Mapping[str, Any], words: Mapping[int, str]) -> str:
    own = words.get(row["row"], "") if row["what"] in Action.values else ""
    return own or str(REASONS.get(row["reason"], row["reason"]))


def words_of(entry_ids: Iterable[int]) -> dict[int, str]:
    """What people themselves wrote to these entries."""
    return {each.entry_id: str(each.text) for each in AuditWords.objects.filter(entry_id__in=list(entry_ids))}


def _title(what: str) -> str:
    if what in Action.values:
        return str(Action(what).label)
    kind = kinds.get(what)
    return str(kind.title).partition("%(")[0].rstrip(" :,(") if kind else what


def _accounts_in(rows: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Names of the people whose accounts the lines are about, by their public ids as text."""
    ids = {row["object_id"] for row in rows if row["object_type"] == "user" and row["object_id"]}
    return {
        str(key): name for key, name in User.objects.filter(public_id__in=ids).values_list("public_id", "full_name")
    }


def _patients_in(rows: Iterable[dict[str, Any]]) -> Mapping[int, tuple[UUID, str]]:
    ids = {row["patient_id"] for row in rows if row["patient_id"]}
    return {key: label for book in patient_books for key, label in book.labels(ids).items()}
