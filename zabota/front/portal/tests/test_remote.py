"""A remote consultation on the patient's own page and in his calendar."""

from datetime import time

import pytest
from django.test import Client
from django.urls import reverse

from zabota.core.staff.testing import anna
from zabota.front.portal.queries.visits import link_to
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import book, set_doctor_rules
from zabota.work.scheduling.testing import a_patient, a_service, a_wish, receives

pytestmark = pytest.mark.django_db
LINK = "https://meet.example/anna"


def test_the_page_of_the_visit_and_the_calendar_file_lead_to_the_call():
    receives(anna())
    set_doctor_rules(doctor=anna(), remote_link=LINK, by=SYSTEM)
    service = a_service("Консультация онлайн", is_remote=True)
    visit = book(patient=a_patient(), wanted=a_wish(anna(), time(10), service=service), by=SYSTEM)
    link = link_to(visit)
    assert f'href="{LINK}"' in Client().get(reverse("portal:visit", args=[link])).content.decode()
    assert f"LOCATION:{LINK}" in Client().get(reverse("portal:into_calendar", args=[link])).content.decode()
