"""The signed link to one's own visit: see, move, cancel by the clinic's rule, take into the calendar."""

from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from zabota.base.postgres.sealed import keyring
from zabota.front.portal.queries.visits import link_to
from zabota.front.portal.testing import Visitor, an_online_service
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import accept_held
from zabota.work.scheduling.models import Appointment, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit():
    Visitor().book(an_online_service(), name="Павел Сорокин")
    return accept_held(appointment=Appointment.objects.get(), by=SYSTEM)


def page_of(visit, name="visit", **asked):
    return Visitor().client.get(reverse(f"portal:{name}", args=[link_to(visit)]), asked)


def test_the_link_shows_the_visit_and_little_of_its_patient(visit):
    page = page_of(visit).content.decode()
    assert ["Вы записаны" in page, "Павел С." in page, "Сорокин" in page, "700" in page] == [True, True, False, False]


def test_the_patient_cancels_in_time(visit):
    answer = Visitor().client.post(reverse("portal:cancel", args=[link_to(visit)]))
    visit.refresh_from_db()
    assert (answer.status_code, visit.status, visit.cancelled_by) == (302, Status.CANCELLED, "patient")
    assert visit.hours_before > 24
    assert "Визит отменён" in page_of(visit).content.decode()


def test_a_late_cancelling_is_told_to_count_and_moving_is_over(visit):
    Appointment.objects.update(starts_at=timezone.now() + timedelta(hours=3))
    visit.refresh_from_db()
    assert "считается пропущенным" in page_of(visit, "cancel").content.decode()
    assert page_of(visit, "move").status_code == 422


def test_the_patient_moves_and_the_old_link_leads_to_the_new_time(visit):
    old_link = link_to(visit)
    page = page_of(visit, "move")
    later = page.context["offered"].doctors[0].times[-1]
    Visitor().client.post(reverse("portal:move", args=[old_link]), {"slot": later.value})
    visit.refresh_from_db()
    assert (visit.status, visit.moved_to.starts_at) == (Status.MOVED, later.wall)
    assert f"{later.wall:%H:%M}" in Visitor().client.get(reverse("portal:visit", args=[old_link])).content.decode()


def test_a_link_opens_one_visit_and_nothing_when_forged_or_old(visit):
    """T34."""
    elsewhere = signing.dumps(visit.public_id.hex, key=keyring().key("links").hex(), salt="portal.hold")
    forged = f"{link_to(visit)[:-2]}xx"
    assert [Visitor().client.get(reverse("portal:visit", args=[link])).status_code for link in (elsewhere, forged)] == [
        410,
        410,
    ]
    Appointment.objects.update(starts_at=timezone.now() - timedelta(days=2))
    assert page_of(visit).status_code == 410


def test_the_calendar_file_tells_when_and_where_but_not_what(visit):
    file = page_of(visit, "into_calendar").content
    assert f"DTSTART:{visit.starts_at:%Y%m%dT%H%M%SZ}\r\n".encode() in file
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    assert "ортопеда" not in file.replace(b"\r\n ", b"").decode()
