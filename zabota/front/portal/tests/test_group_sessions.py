"""A school for patients on the public page: its seats that are left are shown, held and booked; a full one is not offered."""

from datetime import time

import pytest
from django.urls import reverse

from zabota.core.catalog.models import OnlineMode
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna
from zabota.front.portal.testing import Visitor
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import book, open_session
from zabota.work.scheduling.queries.sessions import sessions
from zabota.work.scheduling.testing import a_patient, a_service, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db
DAY, FIVE = days_ago(-3), time(17)


@pytest.fixture
def school():
    service = a_service("Школа диабета", 60, seats=3, online=OnlineMode.INSTANT)
    receives(anna(), on=DAY)
    open_session(service=service, doctor=anna(), branch=samara_centre(), on=DAY, at=FIVE, by=SYSTEM)
    wanted = a_wish(anna(), FIVE, on=DAY, minutes=60, service=service)
    book(patient=a_patient("Белов"), wanted=wanted, by=SYSTEM)
    return service


def page_of(service) -> str:
    return Visitor().client.get(reverse("portal:times"), {"service": service.public_id}).content.decode()


def test_the_seats_left_are_shown_and_the_last_one_is_the_last(school):
    assert "осталось 2 места" in page_of(school)
    assert Visitor("203.0.113.1").book(school, name="Павел Сорокин").status_code == 302
    assert "осталось 1 место" in page_of(school)
    Visitor("203.0.113.2").book(school, name="Пётр Котов", phone="+79167001133")
    assert Visitor().times_of(school) == []
    assert sessions().get().taken == 3
