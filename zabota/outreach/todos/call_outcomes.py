"""How a call ends, apart from a booking, which belongs to whoever books."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zabota.base.jobs.commands import enqueue
from zabota.core.patients.commands.contacts import flag_stale, take_back_flag
from zabota.core.patients.commands.marks import lift_mark, place_mark
from zabota.core.patients.commands.notes import close_note, note
from zabota.core.patients.commands.registering import record_death, take_back_death
from zabota.core.patients.models import ContactPoint, Mark, MarkKind, MedicalNote, NoteKind
from zabota.core.practice.queries import the_practice
from zabota.lib.actors import Actor
from zabota.outreach.todos import events
from zabota.outreach.todos.commands.recording import UNDO_WITHIN
from zabota.outreach.todos.commands.todos import drop_complaint, raise_complaint
from zabota.outreach.todos.forms import CallLaterForm, ComplaintForm, RefusalForm
from zabota.outreach.todos.models import Call, CallState
from zabota.outreach.todos.queries.calls import number_of
from zabota.outreach.todos.queries.refusals import FEARS
from zabota.outreach.todos.registry import Consequence, Outcome, outcomes

#: How long we wait after each call in vain; after the clinic's limit of attempts we stop.
INTERVALS = (timedelta(hours=4), timedelta(days=1), timedelta(days=3), timedelta(days=7))
#: A patient who asks to be left alone for longer than this gets a mark, so that nobody else disturbs him either (R037).
A_LONG_TIME = timedelta(days=7)
SOURCE = "call"

Details = Mapping[str, Any]


def try_again(call: Call, details: Details, by: Actor) -> Consequence:
    """Come back after a growing pause, until the clinic's limit; then the number goes to the data steward."""
    attempt = call.unanswered + 1
    if attempt < the_practice().contact_attempts_limit:
        pause = INTERVALS[min(attempt, len(INTERVALS)) - 1]
        return Consequence(due_at=timezone.now() + pause, is_unanswered=True)
    return Consequence(closes_as=CallState.GIVEN_UP, is_unanswered=True, undo=_flag(call, by))


def call_later(call: Call, details: Details, by: Actor) -> Consequence:
    due_at: datetime = details["due_at"]
    undo: dict[str, Any] = {}
    if due_at - timezone.now() > A_LONG_TIME:
        until = timezone.localdate(due_at) - timedelta(days=1)
        reason = details.get("why") or _("asked in a call")
        undo["mark"] = _mark(call, MarkKind.CONTACT_AFTER, by, reason=reason, until=until)
    return Consequence(due_at=due_at, is_promised=True, undo=undo)


def refuse(call: Call, details: Details, by: Actor) -> Consequence:
    """The reason stays with the attempt; a fear also on the card, so that everybody speaks gently (R061)."""
    fear = FEARS.get(details["refusal"])
    if fear is None:
        return Consequence()
    text = f"{fear}. {details['note']}".strip() if details["note"] else str(fear)
    entry = note(patient=call.patient, kind=NoteKind.FEAR, text=text, source=SOURCE, by=by)
    return Consequence(undo={"note": str(entry.pk)})


def complain(call: Call, details: Details, by: Actor) -> Consequence:
    source = f"call:{call.pk}:{details['submission']}"
    raise_complaint(patient=call.patient, branch=call.branch, text=details["text"], source=source, by=by)
    return Consequence(undo={"complaint": source})


def move_away(call: Call, details: Details, by: Actor) -> Consequence:
    return Consequence(undo={"mark": _mark(call, MarkKind.MOVED_AWAY, by, reason=_("told in a call"))})


def wrong_number(call: Call, details: Details, by: Actor) -> Consequence:
    """The number is nobody's of ours; another one is tried at once, and without one the data steward looks for it."""
    return Consequence(due_at=timezone.now(), undo=_flag(call, by, is_wrong=True))


def do_not_call(call: Call, details: Details, by: Actor) -> Consequence:
    """The mark holds at once. The withdrawal goes into the ledger, which forgets nothing, after the time for an undo."""
    mark = _mark(call, MarkKind.DO_NOT_CONTACT, by, reason=_("asked in a call"))
    enqueue(
        "todos.withdraw_consent",
        by=by,
        unique_key=f"todos.withdraw:{call.pk}:{details['submission']}",
        run_after=timezone.now() + UNDO_WITHIN,
        call_id=call.pk,
        submission=details["submission"],
    )
    return Consequence(undo={"mark": mark})


def die(call: Call, details: Details, by: Actor) -> Consequence:
    record_death(patient=call.patient, by=by)
    return Consequence()


def _mark(call: Call, kind: str, by: Actor, **facts: Any) -> str:
    return str(place_mark(patient=call.patient, kind=kind, source=SOURCE, by=by, **facts).pk)


def _flag(call: Call, by: Actor, *, is_wrong: bool = False) -> dict[str, Any]:
    contact = number_of(call.patient)
    if contact is None:
        return {}
    before = contact.state
    flag_stale(contact=contact, is_wrong=is_wrong, by=by)
    return {"contact": str(contact.pk), "contact_state": before}


def lift(call: Call, undo: Details, by: Actor) -> None:
    if "mark" in undo:
        lift_mark(mark=Mark.objects.get(pk=undo["mark"]), by=by)


def unflag(call: Call, undo: Details, by: Actor) -> None:
    if "contact" in undo:
        contact = ContactPoint.objects.get(pk=undo["contact"])
        take_back_flag(contact=contact, state=undo["contact_state"], by=by)


def forget_fear(call: Call, undo: Details, by: Actor) -> None:
    if "note" in undo:
        close_note(entry=MedicalNote.objects.get(pk=undo["note"]), by=by)


def take_back_complaint(call: Call, undo: Details, by: Actor) -> None:
    drop_complaint(source=undo["complaint"], by=by)


def live(call: Call, undo: Details, by: Actor) -> None:
    take_back_death(patient=call.patient, by=by)


for each in (
    Outcome(
        "call_later", gettext_lazy("Call later"), "Digit2", 2, events.CalledAskedLater, call_later, lift,
        form=CallLaterForm, template="todos/_call_later.html", whole_number=True, icon="clock", tone="azure",
    ),
    Outcome(
        "no_answer", gettext_lazy("No answer"), "Digit3", 3, events.CalledNoAnswer, try_again, unflag,
        was_reached=False, whole_number=True, icon="phone-off",
    ),
    Outcome(
        "someone_else", gettext_lazy("Someone else answered"), "Digit5", 5, events.CalledSomeoneElse, try_again, unflag,
        was_reached=False, whole_number=True, icon="users",
    ),
    Outcome(
        "refused", gettext_lazy("Refused"), "Digit6", 6, events.CalledAndRefused, refuse, forget_fear,
        form=RefusalForm, template="todos/_refusal.html", settles_patient=True, icon="hand-stop", tone="orange",
    ),
    Outcome(
        "complaint", gettext_lazy("Complaint"), "Digit7", 7, events.CalledAndComplained, complain, take_back_complaint,
        form=ComplaintForm, settles_patient=True, icon="message-report", tone="red",
    ),
    Outcome(
        "moved_away", gettext_lazy("Moved away"), "Digit8", 8, events.CalledMovedAway, move_away, lift,
        settles_patient=True, icon="map-pin",
    ),
    Outcome(
        "wrong_number", gettext_lazy("Wrong number"), "Digit9", 9, events.CalledWrongNumber, wrong_number, unflag,
        was_reached=False, whole_number=True, icon="phone-x",
    ),
    Outcome(
        "do_not_call", gettext_lazy("Do not call"), "Digit0", 10, events.CalledDoNotCall, do_not_call, lift,
        settles_patient=True, icon="bell-off", tone="red",
    ),
    Outcome(
        "deceased", gettext_lazy("Has died"), "Minus", 11, events.CalledDeceased, die, live,
        was_reached=False, settles_patient=True, icon="heart-off",
    ),
):  # fmt: skip
    outcomes.register(each.key, each)
