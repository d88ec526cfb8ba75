"""A message leaves once, whatever the gateway and the program do; nothing is lost in silence (F4, F5, F9, F11)."""

import itertools
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from zabota.base.events.models import Event
from zabota.base.events.testing import run_pending
from zabota.core.patients.testing import a_patient, karina
from zabota.lib.actors import SYSTEM
from zabota.outreach.messaging.commands.claiming import claim_batch
from zabota.outreach.messaging.commands.delivering import deliver_due, hand_over
from zabota.outreach.messaging.commands.sending import send_message
from zabota.outreach.messaging.models import Message
from zabota.outreach.messaging.queries.reports import report_address
from zabota.outreach.messaging.registry import channels
from zabota.outreach.messaging.testing import time_passes


def a_message(number=1, patient=None):
    return send_message(patient=patient or karina(), purpose="contacts", source=f"test:{number}", by=SYSTEM)


def state_of(message):
    message.refresh_from_db()
    return message.state


def kinds():
    return list(Event.objects.filter(kind__startswith="messaging.").order_by("pk").values_list("kind", flat=True))


def report(message, status, token=None):
    path = report_address(message).split("8000", 1)[1] if token is None else f"/messages/report/{token}/"
    return Client().get(path, {"status": status, "id": "smsc-7"}).status_code


def test_it_leaves_and_is_a_line_of_the_timeline(db, kannel):
    message = a_message()
    deliver_due()
    assert (state_of(message), message.attempts, message.lease_until) == ("sent", 1, None)
    assert kannel.received[0]["to"] == "+79161231234"
    assert kannel.received[0]["coding"] == "2"
    assert kinds() == ["messaging.sent"]
    deliver_due()
    assert len(kannel.received) == 1


def test_the_job_sends_what_waits(db, kannel):
    from zabota.base.jobs.commands import enqueue

    message = a_message()
    enqueue("messaging.deliver", by=SYSTEM)
    run_pending()
    assert state_of(message) == "sent"


def test_a_gateway_that_is_closed_keeps_everything_waiting(db, kannel):
    """F9: the outbox says why, the others were not even tried, and nothing is lost."""
    messages = [a_message(number) for number in range(3)]
    kannel.answers = [(503, b"Temporal failure, try again later.")]
    deliver_due()
    assert [state_of(each) for each in messages] == ["queued"] * 3
    assert messages[0].error == "Kannel ответил: 503 Temporal failure, try again later."
    assert (len(kannel.received), deliver_due()) == (1, 0)
    time_passes()
    deliver_due()
    assert [state_of(each) for each in messages] == ["sent"] * 3
    assert len(kannel.received) == 4


def test_a_gateway_that_is_not_there_keeps_everything_waiting(db, kannel, monkeypatch):
    monkeypatch.setenv("ZABOTA_KANNEL_URL", "http://127.0.0.1:9/cgi-bin/sendsms")
    message = a_message()
    deliver_due()
    assert (state_of(message), message.failures) == ("queued", 0)
    assert message.error.startswith("Kannel недоступен")


def test_what_the_gateway_will_never_take_is_given_up_with_its_words(db, kannel):
    kannel.answers = [(400, b"Missing receiver number, rejected")]
    message = a_message()
    deliver_due()
    assert state_of(message) == "failed"
    assert message.error == "Kannel ответил: 400 Missing receiver number, rejected"
    assert kinds() == ["messaging.failed"]


@pytest.mark.parametrize("answer", ["silence", "garbage", (500, b"oops"), (202, b"<html>"), (200, b"")])
def test_a_doubt_is_shown_and_never_sent_again_by_itself(db, kannel, answer):
    kannel.answers = [answer]
    message = a_message()
    deliver_due()
    assert (state_of(message), kinds()) == ("unknown", ["messaging.doubtful"])
    time_passes()
    deliver_due()
    assert len(kannel.received) == 1


def test_a_doubt_is_cleared_by_the_report(db, kannel):
    kannel.answers = ["silence"]
    message = a_message()
    deliver_due()
    assert report(message, "1") == 200
    assert (state_of(message), message.gateway_id, message.error) == ("delivered", "smsc-7", "")
    assert kinds() == ["messaging.doubtful", "messaging.sent"]


def test_a_program_that_died_while_a_message_was_leaving_leaves_a_doubt(db, kannel):
    message = a_message()
    claim_batch(channels["sms"])
    Message.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    deliver_due()
    assert (state_of(message), kannel.received) == ("unknown", [])


def test_a_program_that_froze_and_came_back_tells_the_truth(db, kannel):
    message = a_message()
    [taken] = claim_batch(channels["sms"]).leaving
    Message.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    deliver_due()
    hand_over(channels["sms"], taken)
    assert (state_of(message), len(kannel.received)) == ("sent", 1)


def test_reports_come_in_any_order_and_often(db, kannel):
    """F11: of all orders of the same reports the end is one."""
    ends = set()
    for number, order in enumerate(sorted(set(itertools.permutations(["8", "2", "1", "8", "4"])))):
        message = a_message(number)
        deliver_due()
        time_passes()
        for status in order:
            assert report(message, status) == 200
        ends.add(state_of(message))
    assert ends == {"delivered"}


def test_what_the_network_could_not_deliver_has_failed(db, kannel):
    message = a_message()
    deliver_due()
    report(message, "2")
    assert (state_of(message), message.error) == ("failed", "Оператор связи не смог доставить сообщение.")
    assert kinds() == ["messaging.sent", "messaging.failed"]


def test_a_forged_report_is_not_found_and_changes_nothing(db, kannel):
    """T40: nobody who does not hold our token speaks of a message."""
    message = a_message()
    deliver_due()
    forged = [message.public_id.hex, f"{message.public_id.hex}.AAAA", "x", f"{a_message(2).public_id.hex}.sign"]
    assert [report(message, "1", token) for token in forged] == [404] * 4
    assert state_of(message) == "sent"


def test_a_report_of_a_message_that_never_left_changes_nothing(db, kannel):
    message = a_message()
    report(message, "1")
    assert state_of(message) == "queued"


def test_the_pace_of_a_channel_holds_for_all_workers(db, kannel, monkeypatch):
    monkeypatch.setenv("ZABOTA_KANNEL_PER_SECOND", "2")
    for number in range(5):
        a_message(number)
    assert (deliver_due(), deliver_due()) == (2, 0)
    time_passes()
    assert deliver_due() == 2


def test_workers_beside_each_other_send_each_message_once(committed_db, kannel):
    """F4: twelve turns of four workers over sixty messages."""
    patients = [a_patient(f"Сорокин-{number}", phone=f"+7927000{number:04}") for number in range(60)]
    for number, patient in enumerate(patients):
        a_message(number, patient)

    def work():
        for _turn in range(12):
            deliver_due()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    while deliver_due():
        time_passes()
    assert sorted(each["to"] for each in kannel.received) == sorted(f"+7927000{number:04}" for number in range(60))
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
