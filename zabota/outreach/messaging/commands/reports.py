"""What a gateway tells afterwards of a message. Reports come late, twice and in any order; the end is the same (F11)."""

from django.db import transaction
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.lib.actors import SYSTEM
from zabota.outreach.messaging.commands.sending import fact_of
from zabota.outreach.messaging.events import MessageFailed, MessageSent
from zabota.outreach.messaging.models import Message, MessageState
from zabota.outreach.messaging.registry import Outcome, Report

#: From which states a report moves a message. Delivered is final; what was given up may still arrive.
MOVES: dict[Outcome, tuple[str, ...]] = {
    "accepted": (MessageState.SENDING, MessageState.UNKNOWN),
    "undelivered": (MessageState.SENDING, MessageState.UNKNOWN, MessageState.SENT),
    "delivered": (MessageState.SENDING, MessageState.UNKNOWN, MessageState.SENT, MessageState.FAILED),
}
BECOMES: dict[Outcome, str] = {
    "accepted": MessageState.SENT,
    "undelivered": MessageState.FAILED,
    "delivered": MessageState.DELIVERED,
}


@transaction.atomic
def take_report(*, message: Message, report: Report) -> bool:
    """Write what became of the message; False where that changes nothing."""
    told = Message.objects.select_for_update().get(pk=message.pk)
    if told.attempts == 0 or told.state not in MOVES[report.outcome]:
        return False
    Message.objects.filter(pk=told.pk).update(**_changes(report))
    if report.outcome == "undelivered":
        record(fact_of(MessageFailed, told), by=SYSTEM)
    elif told.state in (MessageState.SENDING, MessageState.UNKNOWN):
        record(fact_of(MessageSent, told), by=SYSTEM)
    return True


def _changes(report: Report) -> dict[str, object]:
    changes: dict[str, object] = {"state": BECOMES[report.outcome], "lease_until": None, "error": ""}
    if report.gateway_id:
        changes["gateway_id"] = report.gateway_id[:120]
    if report.outcome == "undelivered":
        return {**changes, "error": _("The operator could not deliver it.")}
    if report.outcome == "delivered":
        changes["delivered_at"] = Now()
    return {**changes, "sent_at": Coalesce("sent_at", Now())}
