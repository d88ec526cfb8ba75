"""Take what is due from the outbox, and ask once more whatever could have changed since it was written (F19)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.core.patients.models import ContactPoint, ContactState
from zabota.core.patients.queries.contacting import ContactFacts, contact_facts
from zabota.outreach.messaging.models import Message, MessageState, Pace
from zabota.outreach.messaging.queries.reaching import allowed, may_ring_at, zone_for
from zabota.outreach.messaging.registry import MessageChannel, message_templates

BATCH = 50
#: A batch is over long before: a gateway answers within seconds, and one that is silent ends the batch. A doubt is seen within
#: two minutes of the call that left it (F4).
LEASE = timedelta(seconds=100)


@dataclass(frozen=True)
class Claim:
    """`leaving` are this worker's until `lease_until`; `looked_at` counts those that must not leave too."""

    leaving: list[Message]
    looked_at: int
    lease_until: datetime


@transaction.atomic
def claim_batch(channel: MessageChannel) -> Claim:
    """What may leave by this channel now, marked as leaving. Several workers never take the same message."""
    now = timezone.now()
    due = _due(channel, now)
    asked = _asked(due, now)
    for message in due:
        _judge(message, asked)
    leaving = [message for message in due if message.is_waiting and message.not_before <= now]
    for message in leaving:
        message.state, message.lease_until = MessageState.SENDING, now + LEASE
        message.attempts += 1
    Message.objects.bulk_update(due, ["state", "attempts", "lease_until", "not_before", "error"])
    return Claim(leaving, len(due), now + LEASE)


def _due(channel: MessageChannel, now: datetime) -> list[Message]:
    """The oldest waiting messages, as many as the channel's pace lets leave now; they are locked."""
    Pace.objects.bulk_create([Pace(channel=channel.key, free_at=now)], ignore_conflicts=True)
    free = Pace.objects.select_for_update(skip_locked=True).filter(pk=channel.key, free_at__lte=now)
    if not free:
        return []
    waiting = Message.objects.select_for_update(of=("self",), skip_locked=True).filter(
        channel=channel.key, state=MessageState.QUEUED, not_before__lte=now
    )
    portion = max(1, min(BATCH, int(channel.per_second())))
    due = list(waiting.select_related("patient__home_branch", "branch").order_by("not_before", "id")[:portion])
    Pace.objects.filter(pk=channel.key).update(free_at=now + timedelta(seconds=len(due) / channel.per_second()))
    return due


@dataclass(frozen=True)
class Asked:
    """Answers of this moment for a whole batch, each asked for by one query."""

    at: datetime
    facts: Mapping[int, ContactFacts]
    wrong: Collection[tuple[int, bytes]]
    true_sources: Mapping[str, Collection[str]]


def _asked(due: Sequence[Message], now: datetime) -> Asked:
    patient_ids = {message.patient_id for message in due if message.patient_id is not None}
    wrong = ContactPoint.objects.filter(patient_id__in=patient_ids, state=ContactState.WRONG)
    return Asked(
        now,
        contact_facts(patient_ids) if patient_ids else {},
        {(patient_id, bytes(index)) for patient_id, index in wrong.values_list("patient_id", "value_index")},
        _true_sources(due),
    )


def _true_sources(due: Sequence[Message]) -> dict[str, Collection[str]]:
    """By template the sources that have not lost their sense; templates that always make sense are left out."""
    by_template: dict[str, list[str]] = {}
    for message in due:
        by_template.setdefault(message.template, []).append(message.source)
    asking = {key: message_templates.get(key) for key in by_template}
    return {
        key: template.still_true(by_template[key])
        for key, template in asking.items()
        if template and template.still_true
    }


def _judge(message: Message, asked: Asked) -> None:
    """Leave it waiting, put it off, or end it with the reason."""
    moment = may_ring_at(asked.at, zone_for(message.patient, message.branch), message.purpose)
    if message.expires_at is not None and message.expires_at <= moment:
        _end(message, MessageState.CANCELLED, _("Its time has passed."))
    elif message.source not in asked.true_sources.get(message.template, (message.source,)):
        _end(message, MessageState.CANCELLED, _("What it tells is no longer so."))
    elif message.patient_id is not None and (message.patient_id, bytes(message.address_index)) in asked.wrong:
        _end(message, MessageState.REFUSED, _("The address has been marked as wrong."))
    elif message.patient_id is not None:
        decision = allowed(asked.facts[message.patient_id], message.purpose, message.channel, asked.at)
        if not decision.allowed:
            _end(message, MessageState.REFUSED, decision.sentence)
    if moment > asked.at:
        message.not_before = moment


def _end(message: Message, state: str, words: str) -> None:
    message.state, message.error = state, words
