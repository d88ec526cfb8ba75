"""What is shown by killing: no patient gets a message twice, and none is lost in silence (F4)."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

from django.db import DatabaseError, connection
from django.utils import timezone

from zabota.base.events.models import Event
from zabota.core.patients.models import Channel
from zabota.core.patients.testing import a_patient
from zabota.lib.actors import SYSTEM
from zabota.lib.proving import proof
from zabota.outreach.messaging.commands.claiming import LEASE
from zabota.outreach.messaging.commands.delivering import deliver_due
from zabota.outreach.messaging.commands.queueing import Draft, queue_many
from zabota.outreach.messaging.models import Message, MessageState, Pace
from zabota.outreach.messaging.registry import channels, message_templates
from zabota.outreach.messaging.testing import TAKEN, FakeKannel

WORKERS = 8
PATIENCE = 120.0
CUT_AFTER_KILLS = 4
#: A worker's message is finished so long after it was taken, or its worker is dead.
ALIVE = timedelta(seconds=10)
#: Faults of the gateway in thousandths: lost before it was taken; taken, and the line is cut, 500, or garbage answered.
FAULTS = {"lost": 20, "silence": 40, "500": 40, "garbage": 30}
VALUES = {"addressed_as": "Павел Ильич", "clinic": "Забота", "branch": "Самара-Центр", "phone": "+7 846 200-10-10"}
HAND = """
import django
django.setup()
from zabota.outreach.messaging.proofs import deliver_for_ever
deliver_for_ever()
"""


class UnreliableKannel(FakeKannel):
    """Takes most messages; what it took is in `received`, whatever it answered."""

    def __init__(self) -> None:
        super().__init__()
        self._chance = random.Random(4)

    def take(self, asked: dict[str, str]) -> object:
        fault = self._chance.choices([*FAULTS, ""], [*FAULTS.values(), 1000 - sum(FAULTS.values())])[0]
        if fault != "lost":
            self.received.append(asked)
        return {"": TAKEN, "500": (500, b"internal error"), "garbage": "garbage"}.get(fault, "silence")


@proof("outbox-killed", full=20_000, smoke=60)
def nobody_gets_a_message_twice_and_none_is_lost_in_silence(size: int) -> str:
    """Eight workers hand messages to a gateway that knows no key and fails every eighth time, while workers are killed by
    force and their connections to the database cut; leases and rests of the gateway end sooner than in life."""
    kills = max(2, size // 40)
    _queue(size)
    with UnreliableKannel().serving() as gateway:
        _deliver_under_kills(gateway, size, kills)
    return f"{size} messages, {kills} kills, {-(-kills // CUT_AFTER_KILLS)} connections cut: {_shown(gateway, size)}"


def deliver_for_ever() -> None:
    """What a worker does until it is killed."""
    while True:
        try:
            if not deliver_due():
                time.sleep(0.02)
        except DatabaseError:  # its connection was cut
            connection.close()


def _queue(size: int) -> None:
    patient = a_patient(phone="+79270000018")
    drafts = [Draft(patient.pk, f"+7927{each:07}", f"proof:{each}", VALUES) for each in range(size)]
    queue_many(drafts, template=message_templates["contacts"], channel=channels[Channel.SMS], language="ru", by=SYSTEM)


def _deliver_under_kills(gateway: FakeKannel, size: int, kills: int) -> None:
    chance = random.Random(7)
    workers = [_started(gateway) for _ in range(min(WORKERS, size // 20))]
    try:
        for killed in range(kills):
            _until_ended(size * killed // kills)
            victim = chance.randrange(len(workers))
            workers[victim].kill()
            workers[victim].wait()
            workers[victim] = _started(gateway)
            if killed % CUT_AFTER_KILLS == 0:
                _cut_a_connection()
        _until_ended(size)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


def _started(gateway: FakeKannel) -> subprocess.Popen[bytes]:
    said = {"ZABOTA_KANNEL_URL": gateway.url, "ZABOTA_KANNEL_PER_SECOND": "20"}
    environment = {"DJANGO_SETTINGS_MODULE": "zabota.site.settings", **os.environ, **said}
    return subprocess.Popen([sys.executable, "-c", HAND], env=environment)


def _cut_a_connection() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1"
        )


def _until_ended(count: int) -> None:
    """Wait for so many ends, with a clock that runs ahead: rests are over, and leases of the dead end soon."""
    deadline, before = time.monotonic() + PATIENCE, 0
    waiting = Message.objects.filter(state__in=[MessageState.QUEUED, MessageState.SENDING])
    while (ended := Message.objects.count() - waiting.count()) < count:
        deadline, before = (time.monotonic() + PATIENCE, ended) if ended > before else (deadline, before)
        assert time.monotonic() < deadline, f"the workers stand still at {ended} of {count}"
        now = timezone.now()
        Pace.objects.filter(free_at__gt=now).update(free_at=now)
        Message.objects.filter(state=MessageState.QUEUED, not_before__gt=now).update(not_before=now)
        dead = Message.objects.filter(state=MessageState.SENDING, lease_until__lt=now + LEASE - ALIVE)
        dead.update(lease_until=now - timedelta(seconds=1))
        time.sleep(0.05)


def _shown(gateway: FakeKannel, size: int) -> str:
    taken = Counter(message["to"] for message in gateway.received)
    messages = [(each.pk, str(each.address), each.state) for each in Message.objects.iterator()]
    assert len(messages) == size, f"{len(messages)} of {size} messages are in the outbox"
    twice = sum(times > 1 for times in taken.values())
    assert not twice, f"{twice} patients got a message twice"
    ends = Counter(state for _number, _address, state in messages)
    assert set(ends) <= {MessageState.SENT, MessageState.UNKNOWN}, f"messages ended as {dict(ends)}"
    lost = [number for number, address, state in messages if state == MessageState.SENT and not taken[address]]
    assert not lost, f"{len(lost)} messages are told to be sent and never were"
    doubts = {number: address for number, address, state in messages if state == MessageState.UNKNOWN}
    told = Event.objects.filter(kind="messaging.doubtful").values_list("data__message_id", flat=True)
    assert set(doubts) <= set(told), "a doubt was not told"
    unsent = sum(not taken[address] for address in doubts.values())
    return f"0 twice, 0 lost in silence, {len(doubts)} doubts shown, of which {unsent} were not taken by the gateway"
