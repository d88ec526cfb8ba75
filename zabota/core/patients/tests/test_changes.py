"""What is written on a card from the screen: validation in words, nothing typed is lost, 404 alike."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zabota.base.accounts.testing import signed_in
from zabota.base.audit.models import Action, AuditEntry
from zabota.base.events.models import Event
from zabota.core.patients.commands import open_lead
from zabota.core.patients.models import Lead, Patient
from zabota.core.patients.testing import boris, karina, masha
from zabota.core.practice.testing import samara_volga
from zabota.core.staff.testing import anna, maya, nina, oleg, rita, vera, zoya
from zabota.lib.actors import SYSTEM

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk() -> Client:
    return signed_in(Client(), vera())


def at(name: str, patient: Patient, *more: object) -> str:
    return reverse(f"patients:{name}", args=[patient.public_id, *more])


def test_a_refused_form_comes_back_with_everything_that_was_typed(desk):
    patient = boris()
    boris_number, typed = karina().card_number, "Зимняков"
    answer = desk.post(at("edit", patient, "clinic"), {"card_number": boris_number, "source": typed}, headers=HTMX)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{typed}"' in text
    assert "Карта № 1024 принадлежит другому пациенту." in text
    patient.refresh_from_db()
    assert (patient.card_number, patient.source) == ("311", "")


@pytest.mark.parametrize("typed", ["31.02.1980", "вчера", "12.2077", "²²"])
def test_a_date_that_is_none_is_told_in_words(desk, typed):
    patient = boris()
    answer = desk.post(at("edit", patient, "name"), {"surname": "Зимин", "birth_date": typed}, headers=HTMX)
    assert (answer.status_code, "Напишите день так" in answer.content.decode()) == (422, True)


def test_a_day_ahead_that_is_none_is_asked_for_as_a_day_ahead(desk):
    answer = desk.post(at("place_mark", boris()), {"kind": "contact_after", "until": "потом"}, headers=HTMX)
    assert answer.status_code == 422
    assert "Напишите день так: 25.12, завтра или пн." in answer.content.decode()


def test_a_group_is_saved_and_the_card_drawn_anew(desk):
    patient = boris()
    typed = {"surname": "Зимин", "given": "Борис", "patronymic": "Петрович", "birth_date": "5.3.1955", "sex": "m"}
    answer = desk.post(at("edit", patient, "name"), typed, headers=HTMX)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, at("card", patient))
    patient.refresh_from_db()
    assert str(patient.birth_date) == "1955-03-05"


def test_every_group_saved_untouched_changes_nothing(desk):
    """A37: a round trip through a form clears no field."""
    patient = karina()
    before = Patient.objects.filter(pk=patient.pk).values().get()
    told = Event.objects.count()
    for group in ("name", "clinic", "address", "life", "wishes"):
        form = desk.get(at("edit", patient, group), headers=HTMX).context["form"]
        typed = {field.html_name: field.value() if field.value() is not None else "" for field in form}
        typed = {name: form[name].field.prepare_value(value) for name, value in typed.items()}
        assert desk.post(at("edit", patient, group), typed, headers=HTMX).status_code == 204
    assert Patient.objects.filter(pk=patient.pk).values().get() == before
    assert Event.objects.count() == told


def test_a_missing_card_and_a_forbidden_one_are_the_same_404(desk):
    """T4: one body for both."""
    missing = desk.get(reverse("patients:card", args=[uuid4()]))
    assert missing.status_code == 404
    masha_of_nobody = signed_in(Client(), maya()).get(at("card", boris()))
    assert masha_of_nobody.status_code == 403
    assert not AuditEntry.objects.filter(action=Action.READ).exists()


def test_a_merged_card_leads_to_its_survivor(desk):
    patient, other = boris(), karina()
    Patient.objects.filter(pk=patient.pk).update(state="merged", merged_into=other)
    answer = desk.get(at("card", patient))
    assert (answer.status_code, answer["Location"]) == (302, at("card", other))


def test_whoever_may_not_write_changes_nothing():
    """T3: the refusal comes before the write."""
    patient = boris()
    told = Event.objects.count()
    operator, doctor = signed_in(Client(), oleg()), signed_in(Client(), anna().user)
    refused = [
        operator.post(at("edit", patient, "name"), {"surname": "Чужой"}),
        operator.post(at("add_document", patient), {"kind": "passport", "number": "3604 123456"}),
        operator.post(at("add_note", patient), {"kind": "other", "text": "x"}),
        operator.post(at("record_death", patient), {}),
        doctor.post(at("add_contact", patient), {"kind": "phone", "value": "+79270000000"}),
    ]
    assert [each.status_code for each in refused] == [403] * 5
    assert Event.objects.count() == told


def test_the_small_forms_of_the_card(desk):
    """Contact, mark, consent, relative, tag: each written from its panel, each refusal answered with 422."""
    patient, child = karina(), masha()
    add = desk.post(at("add_contact", patient), {"kind": "phone", "value": "8 927 333 22 11"}, headers=HTMX)
    wrong = desk.post(at("add_contact", patient), {"kind": "phone", "value": "333"}, headers=HTMX)
    assert (add.status_code, wrong.status_code, patient.contacts.count()) == (200, 422, 3)
    assert "Номер неполный" in wrong.content.decode()
    contact = patient.contacts.get(kind="email")
    assert desk.post(at("change_contact", patient, contact.pk, "confirm"), headers=HTMX).status_code == 200
    assert desk.post(at("change_contact", patient, contact.pk, "explode"), headers=HTMX).status_code == 404
    mark = desk.post(
        at("place_mark", patient), {"kind": "contact_after", "reason": "отпуск", "until": "завтра"}, headers=HTMX
    )
    assert (mark.status_code, patient.marks.get().until) == (204, timezone.localdate() + timezone.timedelta(days=1))
    unproven = desk.post(at("record_consent", patient), {"action": "grant", "purpose": "reviews"}, headers=HTMX)
    refusal = desk.post(at("record_consent", patient), {"action": "refuse", "purpose": "reviews"}, headers=HTMX)
    assert (unproven.status_code, refusal.status_code, patient.consents.get().action) == (422, 200, "refuse")
    found = desk.post(at("find_relative", patient), {"name": "зимин"}, headers=HTMX)
    assert found.status_code == 200
    relative = {"relative": str(child.public_id), "kind": "child", "answers": "on"}
    assert desk.post(at("add_relative", patient), relative, headers=HTMX).status_code == 422
    assert desk.post(at("add_tag", patient), {"name": "ДМС"}, headers=HTMX).status_code == 200


def test_a_death_is_recorded_and_taken_back(desk):
    patient = boris()
    assert desk.post(at("record_death", patient), {"died_on": "1.11.2025"}, headers=HTMX).status_code == 204
    patient.refresh_from_db()
    assert (patient.is_deceased, str(patient.deceased_on)) == (True, "2025-11-01")
    assert "Этот человек умер" in desk.get(at("card", patient)).content.decode()
    desk.post(at("take_back_death", patient))
    patient.refresh_from_db()
    assert (patient.is_deceased, patient.deceased_on) == (False, None)


def test_a_new_card_is_opened_with_its_phone_or_not_at_all(desk):
    wrong = desk.post(reverse("patients:new"), {"surname": "Лунин", "phone": "333"})
    assert (wrong.status_code, 'value="Лунин"' in wrong.content.decode(), Patient.objects.count()) == (422, True, 0)
    right = desk.post(reverse("patients:new"), {"surname": "Лунин", "phone": "8 927 333 22 11", "belongs_to": "мама"})
    patient = Patient.objects.get()
    assert (right.status_code, right["Location"]) == (302, at("card", patient))
    assert patient.contacts.get().belongs_to == "мама"


def test_duplicates_are_shown_while_a_card_is_typed(desk):
    karina()
    answer = desk.post(reverse("patients:similar"), {"surname": "Демидова", "given": "Карина"}, headers=HTMX)
    assert "Демидова Карина Олеговна" in answer.content.decode()


def test_an_enquiry_of_another_branch_is_not_there():
    away = open_lead(name="Ольга", branch=samara_volga(), by=SYSTEM)
    senior, director = signed_in(Client(), zoya()), signed_in(Client(), nina())
    assert senior.get(reverse("patients:lead", args=[away.public_id])).status_code == 404
    assert senior.post(reverse("patients:close_lead", args=[away.public_id])).status_code == 404
    assert Lead.objects.get().state == "new"
    assert director.post(reverse("patients:take_lead", args=[away.public_id])).status_code == 302
    became = director.post(reverse("patients:lead_becomes_patient", args=[away.public_id]))
    assert became["Location"] == at("card", Patient.objects.get())


def test_the_steward_chooses_what_a_card_must_hold():
    client = signed_in(Client(), rita())
    assert client.post(reverse("patients:require_fields"), {"keys": ["city", "nonsense"]}).status_code == 302
    assert "checked" in client.get(reverse("patients:fields")).content.decode()
    nothing = client.post(reverse("patients:require_fields"), {}, headers=HTMX)
    assert nothing.status_code == 422
    assert client.post(reverse("patients:add_own_field"), {"name": "Спорт", "kind": "text"}).status_code == 302
    assert client.post(reverse("patients:add_own_field"), {"name": "Спорт", "kind": "text"}).status_code == 422
