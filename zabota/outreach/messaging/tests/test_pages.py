"""The outbox, the words of messages and the check of channels as people use them."""

import pytest
from django.test import Client
from django.urls import reverse

from zabota.base.accounts.testing import signed_in
from zabota.base.audit.models import AuditEntry
from zabota.base.events.testing import run_pending
from zabota.core.patients.testing import KARINAS_PHONE, karina
from zabota.core.practice.testing import samara_centre, samara_volga
from zabota.core.staff.testing import nina, vera
from zabota.lib.actors import SYSTEM
from zabota.outreach.messaging.commands.codes import send_code
from zabota.outreach.messaging.commands.sending import send_message
from zabota.outreach.messaging.commands.templates import WordsAreUnfit, write_template
from zabota.outreach.messaging.models import Message, TemplateVersion
from zabota.outreach.messaging.queries.wording import filled_in
from zabota.outreach.messaging.registry import channels
from zabota.outreach.messaging.segments import segments
from zabota.outreach.messaging.testing import a_message, last_code_to, texts_to, with_sms

pytestmark = pytest.mark.django_db
WORDS = {"template": "reminder", "channel": "sms", "language": "ru"}


def opened(user, name, query="", **arguments):
    return signed_in(Client(), user).get(reverse(f"messaging:{name}", kwargs=arguments) + query)


def sent(user, name, words=None, **arguments):
    return signed_in(Client(), user).post(reverse(f"messaging:{name}", kwargs=arguments), words or {})


def page(answer):
    return answer.content.decode()


def test_the_desk_sees_what_was_written_and_no_number():
    a_message(patient=karina(), address=KARINAS_PHONE, branch=samara_centre())
    shown = page(opened(vera(), "outbox"))
    assert "Демидова Карина Олеговна" in shown
    assert "+7 ••• •••-12-34" in shown
    assert "9161231234" not in shown


def test_the_list_is_narrowed_by_its_address():
    waiting = a_message(patient=karina(), branch=samara_centre())
    failed = a_message(patient=karina(), branch=samara_centre(), state="failed", error="Нет такого номера.")
    shown = page(opened(nina(), "outbox", "?trouble=trouble"))
    assert (str(failed.public_id) in shown, str(waiting.public_id) in shown) == (True, False)
    assert "Нет такого номера." in shown


def test_other_branches_are_not_seen():
    elsewhere = a_message(patient=karina(), branch=samara_volga())
    assert str(elsewhere.public_id) not in page(opened(vera(), "outbox"))
    assert opened(vera(), "message", public_id=elsewhere.public_id).status_code == 404


def test_who_reads_a_message_is_written_down():
    message = a_message(patient=karina(), branch=samara_centre())
    assert "Ждём вас завтра." in page(opened(vera(), "message", public_id=message.public_id))
    entry = AuditEntry.objects.get(object_type="messaging.message")
    assert (entry.patient_id, entry.actor_id) == (karina().pk, vera().pk)


def test_the_digits_of_a_code_are_shown_to_nobody(monkeypatch):
    with_sms(monkeypatch)
    send_code(phone="+79270000001", purpose="booking")
    message = Message.objects.get()
    for shown in (opened(nina(), "outbox"), opened(nina(), "message", public_id=message.public_id)):
        assert last_code_to("+79270000001") not in page(shown)


def test_a_waiting_message_is_taken_back_and_sent_once_more():
    message = a_message(patient=karina(), branch=samara_centre())
    sent(vera(), "cancel", public_id=message.public_id)
    message.refresh_from_db()
    assert message.state == "cancelled"
    assert sent(vera(), "cancel", public_id=message.public_id).status_code == 422
    sent(vera(), "again", public_id=message.public_id)
    assert [each.state for each in Message.objects.order_by("pk")] == ["cancelled", "queued"]
    assert Message.objects.latest("pk").created_by == vera()


def test_messages_stand_on_the_card():
    a_message(patient=karina(), state="refused", error="отказался")
    shown = page(opened(vera(), "messages_of_patient", public_id=karina().public_id))
    assert "отправлять нельзя" in shown
    assert "отказался" in shown


def test_the_clinic_writes_in_its_own_words(monkeypatch):
    with_sms(monkeypatch)
    answer = sent(
        nina(), "template", {"text": "{addressed_as}, звоните: {phone}\n{clinic}"}, **{**WORDS, "template": "contacts"}
    )
    assert answer.status_code == 302
    send_message(patient=karina(), purpose="contacts", source="test:1", by=SYSTEM)
    assert texts_to(KARINAS_PHONE) == ["Клиника"]
    branch = samara_centre()
    branch.phone = "+78462001010"
    branch.save()
    send_message(patient=karina(), purpose="contacts", source="test:2", branch=branch, by=SYSTEM)
    assert texts_to(KARINAS_PHONE)[1] == "Карина Олеговна, звоните: +7 846 200-10-10\nКлиника"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ждём вас: {service}", "{service} говорит о здоровье пациента"),
        ("Ждём вас: {preparation}", "{preparation} говорит о здоровье пациента"),
        ("{diagnosis}", "нет слова {diagnosis}"),
        ("", "Напишите текст"),
    ],
)
def test_words_that_must_not_stand_in_an_sms_are_refused(text, said):
    answer = sent(nina(), "template", {"text": text}, **WORDS)
    assert answer.status_code == 422
    assert said in page(answer)
    assert not TemplateVersion.objects.exists()


def test_a_subject_tells_nothing_of_health_either():
    with pytest.raises(WordsAreUnfit):
        write_template(
            template="reminder", channel="email", language="ru", subject="{service}", text="{service}", by=SYSTEM
        )


def test_the_preview_counts_what_the_operator_bills():
    shown = page(sent(nina(), "preview", {"text": "Ждём вас {day} в {time}. " + "а" * 60}, **WORDS))
    assert "Ждём вас 12 марта, чт в 15:30." in shown
    assert "оператор посчитает за 2 сообщения" in shown


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 1), ("a" * 160, 1), ("a" * 161, 2), ("€" * 80, 1), ("€" * 81, 2), ("ж" * 70, 1), ("ж" * 71, 2), ("🙂" * 35, 1),
     ("🙂" * 36, 2), ("ж" * 134, 2), ("ж" * 135, 3)],
)  # fmt: skip
def test_parts_are_counted_as_operators_do(text, count):
    assert segments(text) == count
    assert channels["sms"].segments(text) == count


@pytest.mark.parametrize(
    "value", ["{phone}", "{__class__}", "{0}", "{addressed_as.__class__}", "%(phone)s", "{{phone}}"]
)
def test_what_a_value_brings_is_never_filled_in_again(value):
    """T46: one pass, no attributes, no second order."""
    assert filled_in("{addressed_as} {phone}", {"addressed_as": value, "phone": "1"}) == f"{value} 1"
    assert filled_in("{addressed_as.__class__}", {"addressed_as": "x"}) == "{addressed_as.__class__}"


def test_a_trial_goes_to_oneself(kannel):
    answer = sent(nina(), "channels", {"channel": "sms", "address": "8 927 000-00-01"})
    assert answer.status_code == 302
    run_pending()
    assert kannel.texts == ["Пробное сообщение: Клиника. Если вы его читаете, сообщения доходят и до пациентов."]
    assert "отправлено" in page(opened(nina(), "channels"))


def test_a_trial_to_what_is_no_number_is_refused(kannel):
    answer = sent(nina(), "channels", {"channel": "sms", "address": "нина"})
    assert (answer.status_code, "Укажите номер мобильного телефона." in page(answer)) == (422, True)


def test_a_clinic_without_channels_is_told_so():
    assert "Ни один канал не настроен" in page(opened(nina(), "outbox"))
    assert "messaging.toml" in page(opened(nina(), "channels"))


def test_channels_may_be_written_in_a_file(settings, tmp_path):
    settings.ZABOTA_HOME = tmp_path
    assert not channels["sms"].is_configured()
    (tmp_path / "messaging.toml").write_text('[kannel]\nurl = "http://127.0.0.1:9/"\nper_second = 3\n')
    assert (channels["sms"].is_configured(), channels["sms"].per_second()) == (True, 3.0)
