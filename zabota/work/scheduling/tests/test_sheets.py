"""Paper: the day by doctor and room, the cards to bring, the ticket; every reading of a card is kept."""

from datetime import time

import pytest
from django.test import Client
from django.urls import reverse

from zabota.base.accounts.testing import signed_in
from zabota.base.audit.models import AuditEntry
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, lev, vera
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import book, set_needs
from zabota.work.scheduling.models import Appointment
from zabota.work.scheduling.testing import a_patient, a_place, a_service, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db
TOMORROW = days_ago(-1)


def booked(at: time, patient=None, doctor=None, **rest) -> Appointment:
    wanted = a_wish(doctor or anna(), at, service=rest.pop("service", None))
    return book(patient=patient or a_patient(), wanted=wanted, by=SYSTEM, **rest)


def page(name: str, *arguments: object, user=None, **asked: object):
    return signed_in(Client(), user or vera()).get(reverse(f"scheduling:{name}", args=arguments), asked)


def of_tomorrow() -> dict[str, object]:
    return {"branch": samara_centre().public_id, "day": TOMORROW}


@pytest.fixture
def open_tomorrow() -> None:
    receives(anna(), room=a_place("Кабинет 3", "Кабинет"))
    receives(lev(), room=a_place("Кабинет 4", "Кабинет"))


def test_a_sheet_a_doctor_or_a_room(open_tomorrow):
    xray = a_service("Рентген")
    set_needs(service=xray, types=[a_place("Рентген 1", "Рентген", "device").type], by=SYSTEM)
    first = booked(time(10), comment="боится уколов")
    second = booked(time(9), doctor=lev(), service=xray)

    by_doctor = page("day_sheet", **of_tomorrow())
    assert [(each.title, [line.visit for line in each.lines]) for each in by_doctor.context["sheets"]] == [
        ("Абрамян Л.Г.", [second]),
        ("Громова А.В.", [first]),
    ]
    assert "боится уколов" in by_doctor.content.decode()
    assert by_doctor.context["sheets"][0].lines[0].places == "Кабинет 4, Рентген 1"
    by_room = page("day_sheet", **of_tomorrow(), by="room")
    assert [each.title for each in by_room.context["sheets"]] == ["Кабинет 3", "Кабинет 4"]


def test_a_doctor_prints_his_own_sheet_only(open_tomorrow):
    own, _others = booked(time(10)), booked(time(10), doctor=lev())
    sheets = page("day_sheet", **of_tomorrow(), user=anna().user).context["sheets"]
    assert [line.visit for sheet in sheets for line in sheet.lines] == [own]


def test_cards_are_brought_place_by_place_each_once(open_tomorrow):
    far = a_patient("Яров", card_number="7", paper_card_place="Шкаф 2")
    near = a_patient("Котов", card_number="12", paper_card_place="Шкаф 1")
    low = a_patient("Лосев", card_number="9", paper_card_place="Шкаф 1")
    nowhere = a_patient("Абель")
    for hour, patient in enumerate((far, near, low, nowhere, far), start=9):
        booked(time(hour), patient=patient)
    cards = page("cards_to_pull", **of_tomorrow()).context["cards"]
    assert [each.patient for each in cards] == [low, near, far, nowhere]


def test_the_ticket_tells_when_and_where_and_nothing_of_health(open_tomorrow):
    visit = booked(time(10), service=a_service("Онкомаркеры"))
    text = page("ticket", visit.public_id).content.decode()
    assert "10:00" in text
    assert "Кабинет 3" in text
    assert str(samara_centre()) in text
    assert "Онкомаркеры" not in text
    assert "Ортопед" not in text


def test_the_route_sheet_leads_through_the_day_and_the_memo_prepares(open_tomorrow):
    patient = a_patient()
    later = booked(time(12), patient=patient, service=a_service("ЭГДС", preparation="Не есть с вечера"))
    first = booked(time(9), patient=patient, doctor=lev())
    lines = page("route", later.public_id).context["lines"]
    assert [(each.visit, each.places) for each in lines] == [(first, "Кабинет 4"), (later, "Кабинет 3")]
    assert "Не есть с вечера" in page("memo", later.public_id).content.decode()
    assert page("memo", first.public_id).status_code == 404


def test_what_is_printed_is_audited_as_read(open_tomorrow):
    visit, other = booked(time(10)), booked(time(11), patient=a_patient("Котов"))
    page("day_sheet", **of_tomorrow())
    page("cards_to_pull", **of_tomorrow())
    page("ticket", visit.public_id)
    read = AuditEntry.objects.filter(action="read", object_type="patients.patient").order_by("pk")
    assert list(read.values_list("patient_id", "fields", "actor_id")) == [
        (visit.patient_id, ["day_sheet"], vera().pk),
        (other.patient_id, ["day_sheet"], vera().pk),
        (visit.patient_id, ["cards_to_pull"], vera().pk),
        (other.patient_id, ["cards_to_pull"], vera().pk),
        (visit.patient_id, ["ticket"], vera().pk),
    ]
