"""A person asks what is kept about him, and asks to be forgotten."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone

from zabota.base.accounts.sessions import PROOF_HOLDS
from zabota.base.accounts.testing import signed_in
from zabota.base.audit.models import Action, AuditEntry, AuditWords
from zabota.base.events.models import Event
from zabota.core.patients.commands import erase_patient, give_consent, note, place_mark, register_patient, relate
from zabota.core.patients.commands.leaving import CannotErase
from zabota.core.patients.commands.merging import merge_patients
from zabota.core.patients.commands.registering import CardIsClosed
from zabota.core.patients.models import ConsentEntry, MarkKind, NoteKind, Patient, PatientState, RelationKind
from zabota.core.patients.registry import patient_data
from zabota.core.patients.testing import KARINAS_PHONE, a_patient, boris, karina, masha
from zabota.core.staff.testing import nina, vera
from zabota.lib.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def director() -> Client:
    return signed_in(Client(), nina())


def at(patient: Patient, name: str) -> str:
    return f"/patients/{patient.public_id}/{name}/"


def test_the_patient_is_handed_everything_of_all_her_cards(director):
    patient, double = karina(), a_patient("Демидова", "Карина", "", email="old@mail.ru")
    merge_patients(survivor=patient, retired=double, by=SYSTEM)
    note(patient=patient, kind=NoteKind.ALLERGY, text="лидокаин", by=SYSTEM)
    place_mark(patient=patient, kind=MarkKind.CONFLICT, reason="очередь", by=SYSTEM)
    give_consent(patient=patient, purpose="marketing_general", evidence="анкета от 3 марта", by=SYSTEM)
    assert director.get(at(patient, "copy")).status_code == 200
    asked = director.post(at(patient, "copy"), {"reason": "лично, показала паспорт", "form": "print"})
    text = asked.content.decode()
    for told in (KARINAS_PHONE, "old@mail.ru", "лидокаин", "очередь", "анкета от 3 марта", "1024"):
        assert told in text
    entry = AuditEntry.objects.get(action=Action.EXPORT)
    assert (entry.patient_id, entry.actor_id, entry.words.text) == (patient.pk, nina().pk, "лично, показала паспорт")


def test_the_same_as_a_file_for_programs(director):
    patient = boris()
    answer = director.post(at(patient, "copy"), {"reason": "письмом", "form": "json"})
    kept = json.loads(answer.content)["kept"]
    assert answer["Content-Disposition"] == f'attachment; filename="patient-{patient.public_id}.json"'
    assert kept["patients.patient"]["rows"][0]["surname"] == "Зимин"
    assert [row["value"] for row in kept["patients.contactpoint.patient"]["rows"]] == ["+79272223344"]


def test_what_a_source_said_is_readable():
    """A mention holds phones with whose they are, and an address, as one sealed JSON."""
    patient = a_patient("Читаев", "Олег", phone="+79270000077", whose="брат", sex="m")
    mention = patient.mentions.get()
    mention.contacts = json.dumps({**json.loads(mention.contacts), "street": "ул. Мира, 5"})
    mention.save()
    [said] = patient_data["patients.mention.patient"].export([patient.pk])
    assert (said["sex"], said["contacts"]) == ("мужской", "+79270000077 брат; ул. Мира, 5")


def test_without_a_reason_nothing_leaves(director):
    answer = director.post(at(boris(), "copy"), {"reason": " ", "form": "json"})
    assert (answer.status_code, AuditEntry.objects.filter(action=Action.EXPORT).count()) == (422, 0)


def test_what_goes_and_what_stays_is_named_before(director):
    patient = karina()
    masha()
    text = director.get(at(patient, "erase")).content.decode()
    for told in ("Контакты", "Семья", "Кто смотрел карточку", "25 лет", "Отменить это будет нельзя."):
        assert told in text
    assert director.post(at(patient, "erase"), {}).status_code == 422
    patient.refresh_from_db()
    assert patient.state == PatientState.ACTIVE


def test_the_director_forgets_a_person(director):
    patient, child = karina(), masha()
    give_consent(patient=patient, purpose="marketing_general", evidence="анкета Демидовой", by=SYSTEM)
    director.post(at(patient, "copy"), {"reason": "для Карины Демидовой", "form": "json"})
    answer = director.post(at(patient, "erase"), {"because": "withdrew"}, follow=True)
    assert answer.redirect_chain == [("/patients/", 302)]
    patient.refresh_from_db()
    assert (patient.state, patient.full_name, patient.contacts.count()) == (PatientState.ERASED, "", 0)
    assert [entry.action for entry in ConsentEntry.objects.filter(patient=patient)] == ["grant"]
    assert AuditWords.objects.count() == 0
    event = Event.objects.get(kind="patients.erased")
    assert (event.patient_id, event.actor_id, event.data) == (
        patient.pk,
        nina().pk,
        {"because": "withdrew", "cards": 1},
    )
    assert director.get(f"/patients/{patient.public_id}/").status_code == 404
    assert child.relations.count() == 0
    assert "человек, чьи данные удалены" in director.get("/audit/").content.decode()


def test_the_number_of_the_card_is_free_again_and_the_card_is_closed():
    patient = karina()
    erase_patient(patient=patient, because="asked", by=SYSTEM)
    assert register_patient(surname="Новая", card_number="1024", by=SYSTEM).card_number == "1024"
    with pytest.raises(CardIsClosed):
        erase_patient(patient=patient, because="asked", by=SYSTEM)


def test_an_unknown_reason_changes_nothing():
    patient = boris()
    relate(patient=masha(), relative=patient, kind=RelationKind.GRANDPARENT, by=SYSTEM)
    with pytest.raises(CannotErase):
        erase_patient(patient=patient, because="просто так", by=SYSTEM)
    patient.refresh_from_db()
    assert (patient.full_name, patient.relation_of.count()) == ("Зимин Борис Петрович", 1)


@pytest.mark.parametrize("name", ["copy", "erase"])
def test_both_need_the_right_and_a_fresh_proof(name, director):
    """T66."""
    assert signed_in(Client(), vera()).get(at(boris(), name)).status_code == 403
    session = director.session
    session["proven_at"] = int((timezone.now() - PROOF_HOLDS - timedelta(seconds=5)).timestamp())
    session.save()
    assert director.get(at(boris(), name)).url.startswith("/prove/?next=")


def test_from_the_shell_many_are_forgotten_again_after_a_restore():
    patient, out = boris(), io.StringIO()
    call_command("erase", str(patient.public_id), because="asked", stdout=io.StringIO())
    call_command("erase", list=True, stdout=out)
    assert out.getvalue().split() == [str(patient.public_id)]
    again = io.StringIO()
    call_command("erase", *out.getvalue().split(), because="asked", stdout=again)
    assert again.getvalue() == f"{patient.public_id}: not in the base\n"


def test_a_copy_from_the_shell():
    out = io.StringIO()
    call_command("copy", str(karina().public_id), reason="запрос от 3 марта", stdout=out)
    assert json.loads(out.getvalue())["patients.patient"]["rows"][0]["given"] == "Карина"
    assert AuditEntry.objects.get(action=Action.EXPORT).actor_kind == "system"
    with pytest.raises(CommandError):
        call_command("copy", str(karina().public_id), reason=" ", stdout=io.StringIO())
