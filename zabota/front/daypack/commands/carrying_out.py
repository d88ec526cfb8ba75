"""What a note means for the base: a booking, or a step of a visit; and what stands against it."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.core.patients.commands import open_card
from zabota.core.patients.models import Patient
from zabota.core.patients.queries.gate import survivor_of
from zabota.core.practice.queries import the_practice
from zabota.front.daypack.models import Act, Note, Outcome
from zabota.front.daypack.queries.bearers import the_one_called
from zabota.front.daypack.queries.promises import Unclear, said_in, uuid_in, wanted_in
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.lib.phones import parse_phones
from zabota.work.scheduling.commands import Wanted, book, cancel, complete, mark_arrived, mark_no_show
from zabota.work.scheduling.models import Appointment, Status

#: How a visit was booked.
DAY_PACK = "daypack"
#: Where the base has gone as far as the note, or further.
ALREADY_SO: dict[str, tuple[str, ...]] = {
    Act.ARRIVED: (Status.ARRIVED, Status.IN_ROOM, Status.COMPLETED),
    Act.COMPLETED: (Status.COMPLETED,),
    Act.NO_SHOW: (Status.NO_SHOW,),
    Act.CANCELLED: (Status.CANCELLED,),
}


class ItsBookingWaits(Refused):
    """The note goes on from a booking that is not in the base yet."""


@transaction.atomic
def carry_out(*, note: Note, by: Actor) -> Note:
    """Do what the note says, once; what the rules of booking refuse stays as a conflict for a person."""
    note = _locked(note)
    if note.outcome not in (Outcome.RECEIVED, Outcome.WAITING):
        return note
    try:
        with transaction.atomic():
            outcome = _booked(note, by) if note.act == Act.BOOK else _stepped(note, by)
    except ItsBookingWaits:
        return _ended(note, Outcome.WAITING)
    except Refused as refusal:
        # A card that was opened for a refused booking went with it.
        if note.opened_card:
            note.opened_card, note.patient = False, None
        return _ended(note, Outcome.CONFLICT, refusal=str(refusal)[:300])
    _ended(note, outcome)
    if note.act == Act.BOOK:
        go_on(after=note, by=by)
    return note


def go_on(*, after: Note, by: Actor) -> None:
    """The notes that waited for this booking."""
    for waiting in Note.objects.filter(follows=after.key, outcome=Outcome.WAITING).order_by("made_at", "id"):
        carry_out(note=waiting, by=by)


def book_as_noted(note: Note, wanted: Wanted, *, over_schedule_reason: str = "", by: Actor) -> Appointment:
    """Book whoever the note names into this time, on his card or on a new one. Raises as `book`."""
    said = said_in(note)
    patient = note.patient = _patient(note, said, by)
    agreed_at = note.made_at if wanted.starts_at < timezone.now() else None
    visit = book(
        patient=patient, wanted=wanted, booked_by=DAY_PACK, comment=_comment(said),
        over_schedule_reason=over_schedule_reason, accepted_reason=over_schedule_reason, request_key=note.key, agreed_at=agreed_at,
        waived_reason=_("booked while the server was away") if agreed_at else "", by=by,
    )  # fmt: skip
    note.appointment = visit
    return visit


def _booked(note: Note, by: Actor) -> Outcome:
    book_as_noted(note, wanted_in(note), by=by)
    return Outcome.DONE


def _stepped(note: Note, by: Actor) -> Outcome:
    visit = note.appointment = _visit(note)
    note.patient = visit.patient
    if visit.status in ALREADY_SO[note.act]:
        return Outcome.ALREADY
    _take_step(visit, note, by)
    return Outcome.DONE


def _take_step(visit: Appointment, note: Note, by: Actor) -> None:
    if note.act == Act.ARRIVED:
        mark_arrived(appointment=visit, at=note.made_at, by=by)
    elif note.act == Act.COMPLETED:
        complete(appointment=visit, at=note.made_at, by=by)
    elif note.act == Act.NO_SHOW:
        mark_no_show(appointment=visit, by=by)
    else:
        said = said_in(note)
        reason = str(said.get("reason") or _("noted without the server"))
        cancel(appointment=visit, cancelled_by=str(said.get("who")), reason=reason, at=note.made_at, by=by)


def _visit(note: Note) -> Appointment:
    """The visit that the note is about: of the pack, or of a booking among the notes. Raises ItsBookingWaits, Unclear."""
    if note.follows is not None:
        booking = Note.objects.select_related("appointment").filter(key=note.follows, branch=note.branch).first()
        if booking is None or booking.is_open:
            raise ItsBookingWaits(_("The booking that this note goes on from is not in the base yet."))
        if booking.appointment is None:
            raise Unclear(_("The booking that this note goes on from was let be."))
        return booking.appointment
    number = uuid_in(said_in(note).get("visit"))
    visit = Appointment.objects.filter(public_id=number, branch=note.branch).first() if number else None
    if visit is None:
        raise Unclear(_("This visit is not in the base any more."))
    return visit


def _patient(note: Note, said: dict[str, Any], by: Actor) -> Patient:
    """The card of the pack; else the one card of this name and phone; else a new one, which the search for doubles sees."""
    number = uuid_in(said.get("card"))
    if number is not None:
        known = survivor_of(Patient.objects.filter(public_id=number).first())
        if known is None:
            raise Unclear(_("The card of this patient is not in the base any more."))
        return known
    names = {name: str(said.get(name) or "").strip()[:100] for name in ("surname", "given", "patronymic")}
    phone = _phone(said)
    known = the_one_called(**names, phone=phone)
    if known is None:
        known = open_card(phone=phone, home_branch=note.branch, by=by, **names)
        note.opened_card = True
    return known


def _phone(said: dict[str, Any]) -> str:
    """The number in E.164, "" where what was written is none."""
    found = parse_phones(str(said.get("phone") or "")[:60], the_practice().country)
    return next((each.e164 for each in found if each.is_complete), "")


def _comment(said: dict[str, Any]) -> str:
    """What was written, and a phone that is no number: it may be all that there is to call the patient by."""
    phone = "" if _phone(said) else str(said.get("phone") or "").strip()[:60]
    lines = [str(said.get("comment") or "").strip()[:2000]]
    return "\n".join(filter(None, [*lines, _("Phone as written down: %s") % phone if phone else ""]))


def _locked(note: Note) -> Note:
    return Note.objects.select_for_update(of=("self",)).select_related("branch", "pack").get(pk=note.pk)


def _ended(note: Note, outcome: Outcome, *, refusal: str = "") -> Note:
    """The words of a note go once they are in the base: there they belong to the patient."""
    note.outcome, note.refusal = outcome, refusal
    if not note.is_open:
        note.said, note.settled_at = "", timezone.now()
    note.save()
    return note
