"""The timeline is walked page by page and loses no line, whatever shares a moment."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from zabota.base.accounts.access import Access
from zabota.base.accounts.testing import signed_in
from zabota.base.audit.commands import keep_audit
from zabota.base.audit.models import Action
from zabota.base.events.commands import record_many
from zabota.base.events.models import Event
from zabota.core.patients.commands import open_lead, turn_lead_into_patient
from zabota.core.patients.events import PatientChanged
from zabota.core.patients.models import Patient
from zabota.core.patients.queries.timeline import PAGE, Place, timeline_of
from zabota.core.patients.testing import boris, karina
from zabota.core.staff.testing import nina, vera
from zabota.lib.actors import SYSTEM

pytestmark = pytest.mark.django_db


def all_pages(patient: Patient, access: Access) -> list[list[Place]]:
    pages, before = [], None
    while page := [line.place for line in timeline_of(patient, access, before)]:
        pages.append(page)
        before = page[-1]
    return pages


def test_no_line_of_one_transaction_is_lost_or_told_twice_at_the_edge_of_a_page():
    """Everything written in one transaction has one moment: 75 facts of it stand on three pages."""
    patient = boris()
    record_many([PatientChanged(patient.pk, ["city"])] * 75, by=SYSTEM)
    lead = open_lead(name="Борис", phone="+79270000011", by=SYSTEM)
    turn_lead_into_patient(lead=lead, patient=patient, by=SYSTEM)
    told = Event.objects.filter(patient_id=patient.pk).count()

    pages = all_pages(patient, Access(vera()))

    places = [place for page in pages for place in page]
    assert len(places) == len(set(places)) == told + 1  # and the enquiry itself
    assert places == sorted(places, reverse=True)
    assert [len(page) for page in pages[:-1]] == [PAGE] * (len(pages) - 1)


def test_who_opened_the_card_within_the_hour_is_one_line_on_whatever_page():
    patient = karina()
    for _ in range(PAGE * 12):
        keep_audit(Action.READ, by=vera().as_actor(), patient_id=patient.pk)
    keep_audit(Action.REVEAL, by=vera().as_actor(), patient_id=patient.pk, words="просит перезвонить")
    keep_audit(Action.REVEAL, by=vera().as_actor(), patient_id=patient.pk, words="потеряла карту")

    lines, before = [], None
    while page := timeline_of(patient, Access(nina()), before):
        lines += page
        before = page[-1].place

    looks = sorted((line.kind, line.detail) for line in lines if line.kind.startswith("audit."))
    assert looks == [("audit.read", ""), ("audit.reveal", "потеряла карту"), ("audit.reveal", "просит перезвонить")]


def test_the_button_leads_to_the_next_page():
    patient, desk = boris(), signed_in(Client(), vera())
    record_many([PatientChanged(patient.pk, ["city"])] * (PAGE + 5), by=SYSTEM)
    address = f"/patients/{patient.public_id}/timeline/"
    first = desk.get(address, headers={"HX-Request": "true"}).content.decode()
    [onward] = re.findall(r'hx-get="([^"]+)"', first)
    second = desk.get(onward.replace("&amp;", "&"), headers={"HX-Request": "true"})
    shown = {line.place for line in second.context["lines"]}
    assert len(shown) == Event.objects.filter(patient_id=patient.pk).count() - PAGE


@pytest.mark.parametrize("nonsense", ["", "вчера", "2026-01-01T00:00:00_0_1", "9999-99-99T00:00:00+00:00_0_1", "²_0_1"])
def test_nonsense_in_the_address_is_the_newest_page(nonsense):
    assert Place.read(nonsense) is None
    place = Place(timezone.now(), 1, 7)
    assert Place.read(str(place)) == place
