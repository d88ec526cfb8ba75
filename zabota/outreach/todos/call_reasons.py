"""The reason that a person gives: call this patient, because I ask for it."""

from django.utils.translation import gettext_lazy as _

from zabota.outreach.todos.models import Call
from zabota.outreach.todos.registry import CallReason, call_reasons

SCRIPT = _(
    "Good afternoon, {addressed_as}. This is {operator}, clinic “{clinic}”. Is it convenient to talk for a minute?\n"
    "Then what the colleague asks you to find out or to say."
)


def as_asked(call: Call) -> str:
    return str(call.note)


call_reasons.register("task", CallReason("task", _("Asked by a colleague"), SCRIPT, is_care=True, explain=as_asked))
