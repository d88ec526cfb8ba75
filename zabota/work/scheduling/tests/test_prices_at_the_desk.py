"""The booking panel says what a visit costs with this doctor, in this branch, on that day."""

from datetime import time
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zabota.base.accounts.testing import signed_in
from zabota.core.catalog.commands import set_price
from zabota.core.catalog.models import ServicePrice
from zabota.core.catalog.queries import PriceSpan
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.models import Doctor
from zabota.core.staff.testing import anna, lev, vera
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.queries.desk import Offer, offered_times, priced_services
from zabota.work.scheduling.testing import a_patient, a_service, days_ago, receives

pytestmark = pytest.mark.django_db
TODAY, TOMORROW = timezone.localdate(), days_ago(-1)


def costs(amount: int, **which: Any) -> None:
    set_price(service=a_service(), amount=Decimal(amount), **({"since": TODAY} | which), by=SYSTEM)


def offered() -> dict[str, Decimal | None]:
    return {each.doctor.surname: each.price for each in offered_times(Offer(a_service()))}


def test_every_offered_time_has_the_price_of_its_doctor_branch_and_day(django_assert_num_queries):
    Doctor.objects.filter(pk=lev().pk).update(grade="highest")
    receives(anna(), hours=(time(9), time(10)))
    receives(lev(), hours=(time(9), time(10)))
    assert offered() == {"Громова": None, "Абрамян": None}

    costs(1500)
    costs(2500, grade="highest")
    costs(1700, since=TOMORROW, branch=samara_centre())
    assert offered() == {"Громова": Decimal(1700), "Абрамян": Decimal(1700)}

    ServicePrice.objects.filter(branch=samara_centre()).delete()
    assert offered() == {"Громова": Decimal(1500), "Абрамян": Decimal(2500)}
    offer = Offer(a_service())
    with django_assert_num_queries(4):  # what has changed, doctors, branches, prices
        offered_times(offer)


def test_a_list_of_services_tells_from_what_each_costs(django_assert_num_queries):
    listed = [a_service(), a_service("Осмотр", price=Decimal(900))]
    costs(1500)
    costs(2500, grade="highest")
    costs(9000, since=TOMORROW)
    with django_assert_num_queries(1):
        lines = priced_services(listed, None)

    spans = [line.price for line in lines]
    assert spans == [PriceSpan(Decimal(1500), Decimal(2500)), PriceSpan(Decimal(900), Decimal(900))]


def test_the_panel_shows_them():
    receives(anna(), hours=(time(9), time(10)))
    costs(1500)
    costs(2500, grade="highest")
    form = {"patient": a_patient().public_id, "service": a_service().public_id, "what": "при"}

    panel = post("draft", form)
    assert "от 1 500 ₽" in panel
    assert '<span class="slot-price quiet">1 500 ₽</span>' in panel
    assert "от 1 500 ₽" in post("find_service", form)


def post(name: str, form: dict[str, Any]) -> str:
    answer = signed_in(Client(), vera()).post(reverse(f"scheduling:{name}"), form)
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
