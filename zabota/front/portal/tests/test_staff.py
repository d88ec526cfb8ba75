"""What the staff sees of the public door."""

from uuid import uuid4

import pytest
from django.urls import reverse

from zabota.base.accounts.testing import signed_in
from zabota.core.patients.queries.contacts import value_index
from zabota.core.patients.testing import karina
from zabota.core.staff.testing import nina, vera
from zabota.front.portal.commands.booking import move_online
from zabota.front.portal.commands.steps import note_step
from zabota.front.portal.models import PortalRules
from zabota.front.portal.queries.obstacles import obstacles
from zabota.front.portal.queries.trail import Trail
from zabota.front.portal.testing import Visitor, an_online_service
from zabota.work.scheduling.models import Appointment, Status
from zabota.work.scheduling.testing import an_appointment, days_ago

pytestmark = pytest.mark.django_db


def test_the_desk_confirms_who_booked_on_the_site(client):
    Visitor().book(an_online_service(), name="Павел Сорокин")
    desk = signed_in(client, vera())
    assert "Сорокин Павел" in desk.get(reverse("portal:online")).content.decode()
    visit = Appointment.objects.get()
    answers = [desk.post(reverse("portal:accept", args=[visit.public_id])).status_code for _number in range(2)]
    assert answers == [302, 404]
    assert "Сорокин" not in desk.get(reverse("portal:online")).content.decode()


def test_steps_are_counted_once_for_each_way_and_by_source(client):
    """R279."""
    ways = [Trail(uuid4(), "ru", source) for source in ("yandex", "yandex", "")]
    for step, came in (("opened", 3), ("service", 2), ("booked", 1)):
        for trail in ways[:came]:
            note_step(trail=trail, step=step)
            note_step(trail=trail, step=step)

    found = obstacles(days=7)
    assert [(way.source, way.counts) for way in found.ways] == [
        ("все источники", [3, 2, 0, 0, 0, 1]),
        ("yandex", [2, 2, 0, 0, 0, 1]),
        ("своя страница", [1, 0, 0, 0, 0, 0]),
    ]
    page = signed_in(client, nina()).get(reverse("portal:where_they_leave"), {"source": "yandex"})
    assert [series.title for series in page.context["chart"].series] == ["все источники", "yandex"]


def test_nobody_may_show_the_booking_in_his_page_until_the_director_lists_him(client):
    start = reverse("portal:start")
    before = Visitor().client.get(start)
    sent = {"sites": "https://Clinic.example/about\nhttp://localhost:8480"}
    signed_in(client, nina()).post(reverse("portal:rules"), sent)
    after = Visitor().client.get(start)

    assert "frame-ancestors 'none'" in before.headers["Content-Security-Policy"]
    assert before.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors https://clinic.example http://localhost:8480" in after.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in after.headers


@pytest.mark.parametrize(
    "site", ["clinic.example", "javascript:alert(1)", "https://a.example;script-src *", "https://"]
)
def test_a_site_is_an_origin_and_nothing_else(client, site):
    answer = signed_in(client, nina()).post(reverse("portal:rules"), {"sites": site})
    assert (answer.status_code, PortalRules.objects.count()) == (422, 0)


@pytest.mark.parametrize("moves", [1, 2])
def test_a_visit_from_the_site_that_was_moved_still_waits_for_the_call(client, moves):
    """Its source and the limit of its phone go with it too."""
    service = an_online_service()
    Visitor().book(service, name="Павел Сорокин", phone="+79167001122")
    for nth in range(moves):
        slot = Visitor().times_of(service)[-1 - nth]
        move_online(visit=Appointment.objects.get(status=Status.HELD), slot=slot)

    visit = Appointment.objects.get(status=Status.HELD)
    desk = signed_in(client, vera())
    assert list(desk.get(reverse("portal:online")).context["visits"]) == [visit]
    assert visit.online_booking.phone_index == value_index("+79167001122")
    others = [Visitor(f"203.0.113.{number}").book(service).status_code for number in range(3)]
    assert others == [302, 302, 422]
    assert desk.post(reverse("portal:accept", args=[visit.public_id])).status_code == 302
    visit.refresh_from_db()
    assert visit.status == Status.PLANNED


def test_the_drawer_of_a_visit_says_where_it_came_from_and_takes_the_call(client):
    service = an_online_service()
    start = Visitor().client.get(reverse("portal:start"), {"utm_source": "yandex", "utm_campaign": "зима"})
    visitor = Visitor()
    visitor.say_who(visitor.hold(service, visitor.times_of(service)[0], t=start.context["trail"].token))
    visit, desk = Appointment.objects.get(), signed_in(client, vera())
    drawer = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "drawer"}

    before = desk.get(reverse("scheduling:visit", args=[visit.public_id]), **drawer).content.decode()
    after = desk.post(reverse("portal:accept", args=[visit.public_id]), **drawer)
    assert ["yandex / зима" in before, "Подтвердил по телефону" in before] == [True, True]
    assert after.status_code == 200
    assert "Подтвердил по телефону" not in after.content.decode()
    assert "zabota:visit-changed" in after.headers["HX-Trigger"]


def test_a_visit_that_the_desk_booked_has_nothing_from_the_site(client):
    visit = an_appointment(patient=karina(), on=days_ago(-2), status=Status.PLANNED)
    page = signed_in(client, vera()).get(reverse("scheduling:visit", args=[visit.public_id]))
    assert page.context["asides"] == []
