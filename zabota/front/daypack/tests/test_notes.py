"""R311, F20: what was noted without the server comes into the base, each note once, and what cannot waits for a person."""

import json
from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from zabota.base.events.models import Event
from zabota.core.patients.models import Patient
from zabota.core.patients.testing import a_patient
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, vera
from zabota.front.daypack.commands.building import fresh_pack
from zabota.front.daypack.commands.handing_over import carry_out_received, hand_over
from zabota.front.daypack.commands.settling import SettledAlready, book_instead, let_be
from zabota.front.daypack.models import Note, Outcome, Pack
from zabota.front.daypack.queries.promises import promise_in
from zabota.front.daypack.testing import a_note, a_pack, opened
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import Wanted, book, cancel, mark_arrived
from zabota.work.scheduling.models import Appointment, Occupancy, Status
from zabota.work.scheduling.testing import a_service, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db


@pytest.fixture
def pack() -> Pack:
    """Anna receives tomorrow from nine to six; the pack is an hour old."""
    receives(anna())
    return a_pack(now=timezone.now() - timedelta(hours=1))


def a_booking(pack, at="10:00", *, key=None, on=None, made_at=None, **said):
    told = {"surname": "Сорокин", "given": "Павел", "phone": "8 916 700-11-22", **said}
    return a_note(
        pack, "book", key=key, at=made_at, doctor=str(anna().public_id), service=str(a_service().public_id),
        day=(on or days_ago(-1)).isoformat(), time=at, **{"minutes": 30, **told},
    )  # fmt: skip


def handed_over(pack, *notes):
    return hand_over(pack=pack, journal=dict(notes), by=vera().as_actor())


def outcomes():
    return list(Note.objects.order_by("pk").values_list("act", "outcome"))


def booked(surname, at):
    return book(patient=a_patient(surname), wanted=a_wish(anna(), at, service=a_service()), by=SYSTEM)


def test_a_booking_made_without_the_server_is_a_visit_and_a_card(pack):
    result = handed_over(pack, a_booking(pack, comment="с дочерью"))
    assert (result.new, result.unreadable, result.to_settle) == (1, 0, 0)
    visit = Appointment.objects.get()
    assert (visit.patient.full_name, visit.wall_start[11:], visit.comment) == ("Сорокин Павел", "10:00", "с дочерью")
    assert str(visit.patient.contacts.get().value) == "+79167001122"
    note = Note.objects.get()
    assert (note.outcome, note.appointment, note.opened_card, str(note.said)) == (Outcome.DONE, visit, True, "")


def test_the_next_pack_knows_at_once_what_was_handed_over(pack):
    young = a_pack()
    handed_over(young, a_booking(young))
    newer = opened(fresh_pack(branch=samara_centre()))
    assert [each["patient"] for each in newer["visits"]] == ["Сорокин Павел"]


def test_a_journal_that_comes_twice_changes_nothing(pack):
    notes = [a_booking(pack), a_note(pack, "arrived", visit=str(booked("Зимин", time(15)).public_id))]
    first = handed_over(pack, *notes)
    events = Event.objects.count()
    again = handed_over(pack, *notes)
    assert (again.new, sorted(again.keys)) == (0, sorted(first.keys))
    assert (Appointment.objects.count(), Event.objects.count(), Note.objects.count()) == (2, events, 2)


def test_whoever_has_a_card_is_booked_on_it(pack):
    patient = a_patient("Сорокин", "Павел", "Ильич", phone="+79167001122")
    a_patient("Сорокина", "Павла", "", phone="+79167001122")
    handed_over(pack, a_booking(pack), a_booking(pack, "11:00", card=str(patient.public_id)))
    assert set(Appointment.objects.values_list("patient", flat=True)) == {patient.pk}
    assert Patient.objects.count() == 2


def test_a_father_of_the_same_name_is_not_taken_for_his_son(pack):
    a_patient("Сорокин", "Павел", "Ильич", phone="+79167001122")
    handed_over(pack, a_booking(pack, patronymic="Павлович"))
    assert Appointment.objects.get().patient.patronymic == "Павлович"


def test_a_phone_that_is_no_number_stays_as_words(pack):
    handed_over(pack, a_booking(pack, phone="спросить у жены"))
    assert Appointment.objects.get().comment == "Телефон, как записан: спросить у жены"


def test_steps_keep_the_time_at_which_they_were_noted(pack):
    visit = booked("Зимин", time(9))
    Appointment.objects.update(starts_at=timezone.now() - timedelta(minutes=40))
    came = timezone.now() - timedelta(minutes=30)
    key, sealed = a_note(pack, "arrived", at=came, visit=str(visit.public_id))
    handed_over(
        pack, (key, sealed), a_note(pack, "completed", at=came + timedelta(minutes=20), visit=str(visit.public_id))
    )
    visit.refresh_from_db()
    assert (visit.status, visit.arrived_at, visit.late_minutes) == (Status.COMPLETED, came, 10)
    assert visit.ended_at == came + timedelta(minutes=20)


def test_a_cancellation_counts_its_hours_from_when_it_was_said(pack):
    visit = booked("Зимин", time(9))
    Appointment.objects.update(starts_at=timezone.now() + timedelta(minutes=30))
    said = {"visit": str(visit.public_id), "who": "patient", "reason": "заболел"}
    handed_over(pack, a_note(pack, "cancelled", at=timezone.now() - timedelta(minutes=30), **said))
    visit.refresh_from_db()
    assert (visit.status, visit.cancelled_by, visit.cancel_reason, visit.hours_before) == (
        "cancelled",
        "patient",
        "заболел",
        1,
    )


def test_a_wrong_clock_of_that_computer_is_held_between_the_pack_and_now(pack):
    handed_over(pack, a_booking(pack, made_at=timezone.now() + timedelta(days=900)))
    handed_over(pack, a_booking(pack, "11:00", made_at=datetime.fromisoformat("2001-01-01T00:00+00:00")))
    first, second = Note.objects.order_by("pk")
    assert first.made_at <= timezone.now()
    assert second.made_at == pack.built_at


def test_a_time_that_was_taken_meanwhile_waits_for_a_person_with_what_goes_on_from_it(pack):
    booked("Котов", time(10))
    key = uuid4()
    handed_over(pack, a_booking(pack, key=key), a_note(pack, "cancelled", follows=str(key), who="patient"))
    assert outcomes() == [("book", "conflict"), ("cancelled", "waiting")]
    note = Note.objects.get(act="book")
    assert (note.opened_card, Patient.objects.filter(surname="Сорокин").exists()) == (False, False)
    promise = promise_in(note)
    assert "10:00 уже занято" in note.refusal
    assert (promise.patient, promise.phone) == ("Сорокин Павел", "8 916 700-11-22")
    near = promise.near[0]
    assert f"{near.wall:%H:%M}" in ("09:30", "10:30")

    wanted = Wanted(near.doctor, near.branch, near.wall, near.minutes, a_service())
    visit = book_instead(note=note, wanted=wanted, by=vera().as_actor())
    assert outcomes() == [("book", "settled"), ("cancelled", "done")]
    visit.refresh_from_db()
    assert visit.status == Status.CANCELLED
    with pytest.raises(SettledAlready):
        let_be(note=note, by=SYSTEM)


def test_a_step_that_comes_before_its_booking_waits_for_it(pack):
    """Two files from two sticks, the later one first."""
    key = uuid4()
    handed_over(pack, a_note(pack, "cancelled", follows=str(key), who="clinic"))
    assert outcomes() == [("cancelled", "waiting")]
    handed_over(pack, a_booking(pack, key=key))
    assert outcomes() == [("cancelled", "done"), ("book", "done")]


def test_a_promised_time_may_be_kept_over_the_schedule(pack):
    booked("Котов", time(10))
    handed_over(pack, a_booking(pack))
    note = Note.objects.get()
    book_instead(note=note, wanted=promise_in(note).over_schedule, over_schedule_reason="обещано", by=SYSTEM)
    assert Appointment.objects.get(patient__surname="Сорокин").over_schedule_reason == "обещано"


def test_what_is_let_be_takes_along_what_goes_on_from_it(pack):
    booked("Котов", time(10))
    key = uuid4()
    handed_over(pack, a_booking(pack, key=key), a_note(pack, "arrived", follows=str(key)))
    let_be(note=Note.objects.get(key=key), by=SYSTEM)
    assert outcomes() == [("book", "let_be"), ("arrived", "let_be")]
    assert Event.objects.filter(kind="daypack.note_let_be").count() == 2
    assert {str(each.said) for each in Note.objects.all()} == {""}


def test_a_visit_cancelled_meanwhile_is_a_conflict_and_one_that_is_so_already_is_not(pack):
    gone, here = booked("Зимин", time(9)), booked("Котов", time(12))
    cancel(appointment=gone, cancelled_by="patient", reason="", by=SYSTEM)
    mark_arrived(appointment=here, by=SYSTEM)
    notes = [a_note(pack, "arrived", visit=str(each.public_id)) for each in (gone, here)]
    handed_over(pack, notes[0])
    handed_over(pack, notes[1])
    assert outcomes() == [("arrived", "conflict"), ("arrived", "already")]


def test_a_visit_that_has_passed_since_comes_into_the_base_with_its_end(pack):
    """Booked and seen while the server was away for a whole morning."""
    earlier = timezone.now() - timedelta(minutes=45)
    wall = (timezone.now() - timedelta(minutes=30)).astimezone(samara_centre().zone).replace(second=0, microsecond=0)
    wall = min(wall, wall.replace(hour=23, minute=50))
    receives(anna(), on=wall.date(), hours=(time(0), time(23, 55)))
    key = uuid4()
    handed_over(
        pack, a_booking(pack, f"{wall:%H:%M}", key=key, on=wall.date(), made_at=earlier, minutes=5),
        a_note(pack, "arrived", at=earlier + timedelta(minutes=5), follows=str(key)),
    )  # fmt: skip
    assert outcomes() == [("book", "done"), ("arrived", "done")]
    visit = Appointment.objects.get()
    assert (visit.status, visit.starts_at) == (Status.ARRIVED, wall)
    assert Occupancy.objects.filter(appointment=visit, state="taken").count() == 1


@pytest.mark.parametrize(
    "said",
    [
        {"doctor": "nobody"},
        {"day": "завтра"},
        {"minutes": "много"},
        {"minutes": 100000},
        {"service": str(uuid4())},
        {"time": "25:00"},
    ],
    ids=lambda each: next(iter(each)),
)
def test_a_note_that_says_nonsense_waits_for_a_person(pack, said):
    told = {"doctor": str(anna().public_id), "service": str(a_service().public_id), "day": days_ago(-1).isoformat(),
            "time": "10:00", "minutes": 30, "surname": "Сорокин"}  # fmt: skip
    handed_over(pack, a_note(pack, "book", **(told | said)))
    assert outcomes() == [("book", "conflict")]
    assert promise_in(Note.objects.get()) is None


def test_what_was_changed_on_the_way_does_not_come_in(pack):
    key, sealed = a_booking(pack)
    other, _rest = a_booking(pack, "11:00")
    assert handed_over(pack, (other, sealed)).unreadable == 1
    assert handed_over(pack, (key, sealed[:-6] + "AAAAA=")).unreadable == 1
    assert handed_over(pack, a_note(pack, "erase everything")).unreadable == 1
    assert not Note.objects.exists()


def test_notes_that_were_received_when_the_server_fell_again_are_carried_out_later(pack):
    key, sealed = a_booking(pack)
    handed_over(pack, (key, sealed))
    visit = Appointment.objects.get()
    # As if it had died after receiving: the visit is there under the note's key, the note knows nothing of it.
    said = {"act": "book", "doctor": str(anna().public_id), "service": str(a_service().public_id), "day": days_ago(-1).isoformat(),
            "time": "10:00", "minutes": 30, "card": str(visit.patient.public_id)}  # fmt: skip
    note = Note.objects.get()
    note.outcome, note.appointment, note.said = Outcome.RECEIVED, None, json.dumps(said)
    note.save()
    assert carry_out_received(Note.objects.filter(outcome=Outcome.RECEIVED)) == 1
    note.refresh_from_db()
    assert (note.outcome, note.appointment, Appointment.objects.count()) == (Outcome.DONE, visit, 1)
