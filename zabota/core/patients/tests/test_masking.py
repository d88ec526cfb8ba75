"""Canaries: no page, fragment or log of patients shows a number, an address or a document that nobody revealed (T10)."""

import io
import logging
import re
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from zabota.base.accounts.access import Access
from zabota.base.accounts.testing import signed_in
from zabota.base.audit.models import Action, AuditEntry
from zabota.base.events.models import Event
from zabota.core.patients.commands import (
    add_contact,
    add_document,
    change_contact,
    change_patient,
    note,
    open_lead,
    reveal_contact,
)
from zabota.core.patients.commands.contacts import NoRightToContact
from zabota.core.patients.registry import ContactRight, contact_rights
from zabota.core.patients.testing import KARINAS_PHONE, karina, masha
from zabota.core.staff.testing import anna, igor, ira, maya, nina, oleg, rita, timur, vera, zoya
from zabota.lib.actors import SYSTEM

pytestmark = pytest.mark.django_db

TORN, LEADS_PHONE, SNILS = "90952403", "+79370001122", "11223344595"
CANARIES = (KARINAS_PHONE[2:], LEADS_PHONE[2:], SNILS, "karina.demidova", "karinka_secret", "9165550000")
CAST = (nina, vera, zoya, oleg, anna, ira, maya, timur, rita, igor)


@pytest.fixture
def patient():
    masha()
    patient = karina()
    add_document(patient=patient, kind="snils", number="112-233-445 95", by=SYSTEM)
    add_contact(patient=patient, kind="telegram", value="@karinka_secret", by=SYSTEM)
    phone = patient.contacts.get(kind="phone")
    change_contact(contact=phone, note="второй: 8 916 555-00-00", by=SYSTEM)
    change_patient(patient=patient, street="ул. Победы, 12-4", by=SYSTEM)
    note(patient=patient, kind="diagnosis", text="тайный гонартроз", by=SYSTEM)
    open_lead(name="Ольга", phone=LEADS_PHONE, by=SYSTEM)
    return patient


def pages_of(patient) -> list[str]:
    """Every address of this module that answers GET without further ids, and those of one patient."""
    patterns = get_resolver("zabota.core.patients.urls").url_patterns
    names = [(each.name, set(each.pattern.converters)) for each in patterns]
    one = [reverse(f"patients:{name}", args=[patient.public_id]) for name, keys in names if keys == {"public_id"}]
    groups = [
        reverse("patients:edit", args=[patient.public_id, group]) for group in ("name", "clinic", "wishes", "life")
    ]
    return [reverse(f"patients:{name}") for name, keys in names if not keys] + one + groups


def bare(text: str) -> str:
    return re.sub(r"[\s().\-–—]|&nbsp;", "", text)


def text_of(answer) -> str:
    """A page as it is; a workbook as the XML inside it."""
    if not answer.headers["Content-Type"].startswith("application/vnd.openxmlformats"):
        return answer.content.decode()
    with ZipFile(io.BytesIO(answer.content)) as workbook:
        return " ".join(workbook.read(name).decode() for name in workbook.namelist())


@pytest.mark.parametrize("person", CAST)
def test_nobody_reads_a_contact_that_he_did_not_ask_for(patient, person, caplog):
    caplog.set_level(logging.DEBUG)
    user = person()
    client = signed_in(Client(), getattr(user, "user", user))
    for address in pages_of(patient):
        for headers in ({}, {"HX-Request": "true"}):
            text = bare(text_of(client.get(address, headers=headers)))
            assert [canary for canary in CANARIES if bare(canary) in text] == [], address
    assert [canary for canary in CANARIES if bare(canary) in bare(caplog.text)] == []


def test_events_and_audit_hold_no_value(patient):
    reveal_contact(contact=patient.contacts.get(kind="phone"), access=Access(vera()), reason="перезвонить")
    written = " ".join(str(each.data) for each in Event.objects.all())
    written += " ".join(f"{each.fields} {each.reason} {each.object_id}" for each in AuditEntry.objects.all())
    assert [canary for canary in (*CANARIES, "тайный", "Победы") if bare(canary) in bare(written)] == []


@pytest.mark.parametrize(
    ("person", "may"), [(anna, True), (ira, True), (nina, True), (vera, False), (oleg, False), (rita, False)]
)
def test_health_is_for_those_who_treat(patient, person, may):
    user = person()
    client = signed_in(Client(), getattr(user, "user", user))
    panel = client.get(reverse("patients:health", args=[patient.public_id]), headers={"HX-Request": "true"})
    assert (panel.status_code, "тайный" in panel.content.decode()) == ((200, True) if may else (403, False))


def test_an_operator_sees_neither_the_reason_for_contact_nor_the_street(patient):
    change_patient(patient=patient, reason_for_contact="стыдная боль", by=SYSTEM)
    address = reverse("patients:summary", args=[patient.public_id])
    for person, sees in ((oleg, False), (vera, True)):
        text = signed_in(Client(), person()).get(address).content.decode()
        assert ("стыдная" in text, "Победы" in text) == (sees, sees)


def test_a_number_is_shown_on_the_screen_once_and_each_time_is_written_down(patient):
    client = signed_in(Client(), vera())
    contact = patient.contacts.get(kind="phone")
    address = reverse("patients:reveal_contact", args=[patient.public_id, contact.pk])
    asked = client.get(address, headers={"HX-Request": "true"})
    assert KARINAS_PHONE not in asked.content.decode()
    refused = client.post(address, {"reason": ""}, headers={"HX-Request": "true"})
    assert (refused.status_code, AuditEntry.objects.filter(action=Action.REVEAL).count()) == (422, 0)
    shown = client.post(address, {"reason": "перенести приём"}, headers={"HX-Request": "true"})
    assert KARINAS_PHONE in shown.content.decode()
    entry = AuditEntry.objects.get(action=Action.REVEAL)
    assert (entry.patient_id, entry.words.text, entry.fields) == (patient.pk, "перенести приём", ["value"])


def test_a_contact_of_another_card_is_not_shown_through_this_one(patient):
    foreign = masha().contacts.get()
    address = reverse("patients:reveal_contact", args=[patient.public_id, foreign.pk])
    assert signed_in(Client(), vera()).post(address, {"reason": "проверка"}).status_code == 404


def test_a_module_above_may_give_the_desk_a_number_without_a_reason(patient, monkeypatch):
    contact, operator = patient.contacts.get(kind="phone"), Access(oleg())
    with pytest.raises(NoRightToContact):
        reveal_contact(contact=contact, access=operator, reason="очень надо")
    right = ContactRight("test_call", "a call in hand", lambda access, whose: whose == patient)
    monkeypatch.setitem(contact_rights._contributions, right.key, right)
    assert reveal_contact(contact=contact, access=operator) == KARINAS_PHONE
    assert AuditEntry.objects.get(action=Action.REVEAL).reason == "test_call"
