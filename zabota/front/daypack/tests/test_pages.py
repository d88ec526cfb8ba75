"""The pages of the day pack in the program: what they take, refuse and show."""

import json
from datetime import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zabota.core.patients.testing import a_patient
from zabota.core.practice.testing import samara_volga
from zabota.core.staff.testing import anna, nina, vera, zoya
from zabota.front.daypack.models import Note, Outcome, Phrase
from zabota.front.daypack.testing import PHRASE, a_note, a_pack
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import book
from zabota.work.scheduling.models import Appointment
from zabota.work.scheduling.testing import a_service, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Client(HTTP_ACCEPT_LANGUAGE="ru")
    client.force_login(user)
    return client


def in_journal(pack, *notes):
    return {"pack": str(pack.public_id), "notes": [{"key": str(key), "sealed": sealed} for key, sealed in notes]}


def a_promise(pack, **said):
    told = {"surname": "Сорокин", "given": "Павел", "phone": "8 916 700-11-22", "minutes": 30, "time": "10:00", **said}
    return a_note(
        pack,
        "book",
        doctor=str(anna().public_id),
        service=str(a_service().public_id),
        day=days_ago(-1).isoformat(),
        **told,
    )


@pytest.fixture
def conflict():
    """Anna's ten o'clock was promised to Pavel and taken by Boris."""
    receives(anna())
    pack = a_pack()
    book(patient=a_patient("Зимин", "Борис"), wanted=a_wish(anna(), time(10), service=a_service()), by=SYSTEM)
    signed_in(vera()).post("/day-pack/notes/", {"journal": json.dumps([in_journal(pack, a_promise(pack))])})
    return Note.objects.get()


def test_the_phrase_is_proposed_and_a_weak_one_is_refused():
    client = signed_in(zoya())
    assert len(client.get("/day-pack/phrase/").context["form"]["phrase"].value().split()) == 4
    answer = client.post("/day-pack/phrase/", {"phrase": "пакет дня"})
    assert answer.status_code == 422
    assert "не меньше четырёх слов" in answer.content.decode()
    assert client.post("/day-pack/phrase/", {"phrase": PHRASE}).status_code == 302
    assert Phrase.objects.get().set_by == zoya()


def test_without_a_phrase_the_page_says_whom_to_ask():
    page = signed_in(vera()).get("/day-pack/").content.decode()
    assert "Попросите директора" in page
    assert "Сохранить файлом" not in page


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"pack": 1, "notes": 2}', '[{"pack": "x"}]', "не json"])
def test_what_is_no_journal_is_refused_in_one_sentence(text):
    answer = signed_in(vera()).post("/day-pack/notes/", {"file": SimpleUploadedFile("a.json", text.encode() or b" ")})
    assert answer.status_code == 422
    assert not Note.objects.exists()


def test_notes_of_another_branch_do_not_come_in_and_do_not_stop_ones_own():
    receives(anna())
    foreign, own = a_pack(samara_volga()), a_pack()
    client = signed_in(vera())
    told = [in_journal(foreign, a_promise(foreign)), in_journal(own, a_promise(own))]
    assert client.post("/day-pack/notes/", {"journal": json.dumps(told[:1])}).status_code == 422
    assert client.post("/day-pack/notes/", {"journal": json.dumps(told)}).status_code == 302
    assert [each.pack for each in Note.objects.all()] == [own]


def test_the_page_tells_the_browser_what_it_may_forget_once():
    receives(anna())
    pack = a_pack()
    client = signed_in(vera())
    client.post("/day-pack/notes/", {"journal": json.dumps([in_journal(pack, a_promise(pack))])})
    assert client.get("/day-pack/").context["received"] == [str(Note.objects.get().key)]
    assert client.get("/day-pack/").context["received"] == []


def test_a_conflict_is_shown_with_whom_and_when_and_is_booked_over_the_schedule(conflict):
    client = signed_in(vera())
    page = client.get("/day-pack/").content.decode()
    assert f"Сорокин Павел, {days_ago(-1)} 10:00" in page
    assert client.post(f"/day-pack/notes/{conflict.key}/over/", {"reason": ""}).status_code == 422
    assert client.post(f"/day-pack/notes/{conflict.key}/over/", {"reason": "обещали"}).status_code == 302
    assert Appointment.objects.get(patient__surname="Сорокин").over_schedule_reason == "обещали"
    conflict.refresh_from_db()
    assert conflict.outcome == Outcome.SETTLED


def test_a_time_that_is_not_offered_is_not_booked(conflict):
    path = f"/day-pack/notes/{conflict.key}/book/{days_ago(-1)}T10:00/{anna().public_id}/"
    assert signed_in(vera()).post(path).status_code == 422
    assert Appointment.objects.count() == 1


def test_a_note_of_another_branch_is_not_there(conflict):
    Note.objects.update(branch=samara_volga())
    assert signed_in(vera()).get(f"/day-pack/notes/{conflict.key}/").status_code == 404
    assert signed_in(nina()).get(f"/day-pack/notes/{conflict.key}/").status_code == 200


def test_the_page_takes_few_queries_however_many_notes_there_are(conflict, django_assert_max_num_queries):
    pack = conflict.pack
    notes = [a_promise(pack, time=f"{hour}:00", surname=f"Сорокин{hour}") for hour in (10, 11, 12, 13)]
    client = signed_in(vera())
    client.post("/day-pack/notes/", {"journal": json.dumps([in_journal(pack, *notes)])})
    client.get("/day-pack/")
    with django_assert_max_num_queries(12):
        client.get("/day-pack/")
    with django_assert_max_num_queries(12):
        client.get(f"/day-pack/notes/{conflict.key}/")
