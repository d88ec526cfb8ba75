"""A visit of several services: found where all parts fit, booked whole or not at all, moved and cancelled as one or singly."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest

from zabota.core.practice.testing import samara_centre, samara_volga
from zabota.core.staff.testing import anna, lev, vera
from zabota.work.scheduling.commands import (
    InTwoPlaces,
    PartsDoNotFollow,
    PlacedPart,
    TimeIsTaken,
    Wanted,
    book,
    book_chain,
    cancel,
    cancel_chain,
    move_chain,
    move_chain_by,
    take_back_chain,
)
from zabota.work.scheduling.models import Appointment, Occupancy, Performer, ServiceNeed
from zabota.work.scheduling.queries.chains import ChainWish, FoundChain, Part, free_chains, parts_of
from zabota.work.scheduling.testing import a_patient, a_place, a_service, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db
TOMORROW = days_ago(-1)


def by_vera():
    return vera().as_actor(samara_centre().pk)


def performed(name: str, minutes: int, *doctors, needs=(), **columns):
    service = a_service(name, minutes, **columns)
    for doctor in doctors:
        Performer.objects.get_or_create(doctor=doctor, service=service)
    for place in needs:
        ServiceNeed.objects.create(service=service, type=place.type)
    return service


def told(chain: FoundChain) -> list[tuple[str, int]]:
    """[("09:00", doctor's id), ...] by the branch's clock."""
    zone = samara_centre().zone
    return [(f"{slot.starts_at.astimezone(zone):%H:%M}", slot.doctor_id) for slot in chain]


def wanted_of(chain: FoundChain, services) -> list[Wanted]:
    doctors = {each.pk: each for each in (anna(), lev())}
    return [
        Wanted(doctors[slot.doctor_id], samara_centre(), slot.starts_at, slot.minutes, service)
        for slot, service in zip(chain, services, strict=True)
    ]


def placed(*wanted: Wanted) -> list[PlacedPart]:
    return [PlacedPart(each) for each in wanted]


def test_services_of_different_doctors_are_found_one_after_another():
    receives(anna(), hours=(time(9), time(12)))
    receives(lev(), hours=(time(10, 30), time(12)))
    parts = [Part(performed("Приём", 30, anna())), Part(performed("УЗИ", 20, lev()))]
    found = free_chains(ChainWish(parts))
    assert [told(each) for each in found[:2]] == [
        [("09:30", anna().pk), ("10:30", lev().pk)],  # Lev comes later, and nobody waits longer than half an hour
        [("09:45", anna().pk), ("10:30", lev().pk)],
    ]
    patient = free_chains(ChainWish([parts[0], replace(parts[1], gap=60)]))
    assert told(patient[0]) == [("09:00", anna().pk), ("10:30", lev().pk)]


def test_a_service_that_runs_in_parallel_begins_with_the_one_before():
    receives(anna(), hours=(time(9), time(12)))
    receives(lev(), hours=(time(9), time(12)))
    drip = performed("Капельница", 60, anna())
    blood = performed("Забор крови", 15, lev())
    in_row = free_chains(ChainWish([Part(drip), Part(blood)]))
    beside = free_chains(ChainWish([Part(drip), Part(blood, is_parallel=True)]))
    assert told(in_row[0]) == [("09:00", anna().pk), ("10:00", lev().pk)]
    assert told(beside[0]) == [("09:00", anna().pk), ("09:00", lev().pk)]


def test_parallel_services_never_share_a_doctor_a_room_or_a_device():
    receives(anna(), hours=(time(9), time(10)))
    receives(lev(), hours=(time(9), time(10)))
    laser = a_place("Лазер", "лазер", "device")
    one = performed("Лазер на колено", 30, anna(), lev(), needs=[laser])
    two = performed("Лазер на плечо", 30, anna(), lev(), needs=[laser])
    wish = ChainWish([Part(one), Part(two, is_parallel=True, gap=0)])
    assert free_chains(wish) == []
    a_place("Лазер второй", "лазер", "device")
    [first, *_rest] = free_chains(wish)
    assert [at for at, _doctor in told(first)] == ["09:00", "09:00"]
    assert len({doctor for _at, doctor in told(first)}) == 2


def test_buffers_of_one_doctor_keep_his_parts_apart():
    receives(anna(), hours=(time(9), time(12)))
    one = performed("Пункция", 30, anna(), minutes_after=15)
    two = performed("Повязка", 15, anna())
    assert told(free_chains(ChainWish([Part(one), Part(two)]))[0]) == [("09:00", anna().pk), ("09:45", anna().pk)]


def test_the_search_leaves_out_when_the_patient_is_elsewhere():
    receives(anna(), hours=(time(9), time(12)))
    parts = [Part(performed("Приём", 30, anna())), Part(performed("Блокада", 30, anna()))]
    elsewhere = a_wish(anna(), time(9)).starts_at
    found = free_chains(ChainWish(parts, busy=[(elsewhere, elsewhere + timedelta(minutes=45))]))
    assert told(found[0]) == [("09:45", anna().pk), ("10:15", anna().pk)]


def test_all_parts_stand_in_one_branch():
    receives(anna(), hours=(time(9), time(12)))
    receives(lev(), hours=(time(9), time(12)), branch=samara_volga())
    assert free_chains(ChainWish([Part(performed("Приём", 30, anna())), Part(performed("УЗИ", 20, lev()))])) == []


def two_parts(at: time = time(10)) -> list[PlacedPart]:
    """Anna for half an hour, then Lev."""
    receives(anna())
    receives(lev())
    first = a_wish(anna(), at, service=a_service("Приём"))
    second = a_wish(lev(), (datetime.combine(TOMORROW, at) + timedelta(minutes=30)).time(), service=a_service("УЗИ"))
    return placed(first, second)


def test_all_parts_are_booked_as_one_or_none_is():
    parts, patient = two_parts(), a_patient()
    booked = book_chain(patient=patient, parts=parts, comment="натощак", by=by_vera())
    assert [(each.wall_start[11:], each.doctor, each.session) for each in booked] == [
        ("10:00", anna(), None), ("10:30", lev(), None)
    ]  # fmt: skip
    assert booked[0].chain == booked[1].chain is not None

    later = placed(a_wish(anna(), time(12)), a_wish(lev(), time(12, 30)))
    book(patient=a_patient("Котов"), wanted=a_wish(lev(), time(12, 30)), by=by_vera())
    before = Appointment.objects.count(), Occupancy.objects.count()
    with pytest.raises(TimeIsTaken):
        book_chain(patient=patient, parts=later, by=by_vera())
    assert (Appointment.objects.count(), Occupancy.objects.count()) == before


def test_a_request_sent_again_books_nothing_more():
    key, parts, patient = uuid4(), two_parts(), a_patient()
    first = book_chain(patient=patient, parts=parts, request_key=key, by=by_vera())
    assert book_chain(patient=patient, parts=parts, request_key=key, by=by_vera()) == first
    assert Appointment.objects.count() == 2


def test_the_patient_is_never_in_two_places():
    [first, second] = two_parts()
    patient = a_patient()
    during = replace(second.wanted, starts_at=first.wanted.starts_at + timedelta(minutes=15))
    with pytest.raises(InTwoPlaces):
        book_chain(patient=patient, parts=placed(first.wanted, during), by=by_vera())
    beside = [first, PlacedPart(during, is_parallel=True)]
    assert len(book_chain(patient=patient, parts=beside, by=by_vera())) == 2

    receives(anna(), on=days_ago(-2))
    receives(lev(), on=days_ago(-2))
    book(patient=patient, wanted=a_wish(anna(), time(9), on=days_ago(-2)), by=by_vera())
    elsewhere = placed(a_wish(lev(), time(9), on=days_ago(-2)), a_wish(lev(), time(9, 30), on=days_ago(-2)))
    with pytest.raises(InTwoPlaces):
        book_chain(patient=patient, parts=elsewhere, by=by_vera())
    assert Appointment.objects.count() == 3


def test_one_service_is_no_chain_and_a_chain_keeps_to_one_branch():
    [first, second] = two_parts()
    with pytest.raises(PartsDoNotFollow):
        book_chain(patient=a_patient(), parts=[first], by=by_vera())
    away = replace(second.wanted, branch=samara_volga())
    with pytest.raises(PartsDoNotFollow):
        book_chain(patient=a_patient(), parts=placed(first.wanted, away), by=by_vera())


def test_a_visit_is_cancelled_whole_or_one_service_of_it():
    booked = book_chain(patient=a_patient(), parts=two_parts(), by=by_vera())
    cancel(appointment=booked[0], cancelled_by="patient", reason="", by=by_vera())
    assert list(parts_of(booked[1])) == [booked[1]]

    other = book_chain(patient=a_patient("Котов"), parts=placed(*late_parts()), by=by_vera())
    off = cancel_chain(visit=other[1], cancelled_by="patient", reason="заболел", by=by_vera())
    assert [each.status for each in off] == ["cancelled", "cancelled"]
    assert Occupancy.objects.filter(state="taken").count() == 1  # what is left of the first visit


def late_parts() -> list[Wanted]:
    return [a_wish(anna(), time(14)), a_wish(lev(), time(14, 30))]


def test_a_visit_is_moved_whole_even_onto_its_own_time():
    booked = book_chain(patient=a_patient(), parts=two_parts(), by=by_vera())
    moved = move_chain_by(visit=booked[1], by_minutes=15, by=by_vera())
    assert [each.wall_start[11:] for each in moved] == ["10:15", "10:45"]
    assert {each.chain for each in moved} == {booked[0].chain}

    book(patient=a_patient("Котов"), wanted=a_wish(lev(), time(14, 30)), by=by_vera())
    with pytest.raises(TimeIsTaken):
        move_chain(visit=moved[0], to=late_parts(), by=by_vera())
    assert [each.wall_start[11:] for each in parts_of(moved[0])] == ["10:15", "10:45"]
    assert Occupancy.objects.filter(state="taken", appointment__in=moved).count() == 2


def test_a_visit_booked_by_mistake_is_taken_back_whole():
    booked = book_chain(patient=a_patient(), parts=two_parts(), by=by_vera())
    take_back_chain(first=booked[0], by=by_vera())
    assert not Appointment.objects.exists()
    assert not Occupancy.objects.exists()
