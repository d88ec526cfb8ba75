"""F20: a request sent again has one effect and the same answer; anything else under its key is refused."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zabota.base.accounts.testing import signed_in
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, lev, vera
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import (
    AnotherRequest,
    Session,
    book,
    book_course,
    forget_old_requests,
    move,
    receive_walk_in,
    take_back_booking,
)
from zabota.work.scheduling.models import AnsweredRequest, Appointment
from zabota.work.scheduling.testing import a_patient, a_place, a_service, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db


@pytest.fixture
def hours(db):
    for doctor in (anna(), lev()):
        receives(doctor, hours=(time(9), time(18)))


def wanted(**other: Any):
    return replace(a_wish(anna(), time(10), service=a_service(), kind="first"), **other)


OTHERS: dict[str, Any] = {
    "doctor": lambda: {"wanted": wanted(doctor=lev())},
    "time": lambda: {"wanted": a_wish(anna(), time(11), service=a_service(), kind="first")},
    "minutes": lambda: {"wanted": wanted(minutes=60)},
    "service": lambda: {"wanted": wanted(service=a_service("Осмотр"))},
    "kind": lambda: {"wanted": wanted(kind="repeat")},
    "place": lambda: {"wanted": wanted(place=a_place("К1", "кабинет"))},
    "over the schedule": lambda: {"wanted": wanted(is_over_schedule=True), "over_schedule_reason": "боль"},
    "patient": lambda: {"patient": a_patient("Другой")},
    "comment": lambda: {"comment": "другое"},
}


@pytest.mark.parametrize("what", OTHERS)
def test_another_wish_under_a_known_key_books_nothing(hours, what):
    same = {"patient": a_patient(), "wanted": wanted(), "request_key": uuid4(), "by": SYSTEM}
    first = book(**same)
    assert book(**same) == first

    with pytest.raises(AnotherRequest):
        book(**(same | OTHERS[what]()))
    assert Appointment.objects.count() == 1


def test_a_walk_in_is_received_once_and_another_is_refused(hours):
    today = timezone.localdate(timezone=samara_centre().zone)
    receives(anna(), on=today, hours=(time.min, time(23, 59)))
    same = {
        "patient": a_patient(), "doctor": anna(), "branch": samara_centre(), "service": a_service(),
        "reason": "боль", "request_key": uuid4(), "by": SYSTEM,
    }  # fmt: skip
    first = receive_walk_in(**same)

    assert receive_walk_in(**same) == first
    for other in ({"service": a_service("Осмотр")}, {"doctor": lev()}, {"patient": a_patient("Другой")}):
        with pytest.raises(AnotherRequest):
            receive_walk_in(**(same | other))
    assert Appointment.objects.count() == 1


def test_a_course_with_another_session_is_another_request(hours):
    receives(anna(), on=days_ago(-8), hours=(time(9), time(18)))
    sessions = [Session(1, wanted()), Session(2, a_wish(anna(), time(10), on=days_ago(-8), service=a_service()))]
    same = {"patient": a_patient(), "sessions": sessions, "planned": 2, "request_key": uuid4(), "by": SYSTEM}
    first = book_course(**same)

    assert book_course(**same) == first
    with pytest.raises(AnotherRequest):
        book_course(**(same | {"sessions": sessions[:1]}))
    assert Appointment.objects.count() == 2


def test_a_move_sent_again_answers_with_the_same_visit(hours):
    visit = book(patient=a_patient(), wanted=wanted(), by=SYSTEM)
    later = a_wish(anna(), time(12), service=a_service(), kind="first")
    key = uuid4()
    moved = move(appointment=visit, to=later, request_key=key, by=SYSTEM)

    assert move(appointment=visit, to=later, request_key=key, by=SYSTEM) == moved
    with pytest.raises(AnotherRequest):
        move(appointment=visit, to=wanted(minutes=45), request_key=key, by=SYSTEM)
    assert Appointment.objects.count() == 2


def test_a_drag_whose_answer_was_lost_is_answered_alike(hours):
    visit = book(patient=a_patient(), wanted=wanted(), by=SYSTEM)
    form = {"at": f"{days_ago(-1).isoformat()}T12:00", "request_key": uuid4().hex}

    answers = [post("move", form, visit.public_id) for _again in range(2)]

    assert [each.status_code for each in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert Appointment.objects.count() == 2


def test_one_command_does_not_answer_for_another(hours):
    patient, key = a_patient(), uuid4()
    visit = book(patient=patient, wanted=wanted(), request_key=key, by=SYSTEM)
    with pytest.raises(AnotherRequest):
        move(appointment=visit, to=wanted(doctor=lev()), request_key=key, by=SYSTEM)


def test_a_request_that_was_taken_back_is_not_done_again_in_silence(hours):
    same = {"patient": a_patient(), "wanted": wanted(), "request_key": uuid4(), "by": SYSTEM}
    take_back_booking(appointment=book(**same), by=SYSTEM)
    with pytest.raises(AnotherRequest):
        book(**same)
    assert Appointment.objects.count() == 0


def test_a_refused_form_gets_a_new_key_and_is_not_stuck(hours):
    patient, key = a_patient(), uuid4()
    book(patient=patient, wanted=wanted(), request_key=key, by=SYSTEM)
    slot = f"{anna().public_id}|{samara_centre().public_id}|{days_ago(-1).isoformat()}T11:00"
    form = {"request_key": key, "patient": patient.public_id, "service": a_service().public_id, "slot": slot}

    refused = post("book_visit", form)
    assert (refused.status_code, Appointment.objects.count()) == (422, 1)
    assert "Этот запрос уже отправляли" in refused.content.decode()
    assert refused.context["draft"].request_key != key
    assert post("book_visit", form | {"request_key": refused.context["draft"].request_key}).status_code == 200


def test_keys_are_forgotten_after_thirty_days(hours):
    keys: list[UUID] = [uuid4(), uuid4()]
    for key, hour in zip(keys, (10, 12), strict=True):
        book(patient=a_patient(), wanted=a_wish(anna(), time(hour)), request_key=key, by=SYSTEM)
    AnsweredRequest.objects.filter(key=keys[0]).update(answered_at=timezone.now() - timedelta(days=30, minutes=1))

    assert forget_old_requests() == 1
    assert AnsweredRequest.objects.get().key == keys[1]


def post(name: str, form: dict[str, Any], *arguments: object) -> Any:
    address = reverse(f"scheduling:{name}", args=arguments)
    return signed_in(Client(), vera()).post(address, form, headers={"HX-Request": "true", "HX-Target": "drawer"})
