"""What patients agree to: every version stays readable, and with a consent goes the one that its form showed."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from zabota.base.accounts.testing import signed_in
from zabota.core.patients.commands.leads import turn_lead_into_patient
from zabota.core.patients.models import ConsentAction, ConsentEntry, Lead
from zabota.core.staff.testing import nina
from zabota.front.portal.commands.consents import write_consent_text
from zabota.front.portal.models import ConsentText, OnlineBooking
from zabota.front.portal.queries.consents import text_in_use
from zabota.front.portal.testing import Visitor, an_online_service, consent_on
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.models import Appointment

pytestmark = pytest.mark.django_db


def test_another_wording_is_a_new_version_and_the_same_one_is_not():
    usual = text_in_use("ru")
    written = [write_consent_text(language="ru", text=text, by=SYSTEM) for text in ("А", " А ", "Б", "")]
    assert [each.form for each in written] == ["online-2-ru", "online-2-ru", "online-3-ru", "online-4-ru"]
    assert (usual.form, written[-1].text) == ("online-1-ru", usual.text)
    assert text_in_use("uk").form == "online-1-uk"


@pytest.mark.parametrize("change", [lambda texts: texts.update(text="другое"), lambda texts: texts.delete()])
def test_the_database_keeps_every_text_as_it_was(change):
    write_consent_text(language="ru", text="А", by=SYSTEM)
    with pytest.raises(DatabaseError), transaction.atomic():
        change(ConsentText.objects.all())


def test_the_version_kept_is_the_one_that_the_form_showed():
    """The director writes a new text while a patient reads the old one."""
    service, visitor = an_online_service(), Visitor()
    held = visitor.hold(service, visitor.times_of(service)[0])
    shown = consent_on(visitor.client.get(held.headers["Location"]))
    write_consent_text(language="ru", text="Новый текст", by=SYSTEM)
    visitor.say_who(held, consent=shown)

    assert ConsentEntry.objects.get().form_version == "online-1-ru"
    assert OnlineBooking.objects.get().consent.form == "online-1-ru"
    visitor.book(service, nth=2)
    assert ConsentEntry.objects.latest("pk").form_version == "online-2-ru"


@pytest.mark.parametrize("consent", ["", "forged"])
def test_nothing_is_booked_or_asked_without_a_text_that_was_shown(consent):
    answers = [
        Visitor().book(an_online_service(), consent=consent),
        Visitor().ask_for_call(phone="89167001122", consent=consent),
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert (Appointment.objects.count(), Lead.objects.count()) == (0, 0)
    assert all("Прочитайте, на что вы соглашаетесь" in answer.content.decode() for answer in answers)


def test_an_enquiry_keeps_its_consent_and_brings_it_to_the_card():
    Visitor().ask_for_call(name="Павел Сорокин", phone="89167001122")
    lead = Lead.objects.get()
    patient = turn_lead_into_patient(lead=lead, by=SYSTEM)
    entry = ConsentEntry.objects.get(patient=patient)
    assert (lead.consent_form, entry.form_version, entry.action) == ("online-1-ru", "online-1-ru", ConsentAction.CLAIM)


def test_the_director_writes_a_text_and_reads_the_old_ones(client):
    desk, page = signed_in(client, nina()), reverse("portal:consents")
    usual = text_in_use("ru").text
    answer = desk.post(page, {"ru": "Согласен на звонок.", "uk": "", "en": ""})
    shown = desk.get(page).content.decode()
    assert answer.status_code == 302
    assert [words in shown for words in ("Согласен на звонок.", usual, "online-2-ru", "online-1-ru")] == [True] * 4
    assert "Согласен на звонок." in Visitor().client.get(reverse("portal:callback")).content.decode()


def test_a_page_that_is_only_looked_at_writes_nothing():
    """T7: the usual words are kept when somebody agrees to them."""
    Visitor().client.get(reverse("portal:callback"))
    assert ConsentText.objects.count() == 0
    Visitor().ask_for_call(name="Павел", phone="89167001122")
    assert [each.form for each in ConsentText.objects.all()] == ["online-1-ru"]
