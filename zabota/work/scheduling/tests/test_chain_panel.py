"""The booking panel takes a second and a third service: the times at which all fit, one Enter, one undo."""

from datetime import time
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from zabota.base.accounts.testing import signed_in
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, lev, vera
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import PlacedPart, book, book_chain
from zabota.work.scheduling.models import Appointment, Performer
from zabota.work.scheduling.testing import a_patient, a_service, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db
TOMORROW = days_ago(-1)


@pytest.fixture
def services():
    receives(anna())
    receives(lev())
    visit, scan = a_service("Приём ортопеда"), a_service("УЗИ", 20)
    Performer.objects.create(doctor=anna(), service=visit)
    Performer.objects.create(doctor=lev(), service=scan)
    return visit, scan


def send(name: str, *arguments: object, **form: object):
    headers = {"HX-Request": "true", "HX-Target": "drawer"}
    return signed_in(Client(), vera()).post(reverse(f"scheduling:{name}", args=arguments), form, headers=headers)


def chosen(patient, services, **more: object) -> dict[str, object]:
    return {
        "request_key": uuid4(), "patient": patient.public_id, "part": [each.public_id for each in services],
        "beside": [""] * len(services), "gap": ["30"] * len(services), **more,
    }  # fmt: skip


def test_a_second_service_joins_and_both_are_offered_together(services):
    visit, scan = services
    patient = a_patient()
    alone = send("draft", patient=patient.public_id, service=visit.public_id)
    assert reverse("scheduling:chain") in alone.content.decode()

    opened = send("chain", patient=patient.public_id, service=visit.public_id)
    assert [part.service for part in opened.context["parts"]] == [visit]
    assert [each.service.name for each in send("find_part", what="уз").context["lines"]] == ["УЗИ"]
    both = send("chain", **chosen(patient, [visit], add=scan.public_id))
    first = both.context["chains"][0]
    assert [(part.service, part.time.doctor, f"{part.time.wall:%H:%M}") for part in first.parts] == [
        (visit, anna(), "09:00"), (scan, lev(), "09:30")
    ]  # fmt: skip

    answer = send("book_chain", **chosen(patient, services, slot=first.value, comment="с дочкой"))
    assert answer.status_code == 200
    assert list(Appointment.objects.order_by("starts_at").values_list("service__name", "wall_start")) == [
        ("Приём ортопеда", f"{TOMORROW} 09:00"), ("УЗИ", f"{TOMORROW} 09:30")
    ]  # fmt: skip
    opening = Appointment.objects.earliest("starts_at")
    assert opening.comment == "с дочкой"
    undo = reverse("scheduling:unbook_chain", args=[opening.public_id])
    assert undo in answer.headers["HX-Trigger"]
    assert send("unbook_chain", opening.public_id).status_code == 204
    assert not Appointment.objects.exists()


def test_in_parallel_both_begin_at_once_and_how_long_to_wait_is_kept(services):
    form = chosen(a_patient(), services) | {"beside": ["", "yes"], "gap": ["0", "0"]}
    first = send("chain", **form).context["chains"][0]
    assert [f"{part.time.wall:%H:%M}" for part in first.parts] == ["09:00", "09:00"]
    assert [part.gap for part in send("chain", **form).context["parts"]] == [0, 0]


def test_a_service_taken_out_leaves_the_panel_of_one_visit(services):
    visit, _scan = services
    answer = send("chain", **chosen(a_patient(), services, remove="1"))
    assert answer.context["draft"].service == visit
    assert reverse("scheduling:book_visit") in answer.content.decode()


def test_what_was_taken_meanwhile_is_refused_whole_with_new_times(services):
    patient = a_patient()
    first = send("chain", **chosen(patient, services)).context["chains"][0]
    book(patient=a_patient("Котов"), wanted=a_wish(lev(), time(9, 30)), by=vera().as_actor(samara_centre().pk))
    answer = send("book_chain", **chosen(patient, services, slot=first.value))
    assert answer.status_code == 422
    assert answer.context["refusal"]
    assert f"{answer.context['chains'][0].parts[1].time.wall:%H:%M}" == "10:00"
    assert not Appointment.objects.filter(patient=patient).exists()


def test_where_all_together_fit_nowhere_it_says_so(services):
    _visit, scan = services  # only Lev performs it
    form = chosen(a_patient(), [scan] * 2) | {"beside": ["", "yes"], "gap": ["0", "0"]}
    answer = send("chain", **form)
    assert answer.context["chains"] == []
    assert "Разрешите ждать между ними дольше" in answer.content.decode()


def test_a_stranger_service_or_a_wrong_place_is_refused(services):
    assert send("chain", **chosen(a_patient(), services, add=uuid4())).status_code == 404
    assert send("book_chain", **chosen(a_patient(), services, slot="x;y")).status_code == 422
    assert not Appointment.objects.exists()


@pytest.fixture
def booked(services):
    wanted = [
        a_wish(anna(), time(10), service=services[0]),
        a_wish(lev(), time(10, 30), minutes=20, service=services[1]),
    ]
    return book_chain(patient=a_patient(), parts=[PlacedPart(each) for each in wanted], by=SYSTEM)


def get(name: str, visit: Appointment):
    return signed_in(Client(), vera()).get(reverse(f"scheduling:{name}", args=[visit.public_id]))


def hours() -> list[str]:
    return sorted(each.wall_start[11:] for each in Appointment.objects.filter(status="planned"))


def test_the_drawer_shows_all_services_of_the_visit_and_the_route_sheet_prints_them(booked):
    shown = get("visit", booked[1])
    assert list(shown.context["linked"]) == booked
    assert "Все услуги этого визита" in shown.content.decode()
    assert [line.visit for line in get("route", booked[1]).context["lines"]] == booked


def test_cancelling_asks_whether_the_other_services_go_with_it(booked):
    assert get("cancel", booked[0]).context["form"].fields["with_parts"].label == "И ещё 1 услугу этого визита"
    send("cancel", booked[0].public_id, cancelled_by="patient")
    assert hours() == ["10:30"]
    assert "with_parts" not in get("cancel", booked[1]).context["form"].fields


def test_the_whole_visit_is_cancelled_in_one_go(booked):
    send("cancel", booked[1].public_id, cancelled_by="patient", with_parts="on")
    assert hours() == []


def test_the_whole_visit_is_moved_with_the_same_doctors_and_back(booked):
    first = get("move_chain", booked[1]).context["chains"][0]
    assert [(part.time.doctor, f"{part.time.wall:%H:%M}") for part in first.parts] == [
        (anna(), "09:00"), (lev(), "09:30")
    ]  # fmt: skip
    send("move_chain", booked[1].public_id, slot=first.value)
    assert hours() == ["09:00", "09:30"]
    now = Appointment.objects.get(status="planned", doctor=lev())
    assert send("move_chain_back", now.public_id).status_code == 204
    assert hours() == ["10:00", "10:30"]


def test_dragged_in_the_calendar_all_services_go_along_or_none(booked):
    answer = send("move_chain_by", booked[0].public_id, minutes="60").json()
    assert "11:00" in answer["done"]
    assert hours() == ["11:00", "11:30"]
    now = Appointment.objects.get(status="planned", doctor=anna())
    book(patient=a_patient("Котов"), wanted=a_wish(lev(), time(14, 30)), by=SYSTEM)
    refused = send("move_chain_by", now.public_id, minutes="180")
    assert (refused.status_code, hours()) == (422, ["11:00", "11:30", "14:30"])


def test_the_calendar_marks_services_of_one_visit(booked):
    feed = signed_in(Client(), vera()).get(
        reverse("scheduling:feed"), {"branch": samara_centre().public_id, "day": str(TOMORROW)}
    )
    assert {each["chain"] for each in feed.json()["visits"]} == {str(booked[0].chain)}
