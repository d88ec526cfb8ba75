"""Packs and the notes that came back from them, in the branches where a person keeps the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from zabota.base.accounts.access import Access
from zabota.base.audit.models import Action, AuditEntry
from zabota.core.practice.models import Branch
from zabota.core.practice.queries import branches_now
from zabota.front.daypack.models import OPEN, Note, Pack, Phrase
from zabota.front.daypack.queries.promises import said_in

TAKE = "daypack.take"
#: In the audit: what of a card was read.
PURPOSE = "day_pack"
#: So long handed-over notes stand on the page.
LATELY, FEW = timedelta(days=7), 100


def branches_of(access: Access, permission: str = TAKE) -> list[Branch]:
    reach = access.reach(permission)
    return [each for each in branches_now() if reach.covers(each.pk)]


def newest_pack(branch: Branch) -> Pack | None:
    return Pack.objects.filter(branch=branch).order_by("-built_at").first()


def pack_of(access: Access, public_id: UUID) -> Pack | None:
    """The pack with this number, where the person keeps the desk of its branch."""
    pack = Pack.objects.select_related("branch").filter(public_id=public_id).first()
    return pack if pack is not None and access.may(TAKE, pack.branch_id) else None


def taken_today(user_id: int, branch: Branch, now: datetime) -> set[int]:
    """Ids of the patients whose contacts this person has taken in a pack since midnight, as the audit has it."""
    midnight = now.astimezone(branch.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    read = AuditEntry.objects.filter(actor_id=user_id, at__gte=midnight, action=Action.READ, fields=[PURPOSE])
    return {number for number in read.values_list("patient_id", flat=True) if number is not None}


def notes_for(access: Access) -> QuerySet[Note]:
    """Notes that came back to the person's branches, in the order in which they were made."""
    reach = access.reach(TAKE)
    notes = Note.objects.select_related("branch", "pack", "appointment__patient", "appointment__doctor")
    notes = notes if reach.is_network else notes.filter(branch__in=reach.branch_ids)
    return notes.order_by("made_at", "id")


def open_notes(access: Access) -> QuerySet[Note]:
    return notes_for(access).filter(outcome__in=OPEN)


def note_for(access: Access, key: UUID) -> Note:
    """Raises Http404 alike for missing and foreign notes."""
    note = notes_for(access).filter(key=key).first()
    if note is None:
        raise Http404
    return note


@dataclass(frozen=True)
class Desk:
    """What the page of the day pack shows of a branch; an open note stands with whom it is about."""

    branch: Branch
    phrase: Phrase | None
    pack: Pack | None
    to_settle: Sequence[tuple[Note, str]]
    lately: Sequence[Note]


def desk_of(access: Access, branch: Branch) -> Desk:
    notes = notes_for(access).filter(branch=branch)
    since = timezone.now() - LATELY
    return Desk(
        branch=branch,
        phrase=Phrase.objects.select_related("set_by").filter(branch=branch).first(),
        pack=newest_pack(branch),
        to_settle=[(each, _whom(each)) for each in notes.filter(outcome__in=OPEN)],
        lately=list(notes.exclude(outcome__in=OPEN).filter(handed_over_at__gte=since).order_by("-made_at")[:FEW]),
    )


def _whom(note: Note) -> str:
    if note.appointment is not None:
        return note.appointment.patient.full_name
    said = said_in(note)
    names = (str(said.get(name) or "") for name in ("surname", "given", "patronymic"))
    when = f"{said['day']} {said['time']}" if said.get("day") and said.get("time") else ""
    return ", ".join(filter(None, [" ".join(filter(None, names)), when]))
