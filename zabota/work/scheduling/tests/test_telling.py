"""Patients are told what changes: a shifted day, a move, a visit that is off. Whom no message reaches, the desk calls."""

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
from zabota.outreach.messaging.testing import a_kannel, texts_to, time_passes, with_sms
from zabota.outreach.todos.commands.todos import close_todo
from zabota.outreach.todos.models import Todo
from zabota.work.scheduling.commands import (
    book,
    cancel,
    cancel_unpaid_visits,
    enter_absence,
    move,
    shift_back,
    shift_day,
    take_back_step,
)
from zabota.work.scheduling.models import Appointment
from zabota.work.scheduling.testing import a_wish, days_ago, receives

pytestmark = pytest.mark.django_db
SOON = days_ago(-5)


@pytest.fixture
def sms(monkeypatch):
    with_sms(monkeypatch)


def booked(patient=None, at=time(15, 30), **how):
    if not anna().shifts.exists():
        receives(anna(), on=SOON)
    visit = book(patient=patient or karina(), wanted=a_wish(anna(), at, on=SOON), by=SYSTEM, **how)
    run_pending()
    return visit


def states():
    """What was written, by hour: (what, the hour that it names, state)."""
    rows = Message.objects.values_list("source", "state")
    told = [(source.split(":")[2], source.split(":")[3][11:16], state) for source, state in rows]
    return sorted(told, key=lambda each: (each[1], each[0]))


def waiting():
    return [(what, hour) for what, hour, state in states() if state == "queued"]


def everything_left():
    Message.objects.filter(state="queued").update(state="sent", attempts=1, sent_at=timezone.now())


def everything_leaves():
    Message.objects.filter(state="queued", purpose="confirmation").update(
        state="sent", attempts=1, sent_at=timezone.now()
    )


def shifted(visit, minutes=60):
    told = shift_day(first=Appointment.objects.get(pk=visit.pk), minutes=minutes, by=SYSTEM)
    run_pending()
    return told


def test_after_a_shift_the_reminder_names_the_new_hour_and_the_patient_is_told(sms):
    """F12."""
    visit = booked()
    everything_leaves()
    shifted(visit)
    assert states() == [
        ("confirmation", "15.30", "sent"),
        ("reminder", "15.30", "cancelled"),
        ("moved", "16.30", "queued"),
        ("reminder", "16.30", "queued"),
    ]
    texts = dict(
        zip(Message.objects.order_by("pk").values_list("purpose", flat=True), texts_to(KARINAS_PHONE), strict=True)
    )
    moved, reminder = texts["moved"], texts["reminder"]
    assert moved.splitlines()[1].endswith("16:30.")
    assert moved.splitlines()[2].startswith("Было: ")
    assert moved.splitlines()[2].endswith("15:30.")
    assert reminder.splitlines()[1].endswith("16:30.")
    assert Message.objects.get(source__contains="reminder", state="queued").not_before == datetime.combine(
        SOON - timedelta(days=1), time(16, 30), samara_centre().zone
    )


def test_no_old_hour_leaves_even_before_anybody_has_heard_of_the_shift(by_day, monkeypatch):
    """F12: the outbox asks for itself."""
    with a_kannel(monkeypatch) as kannel:
        visit = booked()
        shift_day(first=visit, minutes=60, by=SYSTEM)
        time_passes()
        deliver_due()
        assert kannel.received == []
        run_pending()
        time_passes()
        deliver_due()
        assert kannel.texts
        assert all("16:30" in text and "15:30" not in text for text in kannel.texts)


def test_a_shift_that_is_undone_at_once_disturbs_nobody(sms):
    visit = booked()
    everything_leaves()
    told = shifted(visit)
    shift_back(shifted=told, by=SYSTEM)
    run_pending()
    assert [each for each in states() if each[2] != "cancelled"] == [
        ("confirmation", "15.30", "sent"),
        ("reminder", "15.30", "queued"),
    ]


def test_who_was_told_of_a_shift_is_told_that_it_is_undone(sms):
    visit = booked()
    told = shifted(visit)
    everything_left()
    shift_back(shifted=told, by=SYSTEM)
    run_pending()
    assert waiting() == [("moved", "15.30"), ("reminder", "15.30")]


def test_who_has_not_been_confirmed_yet_is_confirmed_the_new_hour(sms):
    shifted(booked())
    assert waiting() == [("confirmation", "16.30"), ("reminder", "16.30")]


def test_whom_no_message_reaches_the_desk_calls_about_the_last_hour_only(sms):
    visit = booked(boris())
    shifted(visit)
    first = Todo.objects.get()
    assert (first.patient, first.role) == (visit.patient, "front_desk")
    assert "16:30" in first.title
    shifted(visit, 30)
    second = Todo.objects.get(closed_at=None)
    assert "17:00" in second.title
    close_todo(todo=second, state="done", by=SYSTEM)
    shifted(visit, -90)  # back to the hour of the booking, but he has been called about another one
    assert "15:30" in Todo.objects.get(closed_at=None).title


def test_a_move_is_written_with_both_hours(sms):
    visit = booked()
    everything_leaves()
    move(appointment=visit, to=a_wish(anna(), time(10), on=SOON), by=SYSTEM)
    run_pending()
    assert waiting() == [("moved", "10.00"), ("reminder", "10.00")]


def test_a_move_found_together_with_the_patient_makes_no_task_and_one_of_the_clinic_does():
    agreed, moved = booked(boris(), time(12)), booked(karina(), time(13))
    move(appointment=agreed, to=a_wish(anna(), time(14), on=SOON), by=SYSTEM)
    run_pending()
    assert Todo.objects.count() == 0
    receives(anna(), on=SOON + timedelta(days=1))
    enter_absence(doctor=anna(), since=moved.starts_at, until=moved.ends_at, reason="illness", by=SYSTEM)
    move(appointment=moved, to=a_wish(anna(), time(9), on=SOON + timedelta(days=1)), by=SYSTEM)
    run_pending()
    assert Todo.objects.get().patient == moved.patient


def test_a_visit_cancelled_by_the_clinic_is_told_and_its_undo_too(sms):
    visit = booked()
    everything_leaves()
    cancel(appointment=visit, cancelled_by="clinic", reason="врач заболел", by=SYSTEM)
    run_pending()
    assert waiting() == [("cancelled", "15.30")]
    text = texts_to(KARINAS_PHONE)[-1]
    assert "вынуждены отменить" in text
    assert "заболел" not in text
    take_back_step(appointment=visit, by=SYSTEM)
    run_pending()
    assert waiting() == [("reminder", "15.30")]


def test_who_was_told_that_it_is_off_is_told_that_it_stands_again(sms):
    visit = booked()
    everything_leaves()
    cancel(appointment=visit, cancelled_by="clinic", reason="", by=SYSTEM)
    run_pending()
    everything_left()
    take_back_step(appointment=visit, by=SYSTEM)
    run_pending()
    assert waiting() == [("moved", "15.30"), ("reminder", "15.30")]
    moved = str(Message.objects.get(purpose="moved").text)
    assert "ждём вас" in moved
    assert "Было" not in moved


def test_who_cancels_himself_has_it_in_writing(sms):
    visit = booked()
    everything_leaves()
    cancel(appointment=visit, cancelled_by="patient", reason="", by=SYSTEM)
    run_pending()
    assert "отменён, как вы просили" in texts_to(KARINAS_PHONE)[-1]
    assert Todo.objects.count() == 0


def test_without_a_channel_the_desk_tells_what_the_clinic_cancelled():
    visit = booked()
    cancel(appointment=visit, cancelled_by="clinic", reason="", by=SYSTEM)
    run_pending()
    run_pending()
    assert "клиника отменила" in Todo.objects.get().title
    take_back_step(appointment=visit, by=SYSTEM)
    run_pending()
    assert not Todo.objects.filter(closed_at=None).exists()


def test_what_cannot_come_in_time_is_a_call(sms):
    visit = booked()
    everything_leaves()
    Appointment.objects.update(starts_at=timezone.now() + timedelta(minutes=25))
    cancel(appointment=visit, cancelled_by="clinic", reason="", by=SYSTEM)
    run_pending()
    assert (Todo.objects.count(), Message.objects.filter(purpose="cancelled").count()) == (1, 0)


def test_a_lapsed_prepayment_is_written_to_the_patient(sms):
    until = timezone.now() + timedelta(hours=2)
    booked(held_until=until, prepayment=Decimal(500))
    Appointment.objects.update(held_until=timezone.now())
    assert cancel_unpaid_visits(by=SYSTEM) == 1
    run_pending()
    assert [(what, state) for what, _hour, state in states()] == [("cancelled", "queued"), ("held", "cancelled")]
    assert "Предоплата не поступила" in texts_to(KARINAS_PHONE)[-1]
    assert Todo.objects.count() == 0


def test_the_dead_are_not_told(sms):
    visit = booked()
    patient = visit.patient
    patient.is_deceased = True
    patient.save()
    cancel(appointment=visit, cancelled_by="clinic", reason="", by=SYSTEM)
    run_pending()
    assert (Todo.objects.count(), Message.objects.filter(purpose="cancelled").count()) == (0, 0)
