"""What is written to patients: once, by a way that reaches them, only while the law and the hour let us (F4, F19)."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from zabota.core.patients.commands import add_contact, flag_stale, place_mark, withdraw_consent
from zabota.core.patients.models import ConsentPurpose, MarkKind
from zabota.core.patients.testing import KARINAS_PHONE, a_patient, boris, karina, masha
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import nina
from zabota.lib.actors import SYSTEM
from zabota.lib.errors import Refused
from zabota.outreach.messaging.commands.delivering import deliver_due
from zabota.outreach.messaging.commands.sending import cancel_messages, send_again, send_message
from zabota.outreach.messaging.models import Message
from zabota.outreach.messaging.queries.reaching import may_ring_at
from zabota.outreach.messaging.testing import texts_to, time_passes, with_sms

pytestmark = pytest.mark.django_db


@pytest.fixture
def sms(monkeypatch):
    with_sms(monkeypatch)


def written(patient=None, **changes):
    """The clinic's contacts, asked for at the desk: the one text that needs nothing else."""
    wanted = {"purpose": "contacts", "source": "test:1", "by": SYSTEM, **changes}
    return send_message(patient=patient or karina(), **wanted)


def left(message):
    message.refresh_from_db()
    return message.state, message.error


def a_branch_where_it_is(hour):
    """A branch whose clock shows this hour now."""
    branch = samara_centre()
    ahead = (hour - datetime.now(UTC).hour + 12) % 24 - 12
    branch.time_zone = f"Etc/GMT{-ahead:+d}"
    branch.save()
    return branch


def test_a_message_is_written_in_the_patients_words_to_his_phone(sms):
    branch = samara_centre()
    branch.address, branch.phone = "проспект Ленина, 12", "+78462001010"
    branch.save()
    message = written(branch=branch)
    assert (message.channel, message.state, message.segments) == ("sms", "queued", 1)
    assert texts_to(KARINAS_PHONE) == ["Клиника, Самара-Центр\nСамара, проспект Ленина, 12\n+7 846 200-10-10"]


def test_the_same_source_is_written_once(sms):
    first, second = written(), written()
    assert (first.pk, Message.objects.count()) == (second.pk, 1)


def test_a_message_lives_and_dies_with_what_it_tells_of(sms):
    with transaction.atomic():
        written()
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_nothing_is_written_where_no_channel_is_set_up():
    assert written() is None


def test_who_wants_calls_is_called(sms):
    assert written(patient=boris()) is None


def test_a_landline_gets_no_sms(sms):
    assert written(patient=a_patient(phone="+78462001010")) is None


def test_the_preferred_way_comes_first(sms, monkeypatch):
    monkeypatch.setenv("ZABOTA_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("ZABOTA_SMTP_SENDER", "Забота <desk@clinic.example>")
    likes_letters = a_patient(phone="+79270000001", email="pavel@mail.ru", preferred_channel="email")
    assert written(patient=likes_letters).channel == "email"
    assert written(source="test:2").channel == "sms"
    assert written(source="test:3", channel="email").channel == "email"


def test_a_way_that_was_refused_is_not_taken_where_another_is_open(sms, monkeypatch):
    monkeypatch.setenv("ZABOTA_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("ZABOTA_SMTP_SENDER", "desk@clinic.example")
    withdraw_consent(patient=karina(), purpose=ConsentPurpose.SERVICE, channel="sms", by=SYSTEM)
    assert written().channel == "email"


def test_a_child_is_written_to_by_its_mothers_phone(sms):
    assert written(patient=masha(), source="test:masha").state == "queued"
    assert len(texts_to(KARINAS_PHONE)) == 1


def test_who_refused_messages_gets_none_and_the_reason_is_kept(sms):
    withdraw_consent(patient=karina(), purpose=ConsentPurpose.SERVICE, by=SYSTEM)
    assert left(written()) == ("refused", "отказался")


def test_a_refusal_between_writing_and_sending_is_heeded(kannel):
    message = written()
    withdraw_consent(patient=karina(), purpose=ConsentPurpose.SERVICE, by=SYSTEM)
    deliver_due()
    assert left(message) == ("refused", "отказался")
    assert kannel.received == []


def test_a_mark_not_to_be_disturbed_is_heeded(kannel):
    message = written()
    place_mark(patient=karina(), kind=MarkKind.DO_NOT_CONTACT, reason="просила", by=SYSTEM)
    deliver_due()
    assert (left(message)[0], kannel.received) == ("refused", [])


def test_a_number_found_to_be_wrong_gets_nothing(kannel):
    message = written()
    flag_stale(contact=karina().contacts.get(kind="phone"), is_wrong=True, by=SYSTEM)
    deliver_due()
    assert left(message) == ("refused", "Номер или адрес отмечен как неверный.")
    assert kannel.received == []


def test_at_night_it_waits_for_the_morning_of_the_branch(sms):
    evening = datetime(2027, 3, 1, 22, 30, tzinfo=ZoneInfo("Europe/Samara"))
    assert may_ring_at(evening, ZoneInfo("Europe/Samara"), "reminder") == datetime(
        2027, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/Samara")
    )
    assert may_ring_at(evening, ZoneInfo("Europe/London"), "reminder") == evening
    assert may_ring_at(evening, ZoneInfo("Europe/Samara"), "code") == evening


def test_a_message_that_became_due_at_night_is_put_off_when_it_is_about_to_leave(kannel, monkeypatch):
    branch = a_branch_where_it_is(3)
    message = written()
    Message.objects.update(purpose="reminder", branch=branch)
    deliver_due()
    message.refresh_from_db()
    assert (message.state, message.attempts, kannel.received) == ("queued", 0, [])
    assert message.not_before.astimezone(branch.zone).time() == time(9)


def test_what_has_passed_is_not_sent(kannel):
    message = written(expires_at=timezone.now() + timedelta(hours=1))
    Message.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    deliver_due()
    assert (left(message)[0], kannel.received) == ("cancelled", [])


def test_what_was_taken_back_does_not_leave_and_may_be_written_anew(kannel):
    message = written()
    assert cancel_messages(sources=["test:1", "test:2"], by=SYSTEM) == 1
    deliver_due()
    assert (left(message)[0], kannel.received) == ("cancelled", [])
    assert written().pk == message.pk
    deliver_due()
    assert (left(message)[0], len(kannel.received)) == ("sent", 1)


def test_what_a_gateway_may_have_is_never_given_to_it_again(kannel):
    """The database itself forbids it, whatever the program believes."""
    message = written()
    deliver_due()
    for state in ("queued", "sending"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.filter(pk=message.pk).update(state=state)
    with pytest.raises(Refused):
        send_again(message=written(source="test:2"), by=SYSTEM)


def test_a_person_may_send_it_again_as_a_message_of_its_own(kannel):
    message = written()
    deliver_due()
    again = send_again(message=message, by=nina().as_actor())
    time_passes()
    deliver_due()
    assert (again.source, left(again)[0], left(message)[0]) == ("test:1:again1", "sent", "sent")
    assert kannel.texts == [str(message.text)] * 2


def test_addresses_and_texts_lie_sealed(sms):
    written()
    row = Message.objects.values("address", "text").get()
    assert KARINAS_PHONE.encode() not in bytes(row["address"])
    assert "Клиника".encode() not in bytes(row["text"])


def test_a_new_number_gets_what_is_written_after(sms):
    add_contact(patient=karina(), kind="phone", value="+79270001122", is_preferred=True, by=SYSTEM)
    written()
    assert len(texts_to("+79270001122")) == 1
