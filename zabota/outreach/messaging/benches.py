"""A hundred thousand messages into the outbox (`performance.md`)."""

import time
from collections.abc import Iterator

from zabota.core.patients.models import Patient
from zabota.core.patients.testing import a_patient
from zabota.lib.actors import SYSTEM
from zabota.lib.benching import BenchFigure, bench
from zabota.outreach.messaging.commands.queueing import Draft, queue_many
from zabota.outreach.messaging.models import Message
from zabota.outreach.messaging.registry import channels, message_templates

MESSAGES, SECONDS, ROUNDS = 100_000, 2.0, 3
VALUES = {"addressed_as": "Павел Ильич", "clinic": "Забота", "branch": "Самара-Центр", "phone": "+7 846 200-10-10"}


@bench("outbox")
def outbox() -> Iterator[BenchFigure]:
    yield from run(messages=MESSAGES, rounds=ROUNDS)


def run(*, messages: int, rounds: int) -> Iterator[BenchFigure]:
    """Texts filled in, sealed and written in one transaction; the best of a few rounds, each into an outbox that grows."""
    patient = a_patient(phone="+79270000018")
    seconds = min(_seconds(patient, messages, each) for each in range(rounds))
    assert Message.objects.count() == messages * rounds
    yield BenchFigure.at_most(f"outbox: {messages} messages written", round(seconds, 2), "s", budget=SECONDS)


def _seconds(patient: Patient, count: int, number: int) -> float:
    drafts = [Draft(patient.pk, f"+7927{each:07}", f"bench:{number}:{each}", VALUES) for each in range(count)]
    started = time.perf_counter()
    queue_many(drafts, template=message_templates["contacts"], channel=channels["sms"], language="ru", by=SYSTEM)
    return time.perf_counter() - started
