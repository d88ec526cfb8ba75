"""Every outcome of a call is a kind of event of its own, so that each can be a trigger."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zabota.base.events.registry import event


@dataclass(frozen=True)
class CallFact:
    patient_id: int
    branch_id: int | None
    call_id: int


@event("todos.call_booked", _("Call: booked"))
@dataclass(frozen=True)
class CalledAndBooked(CallFact):
    pass


@event("todos.call_call_later", _("Call: asked to call later"))
@dataclass(frozen=True)
class CalledAskedLater(CallFact):
    pass


@event("todos.call_no_answer", _("Call: no answer"))
@dataclass(frozen=True)
class CalledNoAnswer(CallFact):
    pass


@event("todos.call_visit_confirmed", _("Call: will come"))
@dataclass(frozen=True)
class CalledWillCome(CallFact):
    pass


@event("todos.call_visit_to_move", _("Call: asked for another time"))
@dataclass(frozen=True)
class CalledAskedToMove(CallFact):
    pass


@event("todos.call_visit_cancelled", _("Call: cancelled the visit"))
@dataclass(frozen=True)
class CalledCancelled(CallFact):
    pass


@event("todos.call_already_booked", _("Call: already booked"))
@dataclass(frozen=True)
class CalledAlreadyBooked(CallFact):
    pass


@event("todos.call_someone_else", _("Call: someone else answered"))
@dataclass(frozen=True)
class CalledSomeoneElse(CallFact):
    pass


@event("todos.call_refused", _("Call: refused"))
@dataclass(frozen=True)
class CalledAndRefused(CallFact):
    pass


@event("todos.call_complaint", _("Call: complaint"))
@dataclass(frozen=True)
class CalledAndComplained(CallFact):
    pass


@event("todos.call_moved_away", _("Call: moved away"))
@dataclass(frozen=True)
class CalledMovedAway(CallFact):
    pass


@event("todos.call_wrong_number", _("Call: wrong number"))
@dataclass(frozen=True)
class CalledWrongNumber(CallFact):
    pass


@event("todos.call_do_not_call", _("Call: asked not to be called"))
@dataclass(frozen=True)
class CalledDoNotCall(CallFact):
    pass


@event("todos.call_deceased", _("Call: the patient has died"))
@dataclass(frozen=True)
class CalledDeceased(CallFact):
    pass


@event("todos.outcome_taken_back", _("Outcome of the call taken back"))
@dataclass(frozen=True)
class OutcomeTakenBack(CallFact):
    outcome: str = ""


@event("todos.call_added", _("Put on the call list"))
@dataclass(frozen=True)
class CallAdded(CallFact):
    pass


@event("todos.calls_refreshed", _("Call list refreshed"), on_timeline=False)
@dataclass(frozen=True)
class CallListRefreshed:
    added: int
    settled: int


@event("todos.script_written", _("Script of calls changed"), on_timeline=False)
@dataclass(frozen=True)
class ScriptWritten:
    reason: str
    version: int


@event("todos.reason_rule_set", _("Rule of the call list changed"), on_timeline=False)
@dataclass(frozen=True)
class ReasonRuleSet:
    reason: str
    is_on: bool
    after_days: int | None


@dataclass(frozen=True)
class TodoFact:
    todo_id: int
    patient_id: int | None
    branch_id: int | None


@event("todos.complaint_raised", _("Complaint handed to the director"))
@dataclass(frozen=True)
class ComplaintRaised(TodoFact):
    pass


@event("todos.todo_added", _("Task set"))
@dataclass(frozen=True)
class TodoAdded(TodoFact):
    pass


@event("todos.todo_closed", _("Task closed"))
@dataclass(frozen=True)
class TodoClosed(TodoFact):
    state: str = ""


@event("todos.todo_moved", _("Task put off"), on_timeline=False)
@dataclass(frozen=True)
class TodoMoved(TodoFact):
    pass
