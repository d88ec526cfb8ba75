"""Everything that happened to a person, on all cards that are one now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
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


@dataclass(frozen=True)
class TimelineLine:
    """A line: when, what, in which words; `actor` is the name of the user, empty for the program."""

    at: datetime
    kind: str
    title: str
    detail: str = ""
    actor: str = ""


def timeline_of(patient: Patient, access: Access, before: datetime | None = None) -> list[TimelineLine]:
    """The newest PAGE lines before a moment: facts, imports, enquiries, and who read the card for those who may know."""
    cards = card_ids(patient)
    lines = [*_facts(cards, access, before), *_imports(cards, before), *_enquiries(cards, before)]
    if access.may("patients.view_access_log"):
        lines += _readings(cards, before)
    newest = sorted(lines, key=lambda line: line[0], reverse=True)[:PAGE]
    names = dict(
        User.objects.filter(pk__in={actor for *_rest, actor in newest if actor}).values_list("id", "full_name")
    )
    return [
        TimelineLine(at, kind, title, detail, names.get(actor, "") if actor else "")
        for at, kind, title, detail, actor in newest
    ]


Raw = tuple[datetime, str, str, str, int | None]


def _facts(cards: Sequence[int], access: Access, before: datetime | None) -> Iterable[Raw]:
    events = events_of(cards)
    if before is not None:
        events = events.filter(happened_at__lt=before)
    if not access.may("patients.view_health"):
        events = events.exclude(kind__in=HEALTH)
    for event in events[:PAGE]:
        yield event.happened_at, event.kind, timeline_entry(event).title, _detail(event), event.actor_id


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


def _imports(cards: Sequence[int], before: datetime | None) -> Iterable[Raw]:
    mentions = Mention.objects.filter(patient_id__in=cards, source__startswith="import").order_by("-created_at")
    if before is not None:
        mentions = mentions.filter(created_at__lt=before)
    for mention in mentions[:PAGE]:
        yield mention.created_at, "patients.mentioned", _("A file spoke of this person"), "", None


def _enquiries(cards: Sequence[int], before: datetime | None) -> Iterable[Raw]:
    leads = Lead.objects.filter(patient_id__in=cards).order_by("-created_at")
    if before is not None:
        leads = leads.filter(created_at__lt=before)
    for lead in leads[:PAGE]:
        yield lead.created_at, "patients.lead_opened", _("Enquiry"), lead.source, lead.responsible_id


def _readings(cards: Sequence[int], before: datetime | None) -> Iterable[Raw]:
    """A card is read panel by panel: one line for what one person opened within the hour."""
    entries = AuditEntry.objects.filter(patient_id__in=cards, action__in=(Action.READ, Action.REVEAL)).order_by("-at")
    if before is not None:
        entries = entries.filter(at__lt=before)
    told: set[tuple[object, ...]] = set()
    for entry in entries[: PAGE * 10]:
        reading = (entry.action, entry.actor_id, entry.at.replace(minute=0, second=0, microsecond=0), entry.reason)
        if reading in told:
            continue
        told.add(reading)
        title = _("Card opened by") if entry.action == Action.READ else _("Contact seen by")
        yield entry.at, f"audit.{entry.action}", title, entry.reason, entry.actor_id
