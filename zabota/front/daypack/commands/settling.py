"""A person settles what a note and the base say differently."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.front.daypack.commands.building import ask_for_another
from zabota.front.daypack.commands.carrying_out import book_as_noted, go_on
from zabota.front.daypack.events import NoteLetBe
from zabota.front.daypack.models import Act, Note, Outcome
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands import Wanted
from zabota.work.scheduling.models import Appointment


class SettledAlready(Refused):
    """Somebody else was faster."""


@transaction.atomic
def book_instead(*, note: Note, wanted: Wanted, over_schedule_reason: str = "", by: Actor) -> Appointment:
    """Book whoever the note names into this time instead, and carry out what goes on from it. Raises as `book`."""
    note = _open(note)
    if note.act != Act.BOOK:
        raise SettledAlready(_("This note is no booking."))
    visit = book_as_noted(note, wanted, over_schedule_reason=over_schedule_reason, by=by)
    _settled(note, Outcome.SETTLED)
    go_on(after=note, by=by)
    ask_for_another(note.branch)
    return visit


@transaction.atomic
def let_be(*, note: Note, by: Actor) -> Note:
    """The base stays as it is; so do the notes that go on from a booking that is not made."""
    note = _open(note)
    for each in [note, *Note.objects.select_for_update().filter(follows=note.key, outcome=Outcome.WAITING)]:
        _settled(each, Outcome.LET_BE)
        record(NoteLetBe(each.branch_id, str(each.key)), by=by)
    return note


def _open(note: Note) -> Note:
    locked = Note.objects.select_for_update(of=("self",)).select_related("branch", "pack").get(pk=note.pk)
    if not locked.is_open:
        raise SettledAlready(_("Somebody has settled this note already."))
    return locked


def _settled(note: Note, outcome: Outcome) -> None:
    note.outcome, note.said, note.settled_at = outcome, "", timezone.now()
    note.save()
