"""Many messages at once are the same rows as one by one."""

import pytest

from zabota.core.patients.testing import KARINAS_PHONE, karina
from zabota.lib.actors import SYSTEM
from zabota.outreach.messaging.benches import run
from zabota.outreach.messaging.commands.delivering import deliver_due
from zabota.outreach.messaging.commands.queueing import Draft, queue_many
from zabota.outreach.messaging.commands.sending import send_message
from zabota.outreach.messaging.models import Message
from zabota.outreach.messaging.registry import channels, message_templates

pytestmark = pytest.mark.django_db
VALUES = {"addressed_as": "Карина Олеговна", "clinic": "Клиника", "branch": "Самара-Центр", "address": "Самара"}


def queued(*sources):
    drafts = [Draft(karina().pk, KARINAS_PHONE, source, VALUES) for source in sources]
    return queue_many(drafts, template=message_templates["contacts"], channel=channels["sms"], language="ru", by=SYSTEM)


def told(message):
    names = ("purpose", "template", "channel", "address", "subject", "text", "segments", "language", "state")
    return [str(getattr(message, name)) for name in names], bytes(message.address_index)


def test_they_read_as_if_written_one_by_one_and_leave(kannel):
    one = send_message(patient=karina(), purpose="contacts", source="test:1", by=SYSTEM)
    queued("test:2")
    assert told(Message.objects.get(source="test:2")) == told(one)
    deliver_due()
    assert kannel.texts == [str(one.text)] * 2


def test_a_known_source_is_written_once():
    assert (queued("test:1", "test:2"), queued("test:2", "test:3"), Message.objects.count()) == (2, 1, 3)


def test_the_bench_runs():
    [figure] = run(messages=20, rounds=2)
    assert figure.budget == 2.0
