"""A visit is looked at by one rule wherever it is booked: alone, with a whole journal, or found by the search."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import a_doctor
from zabota.lib.actors import SYSTEM
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands import ComingVisit, Wanted, book, book_many, open_session
from zabota.work.scheduling.models import Appointment, Performer, ServiceNeed
from zabota.work.scheduling.queries.slots import Wish, free_slots
from zabota.work.scheduling.testing import a_patient, a_place, a_service, days_ago, receives

pytestmark = pytest.mark.django_db
OPENS, QUARTERS = time(9), 8
visits = st.tuples(st.integers(0, 1), st.integers(0, QUARTERS - 1), st.integers(0, 4))


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Clinic:
    """Two doctors who share a room; services of the doctor alone, of two couches, of the only laser, from afar, of a group."""

    def __init__(self) -> None:
        room = a_place("К1", "кабинет")
        self.doctors = [a_doctor("Первый"), a_doctor("Второй")]
        for doctor in self.doctors:
            receives(doctor, hours=(OPENS, self.at(QUARTERS).time()), room=room)
        couches, laser = a_place("Зал", "процедурная", capacity=2), a_place("Лазер", "лазер", "device")
        self.services = [
            a_service("Приём", 15), a_service("Капельница", 30), a_service("Лазер", 15),
            a_service("Беседа", 15, is_remote=True), a_service("Школа", 30, seats=2),
        ]  # fmt: skip
        ServiceNeed.objects.create(service=self.services[1], type=couches.type)
        ServiceNeed.objects.create(service=self.services[2], type=laser.type)
        ServiceNeed.objects.create(service=self.services[3], type=laser.type)  # needs nothing all the same
        for service in self.services:
            Performer.objects.bulk_create(Performer(doctor=each, service=service) for each in self.doctors)
        session = self.at(2)
        open_session(
            service=self.services[4], doctor=self.doctors[0], branch=samara_centre(), on=session.date(),
            at=session.time(), by=SYSTEM,
        )  # fmt: skip
        self.patient = a_patient()

    def at(self, quarter: int) -> datetime:
        return datetime.combine(days_ago(-1), OPENS, samara_centre().zone) + timedelta(minutes=15 * quarter)

    def wanted(self, doctor: int, quarter: int, service: int) -> Wanted:
        chosen = self.services[service]
        return Wanted(self.doctors[doctor], samara_centre(), self.at(quarter), chosen.minutes, chosen)

    def is_offered(self, wanted: Wanted) -> bool:
        assert wanted.service is not None
        found = free_slots(Wish(wanted.service, doctor_ids=[wanted.doctor.pk]), limit=200).nearest
        return wanted.starts_at in [slot.starts_at for slot in found]

    def is_booked(self, wanted: Wanted) -> bool:
        try:
            book(patient=self.patient, wanted=wanted, by=SYSTEM)
        except Refused:
            return False
        return True


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(asked=st.lists(visits, min_size=1, max_size=10))
def test_a_journal_takes_what_single_bookings_take_and_the_search_offers(db, asked):
    with undone():
        clinic = Clinic()
        one_by_one = []
        with undone():
            for each in asked:
                wanted = clinic.wanted(*each)
                is_offered = clinic.is_offered(wanted)
                one_by_one.append(clinic.is_booked(wanted))
                assert is_offered == one_by_one[-1], (each, one_by_one)
        wishes = [ComingVisit(clinic.patient.pk, clinic.wanted(*each)) for each in asked]
        booked, refused = book_many(visits=wishes, by=SYSTEM)
        assert [not any(each is other for other in refused) for each in wishes] == one_by_one
        assert Appointment.objects.count() == len(booked) == sum(one_by_one)
