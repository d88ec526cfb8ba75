"""What patients are written of their visits, by themselves: confirmation, preparation, a reminder the day before."""

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from zabota.base.events.testing import run_pending
from zabota.core.patients.testing import KARINAS_PHONE, boris, karina
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna
from zabota.lib.actors import SYSTEM
from zabota.outreach.messaging.commands.delivering import deliver_due
from zabota.outreach.messaging.models import Message
from zabota.outreach.messaging.queries.wording import linted, own_words
from zabota.outreach.messaging.registry import channels, message_templates
from zabota.outreach.messaging.testing import a_kannel, texts_to, time_passes, with_sms
from zabota.outreach.todos.models import Todo
from zabota.work.scheduling.commands import (
    accept_held,
    book,
    cancel,
    move,
    receive_prepayment,
    take_back_booking,
    take_back_step,
)
from zabota.work.scheduling.models import Shift
from zabota.work.scheduling.registry import visit_links
from zabota.work.scheduling.testing import a_service, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db
SOON = days_ago(-5)


@pytest.fixture
def sms(monkeypatch):
    with_sms(monkeypatch)


def booked(patient=None, *, at=time(15, 30), on=SOON, **wish):
    branch = samara_centre()
    branch.address, branch.phone = "проспект Ленина, 12", "+78462001010"
    branch.save()
    if not Shift.objects.filter(doctor=anna()).exists():
        receives(anna(), on=on)
    visit = book(patient=patient or karina(), wanted=a_wish(anna(), at, on=on, **wish), by=SYSTEM)
    run_pending()
    return visit


def written():
    """What was written of which visit: "appointment:41:reminder", and its state; the hour of the source left out."""
    rows = Message.objects.order_by("pk").values_list("source", "state")
    return [(":".join(source.split(":")[:3]), state) for source, state in rows]


def test_a_booking_is_confirmed_and_reminded_of(sms):
    visit = booked()
    assert written() == [(f"appointment:{visit.pk}:{what}", "queued") for what in ("confirmation", "reminder")]
    confirmation, reminder = texts_to(KARINAS_PHONE)
    assert confirmation.splitlines()[0] == "Карина Олеговна!"
    assert confirmation.splitlines()[1].startswith("Вы записаны на ")
    assert confirmation.splitlines()[1].endswith(", 15:30.")
    assert confirmation.splitlines()[2:4] == ["Клиника, Самара, проспект Ленина, 12", "+7 846 200-10-10"]
    assert reminder.splitlines()[1].startswith("Ждём вас ")


def test_the_reminder_comes_a_day_before_by_the_clock_of_the_branch(sms):
    visit = booked(at=time(9))
    reminder = Message.objects.get(purpose="reminder")
    day_before = SOON - timedelta(days=1)
    assert reminder.not_before == datetime.combine(day_before, time(10), samara_centre().zone)
    assert reminder.expires_at == visit.starts_at - timedelta(hours=1)


def test_the_link_to_the_visit_stands_where_somebody_makes_one(sms, monkeypatch):
    monkeypatch.setattr(visit_links, "_contributions", {"test": lambda visit: f"https://clinic.example/v/{visit.pk}"})
    visit = booked()
    assert texts_to(KARINAS_PHONE)[0].splitlines()[-1] == f"Изменить: https://clinic.example/v/{visit.pk}"


def test_no_message_of_a_phone_tells_of_health(sms):
    """T35: neither the service, nor the speciality, nor the preparation."""
    booked(service=a_service("Гастроскопия", preparation="Не есть шесть часов."))
    texts = "\n".join(texts_to(KARINAS_PHONE))
    assert "нужно подготовиться" in texts
    assert not [word for word in ("Гастроскопия", "Не есть", "Громова", "Ортопед") if word in texts]


def test_stock_words_of_every_language_pass_the_linter():
    found = [
        (template.key, channel, language, problem)
        for template in message_templates
        for channel, _words in template.words.items()
        for language in ("ru", "uk", "en")
        for words in [own_words(template, channel, language)]
        for problem in linted(template, channels[channel], words.subject, words.text)
    ]
    assert found == []


def test_a_letter_brings_the_preparation(monkeypatch):
    monkeypatch.setenv("ZABOTA_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("ZABOTA_SMTP_SENDER", "desk@clinic.example")
    booked(service=a_service("Гастроскопия", preparation="Не есть шесть часов.\nВзять полотенце."))
    preparation = Message.objects.get(purpose="preparation")
    assert "Гастроскопия\n\nНе есть шесть часов.\nВзять полотенце." in str(preparation.text)
    assert "Гастроскопия" not in str(preparation.subject)


def test_a_cancelled_visit_is_not_reminded_of(sms):
    visit = booked()
    cancel(appointment=visit, cancelled_by="patient", reason="", by=SYSTEM)
    run_pending()
    assert {state for _source, state in written()} == {"cancelled"}
    take_back_step(appointment=visit, by=SYSTEM)
    run_pending()
    assert {state for _source, state in written()} == {"queued"}


def test_a_booking_taken_back_at_once_is_not_written_of(sms):
    visit = booked()
    take_back_booking(appointment=visit, by=SYSTEM)
    run_pending()
    assert {state for _source, state in written()} == {"cancelled"}


def test_a_moved_visit_is_written_of_anew(sms):
    visit = booked()
    moved = move(appointment=visit, to=a_wish(anna(), time(10), on=SOON), by=SYSTEM)
    run_pending()
    states = dict(written())
    assert {states[f"appointment:{visit.pk}:{what}"] for what in ("confirmation", "reminder")} == {"cancelled"}
    assert {states[f"appointment:{moved.pk}:{what}"] for what in ("confirmation", "reminder")} == {"queued"}


def test_a_visit_cancelled_a_moment_before_is_not_reminded_of(by_day, monkeypatch):
    """The subscriber has not run yet: the outbox asks for itself before anything leaves."""
    with a_kannel(monkeypatch) as kannel:
        visit = booked()
        cancel(appointment=visit, cancelled_by="patient", reason="", by=SYSTEM)
        time_passes()
        deliver_due()
        assert kannel.received == []
        assert {state for _source, state in written()} == {"cancelled"}


def test_a_visit_that_waits_for_a_prepayment_is_not_confirmed_but_the_deadline_is_told(sms):
    receives(anna(), on=SOON)
    until = timezone.now() + timedelta(hours=2)
    wanted = a_wish(anna(), time(15), on=SOON)
    visit = book(patient=karina(), wanted=wanted, held_until=until, prepayment=Decimal(1500), by=SYSTEM)
    run_pending()
    assert written() == [(f"appointment:{visit.pk}:held", "queued")]
    [text] = texts_to(KARINAS_PHONE)
    local = until.astimezone(samara_centre().zone)
    assert f"{local:%H:%M}.\nВнесите предоплату 1\N{NO-BREAK SPACE}500\N{NO-BREAK SPACE}₽" in text
    receive_prepayment(appointment=visit, by=SYSTEM)
    run_pending()
    assert dict(written())[f"appointment:{visit.pk}:confirmation"] == "queued"


def test_a_visit_from_the_site_is_written_of_once_somebody_has_called(sms):
    receives(anna(), on=SOON)
    until = timezone.now() + timedelta(hours=2)
    visit = book(patient=karina(), wanted=a_wish(anna(), time(15), on=SOON), held_until=until, by=SYSTEM)
    run_pending()
    assert written() == []
    accept_held(appointment=visit, by=SYSTEM)
    run_pending()
    assert written() == [(f"appointment:{visit.pk}:{what}", "queued") for what in ("confirmation", "reminder")]


def test_a_clinic_without_channels_writes_nothing():
    booked()
    assert written() == []


def test_who_wants_calls_is_called(sms):
    booked(boris())
    assert written() == []


def test_the_desk_calls_where_a_message_did_not_leave(by_day, monkeypatch):
    with a_kannel(monkeypatch) as kannel:
        visit = booked()
        kannel.answers = [(400, b"rejected")]
        time_passes()
        deliver_due()
        run_pending()
        run_pending()
    task = Todo.objects.get()
    assert (task.patient, task.role, task.branch) == (visit.patient, "front_desk", visit.branch)
