"""Two patients who were offered the same time press «Беру» at once (F3)."""

from datetime import time
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse

from zabota.base.events.testing import run_pending
from zabota.core.patients.testing import a_patient
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna
from zabota.front.portal.queries.offers import link_to_offer
from zabota.front.portal.testing import Visitor
from zabota.lib.actors import SYSTEM
from zabota.outreach.messaging.testing import with_sms
from zabota.work.scheduling.commands import book, cancel
from zabota.work.scheduling.models import Appointment, Occupancy, Opening
from zabota.work.scheduling.testing import a_service, a_wish, let_time_pass, offers_at_any_hour, receives, waits


@pytest.fixture
def links(committed_db, monkeypatch) -> list[str]:
    """A freed time, offered to two at once."""
    with_sms(monkeypatch)
    receives(anna())
    offers_at_any_hour(offers_at_once=2)
    for number, surname in enumerate(("Зимин", "Орлов")):
        waits(a_patient(surname, phone=f"+7916000000{number}", home_branch=samara_centre()))
    visit = book(patient=a_patient("Уходящий"), wanted=a_wish(anna(), time(10), service=a_service()), by=SYSTEM)
    cancel(appointment=visit, cancelled_by="patient", reason="", by=SYSTEM)
    run_pending()
    let_time_pass()
    return [link_to_offer(offer) for offer in Opening.objects.get().offers.all()]


def test_one_has_the_time_and_the_other_learns_that_it_is_gone(links):
    barrier, codes = Barrier(2), []

    def press(link: str) -> None:
        barrier.wait()
        codes.append(Visitor().client.post(reverse("portal:take_offer", args=[link])).status_code)
        connection.close()

    hands = [Thread(target=press, args=(link,)) for link in links]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(codes) == [302, 409]
    assert sorted(Opening.objects.get().offers.values_list("state", flat=True)) == ["accepted", "gone"]
    assert Appointment.objects.filter(status="planned").count() == 1
    assert Occupancy.objects.filter(state__in=["held", "taken"]).count() == 1
