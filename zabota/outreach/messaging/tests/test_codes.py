"""Six digits to a phone: who types them has it in his hand (T30, T31, T32)."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from zabota.core.patients.testing import KARINAS_PHONE, karina
from zabota.outreach.messaging.commands.codes import (
    CodeIsOver,
    CodeIsWrong,
    MailboxIsUnclear,
    PhoneIsUnclear,
    TooManyCodes,
    check_code,
    check_mailed_code,
    forget_old_codes,
    send_code,
    send_code_by_mail,
)
from zabota.outreach.messaging.commands.sending import CannotBeSent
from zabota.outreach.messaging.models import Message, OneTimeCode
from zabota.outreach.messaging.testing import last_code_to, with_mail, with_sms

pytestmark = pytest.mark.django_db
PHONE = "+79270000001"


@pytest.fixture(autouse=True)
def _sms(monkeypatch):
    with_sms(monkeypatch)


def asked(phone="8 927 000-00-01", **changes):
    return send_code(**{"phone": phone, "purpose": "booking", "asker": "203.0.113.7", **changes})


def tried(sent, code, **changes):
    typed = {"challenge": sent.challenge, "phone": PHONE, "code": code, "purpose": "booking", **changes}
    return check_code(**typed)


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def ages(**by):
    """Codes sent until now are so much older."""
    for code in OneTimeCode.objects.all():
        OneTimeCode.objects.filter(pk=code.pk).update(
            created_at=code.created_at - timedelta(**by), expires_at=code.expires_at - timedelta(**by)
        )


def test_the_right_code_names_the_number_once():
    sent = asked()
    code = last_code_to(PHONE)
    assert tried(sent, f"{code[:3]} {code[3:]}") == PHONE
    with pytest.raises(CodeIsOver):
        tried(sent, code)


def test_five_wrong_tries_end_a_code():
    sent = asked()
    code = last_code_to(PHONE)
    left = []
    for _try in range(4):
        with pytest.raises(CodeIsWrong) as refusal:
            tried(sent, wrong(code))
        left.append(refusal.value.tries_left)
    assert left == [4, 3, 2, 1]
    with pytest.raises(CodeIsOver):
        tried(sent, wrong(code))
    with pytest.raises(CodeIsOver):
        tried(sent, code)


def test_a_code_opens_only_what_it_was_sent_for():
    sent = asked()
    code = last_code_to(PHONE)
    for changes in ({"purpose": "portal"}, {"phone": "+79270000002"}, {"challenge": uuid.uuid4()}):
        with pytest.raises(CodeIsOver):
            tried(sent, code, **changes)
    assert tried(sent, code) == PHONE


def test_a_code_lives_ten_minutes():
    sent = asked()
    ages(minutes=10)
    with pytest.raises(CodeIsOver):
        tried(sent, last_code_to(PHONE))


def test_a_new_code_ends_the_one_before():
    first = asked()
    code = last_code_to(PHONE)
    ages(seconds=61)
    asked()
    with pytest.raises(CodeIsOver):
        tried(first, code)


def test_a_phone_gets_a_code_a_minute_and_five_a_day():
    asked()
    with pytest.raises(TooManyCodes) as refusal:
        asked()
    assert timedelta(0) < refusal.value.wait <= timedelta(seconds=60)
    for _code in range(4):
        ages(seconds=61)
        asked(asker="")
    ages(seconds=61)
    with pytest.raises(TooManyCodes) as refusal:
        asked()
    assert refusal.value.wait > timedelta(hours=23)
    assert Message.objects.count() == 5


def test_an_address_gets_twenty_codes_a_day_whatever_the_phones():
    for number in range(20):
        asked(f"+7927001{number:04}")
    with pytest.raises(TooManyCodes):
        asked("+79270020000")
    asked("+79270020000", asker="203.0.113.8")


def test_a_known_number_is_answered_as_an_unknown_one():
    """T32: nothing tells whether the clinic has a card of this number."""
    karina()
    known, unknown = asked(KARINAS_PHONE), asked(PHONE)
    assert str(known.to) == "+7 ••• •••-12-34"
    assert set(Message.objects.values_list("patient", "state", "purpose")) == {(None, "queued", "code")}
    assert type(known) is type(unknown)


@pytest.mark.parametrize("typed", ["", "мой номер", "12345", "+79270000001, +79270000002"])
def test_what_is_no_single_number_is_refused(typed):
    with pytest.raises(PhoneIsUnclear):
        asked(typed)


def test_a_landline_is_refused_and_counts_as_nothing():
    with pytest.raises(CannotBeSent):
        asked("+7 846 200-10-10")


def test_without_a_gateway_nothing_is_promised(monkeypatch):
    monkeypatch.delenv("ZABOTA_KANNEL_URL")
    with pytest.raises(CannotBeSent):
        asked()


def test_codes_lie_hashed_and_are_forgotten():
    asked()
    code = OneTimeCode.objects.get()
    assert last_code_to(PHONE).encode() not in bytes(code.code_hash)
    assert forget_old_codes() == 0
    OneTimeCode.objects.update(
        created_at=timezone.now() - timedelta(days=3), expires_at=timezone.now() - timedelta(days=2)
    )
    assert forget_old_codes() == 1


def test_a_code_to_a_mailbox_opens_for_this_mailbox_alone(monkeypatch):
    with_mail(monkeypatch)
    sent = send_code_by_mail(email=" Pavel@Mail.ru ", purpose="booking")
    digits = last_code_to("pavel@mail.ru")
    typed = {"challenge": sent.challenge, "code": digits, "purpose": "booking"}
    with pytest.raises(CodeIsOver):
        check_mailed_code(email="other@mail.ru", **typed)
    assert check_mailed_code(email="PAVEL@mail.ru", **typed) == "pavel@mail.ru"
    assert (str(sent.to), Message.objects.get().channel) == ("p•••@mail.ru", "email")
    with pytest.raises(TooManyCodes):
        send_code_by_mail(email="pavel@mail.ru", purpose="booking")
    with pytest.raises(MailboxIsUnclear):
        send_code_by_mail(email="no mailbox", purpose="booking")
