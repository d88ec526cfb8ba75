"""Calls and tasks of a card: merged, shown and erased with it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zabota.core.patients.patient_rows import PatientData
from zabota.core.patients.registry import patient_data
from zabota.outreach.todos.models import Call, CallAttempt, Todo
from zabota.outreach.todos.registry import call_reasons, outcomes

WHEN = pgettext_lazy("of an event", "when")


def _outcome(attempt: CallAttempt) -> object:
    known = outcomes.get(attempt.outcome)
    return known.title if known else attempt.outcome


def _reason(call: Call) -> object:
    known = call_reasons.get(call.reason)
    return known.title if known else call.reason


for each in (
    PatientData(
        CallAttempt,
        written="at",
        author="operator_id",
        title=_("Calls that were made"),
        words={"at": WHEN, "outcome": _("outcome"), "note": _("note"), "undone_at": _("taken back on")},
        readings={"outcome": _outcome},
        silent=frozenset(("call", "branch", "refusal", "script_version", "before", "undo")),
    ),
    PatientData(
        Call,
        written="created_at",
        author="created_by_id",
        title=_("Reasons to call"),
        words={
            "created_at": WHEN,
            "reason": _("reason"),
            "state": _("state"),
            "since_on": pgettext_lazy("a day", "since"),
            "due_at": _("due"),
            "is_promised": _("at the hour that the patient named"),
            "note": _("note"),
            "closed_at": _("closed on"),
        },
        readings={"reason": _reason},
        silent=frozenset(
            ("branch", "held_because", "basis", "evidence", "value", "taken_until", "number_shown_at", "unanswered")
        ),
    ),
    PatientData(
        Todo,
        written="created_at",
        author="created_by_id",
        title=_("Tasks and complaints"),
        words={
            "created_at": WHEN,
            "kind": _("kind"),
            "title": _("what to do"),
            "text": _("details"),
            "state": _("state"),
            "due_at": _("due"),
            "outcome": _("what was done"),
            "closed_at": _("closed on"),
        },
        silent=frozenset(("branch", "role", "moved", "source")),
    ),
):
    patient_data.register(each.key, each)
