"""Free slots against a plain count over the rows, and what the memory of them must never miss."""

import random
from datetime import datetime, time, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from zabota.core.practice.testing import samara_centre
from zabota.core.staff.models import Doctor
from zabota.core.staff.testing import a_doctor, anna, lev
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.benches import slots as measured
from zabota.work.scheduling.commands import book, cancel
from zabota.work.scheduling.models import DoctorRules, Occupancy, Performer, Resource, ServiceNeed, Shift
from zabota.work.scheduling.queries.slots import Wish, free_slots
from zabota.work.scheduling.testing import a_patient, a_place, a_service, a_wish, days_ago, receives

TOMORROW = days_ago(-1)


def times_of(wish: Wish, limit: int = 500) -> list[tuple[str, str]]:
    zone = samara_centre().zone
    names = {doctor.pk: doctor.surname for doctor in Doctor.objects.all()}
    return [
        (names[slot.doctor_id], f"{slot.starts_at.astimezone(zone):%H:%M}")
        for slot in free_slots(wish, limit=limit).nearest
    ]


@pytest.mark.django_db
def test_a_visit_fits_where_it_ends_before_the_doctor_leaves():
    service = a_service(minutes=45)
    receives(anna(), hours=(time(9), time(10, 15)))

    assert times_of(Wish(service=service)) == [("Громова", "09:00"), ("Громова", "09:15"), ("Громова", "09:30")]


@pytest.mark.django_db
def test_what_is_booked_is_not_free_and_what_is_cancelled_is_free_again():
    service, patient = a_service(), a_patient()
    receives(anna(), hours=(time(9), time(10)))
    visit = book(patient=patient, wanted=a_wish(anna(), time(9, 30), service=service), by=SYSTEM)

    assert times_of(Wish(service=service)) == [("Громова", "09:00")]
    cancel(appointment=visit, cancelled_by="patient", reason="заболел", by=SYSTEM)
    assert times_of(Wish(service=service)) == [("Громова", "09:00"), ("Громова", "09:15"), ("Громова", "09:30")]


@pytest.mark.django_db
def test_a_service_waits_for_a_room_and_a_device_that_are_free_together():
    service = a_service("УЗИ", minutes=30)
    room, device = a_place("К1", "кабинет УЗИ"), a_place("А1", "аппарат УЗИ", kind="device")
    ServiceNeed.objects.create(service=service, type=room.type)
    ServiceNeed.objects.create(service=service, type=device.type)
    receives(anna(), hours=(time(9), time(11)))
    receives(lev(), hours=(time(9), time(11)))
    book(patient=a_patient(), wanted=a_wish(lev(), time(9, 15), service=service), by=SYSTEM)

    assert times_of(Wish(service=service, doctor_ids=[anna().pk])) == [
        ("Громова", "09:45"), ("Громова", "10:00"), ("Громова", "10:15"), ("Громова", "10:30"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_shift_in_a_room_out_of_use_has_nothing_free():
    room = a_place("К1", "кабинет")
    receives(anna(), hours=(time(9), time(9, 30)), room=room)
    assert times_of(Wish(service=a_service())) == [("Громова", "09:00")]

    Resource.objects.filter(pk=room.pk).update(is_active=False)

    assert times_of(Wish(service=a_service())) == []


@pytest.mark.django_db
def test_four_couches_take_four_patients_and_not_five():
    service = a_service("Капельница", minutes=60)
    couches = a_place("Дневной стационар", "процедурная", capacity=4)
    ServiceNeed.objects.create(service=service, type=couches.type)
    doctors = [a_doctor(f"Сестра{number}") for number in range(5)]
    for doctor in doctors:
        receives(doctor, hours=(time(9), time(10)))
    for doctor in doctors[:4]:
        book(patient=a_patient(), wanted=a_wish(doctor, time(9), minutes=60, service=service), by=SYSTEM)

    assert times_of(Wish(service=service)) == []
    assert sorted(Occupancy.objects.filter(resource="room").values_list("lane", flat=True)) == [0, 1, 2, 3]


@pytest.mark.django_db
def test_the_time_to_clean_up_belongs_to_the_visit():
    service = a_service("Операция", minutes=30, minutes_before=15, minutes_after=15)
    receives(anna(), hours=(time(9), time(11)))

    assert times_of(Wish(service=service)) == [
        ("Громова", "09:15"), ("Громова", "09:30"), ("Громова", "09:45"), ("Громова", "10:00"), ("Громова", "10:15"),
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ({"hours": (time(17), time(21))}, ["17:00", "17:30"]),
        ({"age": 9}, []),
        ({"age": 40}, ["16:00", "16:30", "17:00", "17:30"]),
        ({"weekdays": [(TOMORROW.weekday() + 1) % 7]}, []),
        ({"since": TOMORROW + timedelta(days=1)}, []),
        ({"kind": "urgent"}, ["16:00", "16:30", "17:00", "17:30", "18:00", "18:30"]),
    ],
)
def test_wishes_and_the_doctors_rules_leave_out_what_does_not_suit(asked, offered):
    DoctorRules.objects.create(doctor=anna(), step=30, youngest=18)
    receives(anna(), hours=(time(16), time(18)))
    receives(anna(), hours=(time(18), time(19)), kinds=("urgent",))

    assert [at for _doctor, at in times_of(Wish(service=a_service(), **asked))] == offered


@pytest.mark.django_db
def test_only_those_who_perform_the_service_are_offered_in_their_own_time():
    service = a_service(minutes=30)
    Performer.objects.create(doctor=lev(), service=service, minutes=60)
    receives(anna(), hours=(time(9), time(10)))
    receives(lev(), hours=(time(9), time(10)))

    assert times_of(Wish(service=service)) == [("Абрамян", "09:00")]
    assert free_slots(Wish(service=service)).nearest[0].minutes == 60


@pytest.mark.django_db
def test_bits_count_what_the_rows_count():
    """Free cells of doctors, rooms and devices against a plain question to the database."""
    list(measured.run(doctors=4, rooms=3, devices=2, rounds=1))


@pytest.mark.django_db
def test_a_change_that_is_rolled_back_leaves_no_trace_in_memory():
    service = a_service()
    receives(anna(), hours=(time(9), time(10)))
    before = times_of(Wish(service=service))
    try:
        with transaction.atomic():
            book(patient=a_patient(), wanted=a_wish(anna(), time(9), service=service), by=SYSTEM)
            inside = times_of(Wish(service=service))
            raise RuntimeError
    except RuntimeError:
        pass

    assert inside == [("Громова", "09:30")]
    assert times_of(Wish(service=service)) == before


def test_what_another_process_commits_is_seen_by_the_next_question(committed_db):
    service, patient = a_service(), a_patient()
    receives(anna(), hours=(time(9), time(10)))
    assert len(times_of(Wish(service=service))) == 3

    book(patient=patient, wanted=a_wish(anna(), time(9), service=service), by=SYSTEM)
    assert times_of(Wish(service=service)) == [("Громова", "09:30")]
    Shift.objects.update(is_cancelled=True)
    assert times_of(Wish(service=service)) == []


def test_random_days_agree_with_a_plain_count(committed_db):
    chance = random.Random(11)
    service, zone = a_service(minutes=25, minutes_after=5), samara_centre().zone
    doctors = [a_doctor(f"В{number}") for number in range(3)]
    for doctor in doctors:
        receives(doctor, hours=(time(9), time(13)))
        receives(doctor, hours=(time(14), time(18)))
    for _ in range(60):
        doctor = chance.choice(doctors)
        at = time(chance.randrange(9, 18), chance.choice((0, 15, 30, 45)))
        slot = (doctor.pk, datetime.combine(TOMORROW, at, zone))
        free = {(each.doctor_id, each.starts_at) for each in free_slots(Wish(service=service), limit=10_000).nearest}
        assert free == plain_slots(doctors, 30)
        if slot in free:
            book(patient=a_patient(), wanted=a_wish(doctor, at, minutes=25, service=service), by=SYSTEM)


def plain_slots(doctors: list[Doctor], minutes: int) -> set[tuple[int, datetime]]:
    """Row by row: every quarter of an hour of a shift in which nothing is taken."""
    found = set()
    length = timedelta(minutes=minutes)
    for shift in Shift.objects.filter(doctor__in=doctors):
        taken = [
            row.during
            for row in Occupancy.objects.filter(resource="doctor", resource_id=shift.doctor_id).exclude(
                state="released"
            )
        ]
        at = shift.during.lower
        while at + length <= shift.during.upper:
            if at >= timezone.now() and all(at + length <= each.lower or at >= each.upper for each in taken):
                found.add((shift.doctor_id, at))
            at += timedelta(minutes=15)
    return found
