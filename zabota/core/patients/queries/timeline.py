"""Everything that happened to a person, on all cards that are one now."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Max, Model, Q, QuerySet
from django.db.models.functions import TruncHour
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zabota.base.accounts.access import Access
from zabota.base.accounts.models import User
from zabota.base.audit.models import Action, AuditEntry
from zabota.base.events.models import Event
from zabota.base.events.queries import events_of, timeline_entry
from zabota.core.patients.models import Lead, Mention, Patient
from zabota.core.patients.queries.gate import card_ids

PAGE = 30
#: Facts whose very kind tells of health.
HEALTH = ("patients.noted", "patients.note_closed")


#: Fields that the model itself gives no words.
FIELD_WORDS = {
    "tags": gettext_lazy("tags"),
    "doctor": gettext_lazy("doctor"),
    "home_branch": gettext_lazy("branch"),
    "responsible": gettext_lazy("responsible person"),
    "former_card_numbers": gettext_lazy("former card numbers"),
    "custom_values": gettext_lazy("the clinic's own fields"),
    "is_deceased": gettext_lazy("deceased"),
}


@dataclass(frozen=True, order=True)
class Place:
    """Where a line stands: its moment, then which table it is of, then its id. Lines of one transaction share a moment."""

    at: datetime
    table: int
    row_id: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}_{self.table}_{self.row_id}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """The place that a "more" link carries; anything else is None, the newest page."""
        match = _PLACE.fullmatch(text)
        try:
            at = datetime.fromisoformat(match["at"]) if match else None
        except ValueError:
            return None
        return cls(at, int(match["table"]), int(match["row"])) if match and at and at.tzinfo else None


_PLACE = re.compile(r"(?P<at>[\d:.+TZ-]{20,40})_(?P<table>\d)_(?P<row>\d{1,18})", re.ASCII)
EVENTS, MENTIONS, LEADS, READINGS = range(4)


@dataclass(frozen=True)
class TimelineLine:
    """A line: where it stands, what, in which words; `actor` is the name of the user, empty for the program."""

    place: Place
    kind: str
    title: str
    detail: str = ""
    actor: str = ""

    @property
    def at(self) -> datetime:
        return self.place.at


def timeline_of(patient: Patient, access: Access, before: Place | None = None) -> list[TimelineLine]:
    """The newest PAGE lines before a place: facts, imports, enquiries, and who read the card for those who may know."""
    cards = card_ids(patient)
    lines = [*_facts(cards, access, before), *_imports(cards, before), *_enquiries(cards, before)]
    if access.may("patients.view_access_log"):
        lines += _readings(cards, before)
    newest = sorted(lines, key=lambda line: line[0], reverse=True)[:PAGE]
    names = dict(
        User.objects.filter(pk__in={actor for *_rest, actor in newest if actor}).values_list("id", "full_name")
    )
    return [
        TimelineLine(place, kind, title, detail, names.get(actor, "") if actor else "")
        for place, kind, title, detail, actor in newest
    ]


Raw = tuple[Place, str, str, str, int | None]
Rows = TypeVar("Rows", bound=Model)


def _page(rows: QuerySet[Rows], table: int, moment: str, before: Place | None) -> QuerySet[Rows]:
    """The newest PAGE rows that stand before the place: rows of its own moment too, by table and id."""
    if before is not None:
        earlier = Q(**{f"{moment}__lt": before.at})
        if table < before.table:
            earlier |= Q(**{moment: before.at})
        elif table == before.table:
            earlier |= Q(**{moment: before.at}, pk__lt=before.row_id)
        rows = rows.filter(earlier)
    return rows.order_by(f"-{moment}", "-pk")[:PAGE]


def _facts(cards: Sequence[int], access: Access, before: Place | None) -> Iterable[Raw]:
    events = events_of(cards)
    if not access.may("patients.view_health"):
        events = events.exclude(kind__in=HEALTH)
    for event in _page(events, EVENTS, "happened_at", before):
        place = Place(event.happened_at, EVENTS, event.pk)
        yield place, event.kind, timeline_entry(event).title, _detail(event), event.actor_id


def _detail(event: Event) -> str:
    """The names of the fields that changed, in words."""
    names = event.data.get("fields", ()) if event.kind == "patients.changed" else ()
    return ", ".join(str(FIELD_WORDS.get(name) or _verbose(name)) for name in names)


def _verbose(name: str) -> str:
    try:
        field: Any = Patient._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    return str(field.verbose_name)


def _imports(cards: Sequence[int], before: Place | None) -> Iterable[Raw]:
    mentions = Mention.objects.filter(patient_id__in=cards, source__startswith="import")
    for mention in _page(mentions, MENTIONS, "created_at", before):
        place = Place(mention.created_at, MENTIONS, mention.pk)
        yield place, "patients.mentioned", _("A file spoke of this person"), "", None


def _enquiries(cards: Sequence[int], before: Place | None) -> Iterable[Raw]:
    leads = Lead.objects.filter(patient_id__in=cards)
    for lead in _page(leads, LEADS, "created_at", before):
        place = Place(lead.created_at, LEADS, lead.pk)
        yield place, "patients.lead_opened", _("Enquiry"), lead.source, lead.responsible_id


def _readings(cards: Sequence[int], before: Place | None) -> Iterable[Raw]:
    """A card is read panel by panel: one line for what one person opened within the hour, unless he said why."""
    looked = AuditEntry.objects.filter(patient_id__in=cards, action__in=(Action.READ, Action.REVEAL))
    same = looked.values("action", "actor_id", "reason", hour=TruncHour("at"), own=F("words__id"))
    newest_of_hour = same.annotate(newest=Max("pk")).values("newest")
    entries = AuditEntry.objects.filter(pk__in=newest_of_hour).select_related("words")
    for entry in _page(entries, READINGS, "at", before):
        title = _("Card opened by") if entry.action == Action.READ else _("Contact seen by")
        why = str(entry.words.text) if hasattr(entry, "words") else entry.reason
        yield Place(entry.at, READINGS, entry.pk), f"audit.{entry.action}", title, why, entry.actor_id
