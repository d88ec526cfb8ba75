"""Hand messages to their gateways: claim, commit, call, write what came of it.

A message is handed over while its row says that it is leaving, under a lease. Whoever finds a lease that ended knows
that the message may have left; it goes again only where the gateway absorbs repeats (F4, `docs/decisions`).
"""

import logging
from collections import deque
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.lib.actors import SYSTEM
from zabota.outreach.messaging.commands.claiming import Claim, claim_batch
from zabota.outreach.messaging.commands.sending import fact_of
from zabota.outreach.messaging.events import MessageDoubtful, MessageFact, MessageFailed, MessageSent
from zabota.outreach.messaging.models import Message, MessageState, Pace
from zabota.outreach.messaging.queries.reaching import configured_channels
from zabota.outreach.messaging.queries.reports import report_address
from zabota.outreach.messaging.registry import (
    ChannelDown,
    ChannelError,
    Doubtful,
    MessageChannel,
    Outgoing,
    channels,
)

#: No call begins so near the end of the lease.
LAST_CALL = timedelta(minutes=1)
#: Waits after temporary refusals; the next one after them gives up.
RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1))
#: A gateway that does not answer is left alone so long.
REST = timedelta(seconds=30)
#: Words of gateways are kept so far.
LONGEST_WORDS = 300

log = logging.getLogger(__name__)


def deliver_due() -> int:
    """A portion of every channel; returns how many messages were looked at, 0 when nothing may leave now."""
    settle_lost_leases()
    return sum(_deliver_batch(channel) for channel in configured_channels())


def _deliver_batch(channel: MessageChannel) -> int:
    claim = claim_batch(channel)
    waiting = deque(claim.leaving)
    while waiting and _has_time(claim) and hand_over(channel, waiting.popleft()):
        continue
    _give_back(waiting)
    return claim.looked_at


def _has_time(claim: Claim) -> bool:
    return timezone.now() < claim.lease_until - LAST_CALL


def hand_over(channel: MessageChannel, message: Message) -> bool:
    """Call the gateway for one message and write what came of it. False: the channel needs a rest."""
    try:
        gateway_id = channel.send(_outgoing(message))
    except ChannelDown as why:
        _put_off(message, why, REST)
        _let_rest(channel)
        return False
    except Doubtful as why:
        _doubt(channel, message, why)
        _let_rest(channel)
        return False
    except ChannelError as why:
        _refused_by_gateway(message, why)
    except Exception as fault:  # whatever else an adapter raises, the message may have left
        log.exception("channel %s failed", channel.key)
        _doubt(channel, message, Doubtful(type(fault).__name__))
    else:
        _accepted(message, gateway_id)
    return True


def _outgoing(message: Message) -> Outgoing:
    return Outgoing(
        message.public_id, str(message.address), str(message.subject), str(message.text), report_address(message)
    )


@transaction.atomic
def _accepted(message: Message, gateway_id: str) -> None:
    """A report of delivery may have come before the answer; then only the gateway's id is new."""
    accepted = {"state": MessageState.SENT, "sent_at": timezone.now(), "gateway_id": gateway_id[:120], "error": ""}
    if _settle(message, MessageSent, MessageState.SENDING, MessageState.UNKNOWN, **accepted) is None:
        Message.objects.filter(pk=message.pk, gateway_id="").update(gateway_id=gateway_id[:120])


def _refused_by_gateway(message: Message, why: ChannelError) -> None:
    """Tried again later, unless the gateway will never take it, has refused too often, or it would come too late."""
    wait = None if why.permanent or message.failures >= len(RETRY_AFTER) else RETRY_AFTER[message.failures]
    if wait is None or (message.expires_at is not None and message.expires_at <= timezone.now() + wait):
        _settle(message, MessageFailed, MessageState.SENDING, state=MessageState.FAILED, error=_words(why))
    else:
        _put_off(message, why, wait, failures=message.failures + 1)


def _put_off(message: Message, why: ChannelError, wait: timedelta, **changes: object) -> None:
    not_before = timezone.now() + wait
    queued = {"state": MessageState.QUEUED, "not_before": not_before, "error": _words(why), **changes}
    _settle(message, None, MessageState.SENDING, **queued)


def _doubt(channel: MessageChannel, message: Message, why: ChannelError) -> None:
    if channel.absorbs_repeats:
        _refused_by_gateway(message, why)
    else:
        _settle(message, MessageDoubtful, MessageState.SENDING, state=MessageState.UNKNOWN, error=_words(why))


@transaction.atomic
def _settle(message: Message, kind: type[MessageFact] | None, *states: str, **changes: object) -> Message | None:
    """Write what came of this attempt, unless another attempt owns the message by now; then None (F5)."""
    mine = Message.objects.filter(pk=message.pk, attempts=message.attempts, state__in=states)
    if not mine.update(lease_until=None, **changes):
        return None
    if kind is not None:
        record(fact_of(kind, message), by=SYSTEM)
    return message


def _give_back(messages: Iterable[Message]) -> None:
    """They were taken, but never handed over."""
    for message in messages:
        _settle(message, None, MessageState.SENDING, state=MessageState.QUEUED)


def _let_rest(channel: MessageChannel) -> None:
    Pace.objects.filter(pk=channel.key).update(free_at=timezone.now() + REST)


def settle_lost_leases() -> int:
    """Messages of a worker that died or froze: they may have left. Returns how many were found."""
    lost = list(Message.objects.filter(state=MessageState.SENDING, lease_until__lt=timezone.now())[:500])
    for message in lost:
        why = Doubtful(_("The program was stopped while it was leaving."))
        _doubt(channels[message.channel], message, why)
    return len(lost)


def seconds_until_due() -> float | None:
    """How long until a waiting message may leave, by the pace of its channel; None where none is due."""
    now = timezone.now()
    due = Message.objects.filter(state=MessageState.QUEUED, not_before__lte=now).order_by()
    free = Pace.objects.filter(pk__in=due.values("channel")).order_by("free_at").first()
    return None if free is None else max(0.0, (free.free_at - now).total_seconds())


def _words(why: ChannelError) -> str:
    return str(why)[:LONGEST_WORDS]
