"""The desk sees the rule of prepayment before it books, may be let off it with a reason, and takes the money."""

from datetime import time
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from zabota.base.accounts.testing import signed_in
from zabota.core.patients.models import Patient
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, lev, oleg, vera, zoya
from zabota.work.scheduling.commands import book, book_planned_visit
from zabota.work.scheduling.models import Appointment, Occupancy
from zabota.work.scheduling.testing import a_patient, a_service, a_wish, an_appointment, days_ago, receives

pytestmark = pytest.mark.django_db
TOMORROW = days_ago(-1)


def an_unreliable() -> Patient:
    patient = a_patient("Ненадёжный", "Игнат")
    for days in (40, 20):
        an_appointment(patient=patient, on=days_ago(days), status="no_show")
    return patient


def send(name: str, *arguments: object, user=None, **form: object):
    address = reverse(f"scheduling:{name}", args=arguments)
    headers = {"HX-Request": "true", "HX-Target": "drawer"}
    return signed_in(Client(), user or vera()).post(address, form, headers=headers)


def panel(patient: Patient, at: str = "10:00", **more: object) -> dict[str, object]:
    slot = f"{anna().public_id}|{samara_centre().public_id}|{TOMORROW}T{at}"
    service = a_service(price=Decimal(2500)).public_id
    return {"request_key": uuid4(), "patient": patient.public_id, "service": service, "slot": slot, **more}


def test_the_panel_says_who_must_prepay_how_much_until_when_and_for_which_visits():
    receives(anna())
    shown = send("draft", **panel(an_unreliable()))
    asked = shown.context["consequences"].prepayment
    assert asked.amount == Decimal(750)
    assert [(each.on, each.status) for each in asked.rule.missed] == [
        (days_ago(20), "no_show"), (days_ago(40), "no_show")
    ]  # fmt: skip
    words = shown.content.decode()
    assert "Предоплата 750" in words
    assert words.count("не пришёл") >= 2
    assert send("draft", **panel(a_patient())).context["consequences"].prepayment is None


def test_only_who_may_waive_is_asked_for_a_reason_and_is_heard():
    receives(anna())
    patient = an_unreliable()
    form = panel(patient, waived_reason="Был в больнице")
    assert "waived_reason" not in send("consequences", **form).content.decode()
    assert send("book_visit", **form).status_code == 200
    held = Appointment.objects.get(status="held")
    assert (held.waived_reason, held.prepayment) == ("", Decimal(750))

    form = panel(patient, "11:00", waived_reason="Был в больнице")
    assert 'name="waived_reason"' in send("consequences", user=zoya(), **form).content.decode()
    assert send("book_visit", user=zoya(), **form).status_code == 200
    assert Appointment.objects.get(status="planned").waived_reason == "Был в больнице"


def test_the_prepayment_is_received_in_the_drawer():
    receives(anna())
    visit = book(patient=an_unreliable(), wanted=a_wish(anna(), time(10), service=a_service()), by=vera().as_actor())
    page = signed_in(Client(), vera()).get(reverse("scheduling:visit", args=[visit.public_id])).content.decode()
    assert reverse("scheduling:prepaid", args=[visit.public_id]) in page

    assert send("prepaid", visit.public_id).status_code == 200
    visit.refresh_from_db()
    assert (visit.status, visit.held_until, Occupancy.objects.get().state) == ("planned", None, "taken")
    assert visit.prepaid_at is not None
    assert send("prepaid", visit.public_id).status_code == 422


@pytest.mark.parametrize("at", [time(10), None])
def test_a_visit_agreed_in_a_call_is_held_for_the_prepayment_too(at):
    visit = book_planned_visit(
        patient=an_unreliable(), branch=samara_centre(), on=TOMORROW, at=at, doctor=lev(),
        service=a_service(price=Decimal(2500)), booked_by="call", by=oleg().as_actor(),
    )  # fmt: skip
    assert (visit.status, visit.prepayment) == ("held", Decimal(750))
    assert visit.held_until < visit.starts_at
    assert list(Occupancy.objects.values_list("state", flat=True)) == (["held"] if at else [])


def test_a_day_without_an_hour_is_not_due_before_it_ends():
    # The day stands at noon: in the afternoon its deadline would lie in the past.
    today = book_planned_visit(
        patient=an_unreliable(), branch=samara_centre(), on=days_ago(0), booked_by="call", by=oleg().as_actor()
    )
    assert today.held_until > today.created_at


def test_own_overlaps_and_the_same_service_again_only_warn():
    receives(anna())
    receives(lev())
    patient, service = a_patient(), a_service(price=Decimal(2500))
    overlapping = book(
        patient=patient, wanted=a_wish(lev(), time(10, 15), service=a_service("Осмотр глаз")), by=vera().as_actor()
    )
    again = book(patient=patient, wanted=a_wish(lev(), time(15), service=service), by=vera().as_actor())

    told = send("consequences", **panel(patient)).context["consequences"]
    assert (told.overlapping, told.repeated) == ([overlapping], [again])
    later = send("consequences", **panel(patient, "10:45")).context["consequences"]
    assert (later.overlapping, later.repeated) == ([], [again])
    assert send("book_visit", **panel(patient)).status_code == 200
