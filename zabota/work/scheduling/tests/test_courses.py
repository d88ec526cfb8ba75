"""A course is booked whole: the same weekday and hour where they are free, all sessions or none, and cancelled from one on."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zabota.base.accounts.testing import signed_in
from zabota.core.patients.models import Relation
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, lev, vera
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands import Session, TimeIsTaken, book, book_course, cancel_rest_of_course
from zabota.work.scheduling.models import Appointment, Occupancy
from zabota.work.scheduling.queries.courses import course_plan
from zabota.work.scheduling.queries.visit import NearTime
from zabota.work.scheduling.testing import a_patient, a_service, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db


def by_vera():
    return vera().as_actor(samara_centre().pk)


def injections(sessions: int = 3):
    return a_service("Инъекция в колено", sessions=sessions, interval_days=7)


def weekly(count: int = 3) -> list:
    """Days a week apart from tomorrow on, on which Anna receives."""
    days = [days_ago(-1 - 7 * number) for number in range(count)]
    for day in days:
        receives(anna(), on=day)
    return days


def first_time(at: time = time(10)) -> NearTime:
    wanted = a_wish(anna(), at)
    return NearTime(wanted.doctor, wanted.branch, wanted.wall, wanted.minutes)


def wishes(days, at: time = time(10)) -> list[Session]:
    service = injections()
    return [Session(number, a_wish(anna(), at, on=day, service=service)) for number, day in enumerate(days, start=1)]


def test_each_session_is_offered_on_the_same_weekday_and_hour():
    days = weekly()
    plans = course_plan(injections(), first_time(), a_patient())
    assert [(plan.number, plan.due_on) for plan in plans] == list(enumerate(days, start=1))
    assert [plan.times[0].wall.time() for plan in plans] == [time(10)] * 3
    assert [plan.times[0].wall.date() for plan in plans] == days


def test_where_the_hour_or_the_day_is_taken_the_nearest_are_offered():
    days = weekly(2)
    book(patient=a_patient("Котов"), wanted=a_wish(anna(), time(10), on=days[1]), by=by_vera())
    [_first, second, third] = course_plan(injections(), first_time(), a_patient())
    assert [time_.wall.time() for time_ in second.times] == [time(9, 30), time(10, 30), time(9, 15)]
    assert third.times == []  # Nobody receives in the third week

    receives(lev(), on=days[1] + timedelta(days=7))
    third = course_plan(injections(), first_time(), a_patient())[2]
    assert (third.times[0].doctor, third.times[0].wall.time()) == (lev(), time(10))
    receives(anna(), on=days[1] + timedelta(days=6), hours=(time(12), time(13)))
    third = course_plan(injections(), first_time(), a_patient())[2]
    assert (third.times[0].doctor, third.times[0].wall.date()) == (anna(), days[1] + timedelta(days=6))


def test_all_sessions_are_booked_with_their_numbers_or_none_is():
    days = weekly()
    patient = a_patient()
    booked = book_course(patient=patient, sessions=wishes(days), planned=3, by=by_vera())
    assert [(each.session, each.sessions, each.wall_day) for each in booked] == [
        (number, 3, day) for number, day in enumerate(days, start=1)
    ]
    assert len({each.chain for each in booked}) == 1

    book(patient=a_patient("Котов"), wanted=a_wish(anna(), time(12), on=days[2]), by=by_vera())
    before = Appointment.objects.count(), Occupancy.objects.count()
    with pytest.raises(TimeIsTaken):
        book_course(patient=patient, sessions=wishes(days, time(12)), planned=3, by=by_vera())
    assert (Appointment.objects.count(), Occupancy.objects.count()) == before


def test_a_course_sent_twice_is_booked_once():
    key, days = uuid4(), weekly()
    patient = a_patient()
    first = book_course(patient=patient, sessions=wishes(days), planned=3, request_key=key, by=by_vera())
    assert book_course(patient=patient, sessions=wishes(days), planned=3, request_key=key, by=by_vera()) == first
    assert Appointment.objects.count() == 3


def test_two_sessions_at_one_time_are_refused():
    [day] = weekly(1)
    with pytest.raises(Refused):
        book_course(patient=a_patient(), sessions=wishes([day, day]), planned=3, by=by_vera())
    assert not Appointment.objects.exists()


def test_the_rest_of_a_course_is_cancelled_from_a_session_on():
    booked = book_course(patient=a_patient(), sessions=wishes(weekly()), planned=3, by=by_vera())
    client = signed_in(Client(), vera())
    address = reverse("scheduling:cancel", args=[booked[1].public_id])
    assert "with_rest" in client.get(address).context["form"].fields
    answer = client.post(address, {"cancelled_by": "patient", "reason": "переезд", "with_rest": "on"})
    assert answer.status_code == 302
    assert list(Appointment.objects.order_by("session").values_list("status", flat=True)) == [
        "planned", "cancelled", "cancelled"
    ]  # fmt: skip
    with pytest.raises(Refused):
        cancel_rest_of_course(first=booked[1], cancelled_by="patient", reason="", by=by_vera())


def send(name: str, *arguments: object, **form: object):
    headers = {"HX-Request": "true", "HX-Target": "drawer"}
    return signed_in(Client(), vera()).post(reverse(f"scheduling:{name}", args=arguments), form, headers=headers)


def slot(time_: NearTime) -> str:
    return f"{time_.doctor.public_id}|{time_.branch.public_id}|{time_.wall:%Y-%m-%dT%H:%M}"


def test_the_panel_plans_a_course_and_books_what_was_chosen():
    weekly()
    patient, service = a_patient(), injections()
    form = {"request_key": uuid4(), "patient": patient.public_id, "service": service.public_id}
    assert reverse("scheduling:course") in send("draft", **form).content.decode()
    plans = send("course", slot=slot(first_time()), **form).context["plans"]
    chosen = {f"session-{plan.number}": slot(plan.times[0]) for plan in plans} | {"session-2": ""}

    answer = send("book_course", slot=slot(first_time()), **form, **chosen)
    assert answer.status_code == 200
    assert list(Appointment.objects.order_by("session").values_list("session", "sessions")) == [(1, 3), (3, 3)]
    first = Appointment.objects.get(session=1)
    undo = reverse("scheduling:unbook_course", args=[first.public_id])
    assert undo in answer.headers["HX-Trigger"]
    assert send("unbook_course", first.public_id).status_code == 204
    assert not Appointment.objects.exists()


def test_a_refused_course_is_planned_anew_with_the_reason():
    days = weekly()
    patient, service = a_patient(), injections()
    book(patient=a_patient("Котов"), wanted=a_wish(anna(), time(10), on=days[1]), by=by_vera())
    form = {"request_key": uuid4(), "patient": patient.public_id, "service": service.public_id}
    stale = {
        f"session-{number}": f"{anna().public_id}|{samara_centre().public_id}|{day}T10:00"
        for number, day in enumerate(days, start=1)
    }
    answer = send("book_course", slot=slot(first_time()), **form, **stale)
    assert answer.status_code == 422
    assert answer.context["refusal"]
    assert Appointment.objects.filter(patient=patient).count() == 0


def test_near_a_relatives_visit_the_nearest_times_stand_first():
    receives(anna())
    receives(lev())
    wife, husband = a_patient("Зимина", "Анна"), a_patient("Зимин", "Пётр")
    Relation.objects.create(patient=husband, relative=wife, kind="spouse")
    book(patient=wife, wanted=a_wish(lev(), time(14)), by=by_vera())
    form = {"request_key": uuid4(), "patient": husband.public_id, "service": a_service().public_id, "way": "relative"}
    times = send("draft", **form).context["times"]
    assert [(each.wall.date(), each.wall.time()) for each in times[:1]] == [
        (timezone.localdate() + timedelta(days=1), time(14))
    ]
