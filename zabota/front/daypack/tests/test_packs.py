"""R311: what leaves the house says nothing without the phrase, and it is known who took it."""

import json
from datetime import time, timedelta

import pytest
from cryptography.exceptions import InvalidTag
from django.test import Client
from django.utils import timezone

from zabota.base.audit.models import Action, AuditEntry
from zabota.core.patients.testing import a_patient
from zabota.core.practice.testing import samara_centre, samara_volga
from zabota.core.staff.testing import anna, oleg, vera, zoya
from zabota.front.daypack.benches import run
from zabota.front.daypack.commands.building import KEPT, NoPhraseYet, forget_old_packs, fresh_pack
from zabota.front.daypack.commands.phrases import WeakPhrase, set_phrase
from zabota.front.daypack.models import Pack, Phrase
from zabota.front.daypack.testing import PHRASE, a_pack, a_phrase, opened
from zabota.lib.actors import SYSTEM
from zabota.lib.passphrases import is_weak, new_passphrase
from zabota.work.scheduling.commands import book
from zabota.work.scheduling.models import Performer
from zabota.work.scheduling.testing import a_service, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db


def a_visit(at=time(10), surname="Зимин", phone="+79272223344"):
    if not anna().shifts.exists():
        receives(anna(), hours=(time(9), time(12)))
        Performer.objects.create(doctor=anna(), service=a_service(), minutes=40)
    patient = a_patient(surname, "Борис", "Петрович", phone=phone)
    return book(
        patient=patient, wanted=a_wish(anna(), at, minutes=40, service=a_service()), comment="на каталке", by=SYSTEM
    )


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_a_pack_holds_what_the_desk_needs_for_two_days():
    visit = a_visit()
    held = opened(a_pack())
    tomorrow = days_ago(-1).isoformat()
    assert held["visits"] == [
        {
            "id": str(visit.public_id), "day": tomorrow, "at": "10:00", "minutes": 40, "doctor": str(anna().public_id),
            "room": "", "patient": "Зимин Борис Петрович", "card": str(visit.patient.public_id),
            "phones": ["+79272223344"], "service": "Приём ортопеда", "status": "planned", "comment": "на каталке",
        }
    ]  # fmt: skip
    [doctor] = held["doctors"]
    assert doctor["free"] == [[tomorrow, "09:00", "10:00"], [tomorrow, "10:40", "12:00"]]
    assert doctor["services"] == [[a_service().pk, 40]]
    assert held["days"] == [days_ago(0).isoformat(), tomorrow]


def test_without_a_phrase_nothing_leaves_the_house():
    with pytest.raises(NoPhraseYet):
        fresh_pack(branch=samara_centre())


def test_another_phrase_and_a_changed_pack_do_not_open():
    a_visit()
    pack = a_pack()
    assert opened(pack)["visits"]
    with pytest.raises(InvalidTag):
        opened(pack, "гомалу ветоки сибура нафена")
    whole = bytes(pack.sealed)
    assert "Зимин".encode() not in whole
    assert b"9272223344" not in whole
    told = json.loads(whole)
    for change in (
        {"expires": "2099-01-01T00:00:00+00:00"},
        {"branch": "Тольятти"},
        {"body": told["body"][:-8] + "AAAAAAA="},
    ):
        pack.sealed = json.dumps(told | change).encode()
        with pytest.raises(InvalidTag):
            opened(pack)


def test_a_phrase_that_could_be_guessed_is_refused():
    for weak in ("пакет дня", "пароль пароль пароль", "1111111111111111"):
        with pytest.raises(WeakPhrase):
            set_phrase(branch=samara_centre(), phrase=weak, by=SYSTEM)
    made = {new_passphrase() for _number in range(50)}
    assert len(made) == 50
    assert not any(map(is_weak, made))


def test_the_phrase_is_kept_nowhere():
    phrase = a_phrase()
    stored = Phrase.objects.values_list("salt", "key").get()
    assert PHRASE not in str(phrase.key)
    assert all(PHRASE.encode() not in bytes(each) for each in stored)


def test_a_pack_is_built_anew_only_when_the_days_have_changed():
    a_visit()
    first = a_pack()
    later = timezone.now() + timedelta(minutes=11)
    assert fresh_pack(branch=samara_centre()).pk == first.pk
    same = fresh_pack(branch=samara_centre(), now=later)
    assert (same.pk, same.checked_at) == (first.pk, later)
    a_visit(time(11), "Котов", "+79161112233")
    newer = fresh_pack(branch=samara_centre(), now=later + timedelta(minutes=11))
    assert newer.visits == 2
    assert newer.pk != first.pk
    first.refresh_from_db()
    assert bytes(first.sealed) == b""


def test_a_new_phrase_makes_a_new_pack_at_once():
    first = a_pack()
    a_phrase(phrase="другая хорошая фраза клиники")
    newer = fresh_pack(branch=samara_centre())
    assert newer.pk != first.pk
    assert opened(newer, "Другая Хорошая-Фраза  клиники")["visits"] == []


def test_old_packs_are_forgotten_with_their_keys():
    pack = a_pack()
    forget_old_packs(now=pack.expires_at + timedelta(minutes=1))
    pack.refresh_from_db()
    assert bytes(pack.sealed) == b""
    assert pack.key
    assert forget_old_packs(now=pack.expires_at + KEPT + timedelta(minutes=1)) == 1
    assert not Pack.objects.exists()


def test_taking_a_pack_is_an_export_that_names_each_patient_once_a_day():
    visit = a_visit()
    a_phrase()
    client = signed_in(vera())
    answer = client.post("/day-pack/take/")
    pack = Pack.objects.get()
    assert json.loads(answer.content)["pack"] == str(pack.public_id)
    assert client.post("/day-pack/take/", {"have": str(pack.public_id)}).status_code == 204
    told = (
        AuditEntry.objects.filter(actor_id=vera().pk)
        .order_by("pk")
        .values_list("action", "object_type", "patient_id", "reason")
    )
    assert list(told) == [
        (Action.EXPORT, "daypack.pack", None, "browser"),
        (Action.READ, "patients.patient", visit.patient_id, ""),
    ]  # fmt: skip


def test_a_saved_file_is_audited_each_time_it_is_another_pack_and_carries_its_own_policy():
    a_visit()
    a_phrase()
    client = signed_in(zoya())
    answer = client.post("/day-pack/file/")
    text = answer.content.decode()
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="zabota-day-pack-')
    assert "Content-Security-Policy" in text
    assert "default-src &#x27;none&#x27;" in text
    assert "unsafe" not in text
    assert "Зимин" not in text
    assert len(text) < 2_000_000
    assert AuditEntry.objects.filter(action=Action.EXPORT, reason="file").count() == 1


def test_the_bench_builds_the_pack_that_it_measures():
    visits, built, size = run(doctors=2, rounds=1)
    assert (visits.figure, built.budget, size.budget) == (80, 2, 2)


def test_only_the_desk_of_the_branch_takes_its_pack():
    a_phrase()
    a_phrase(samara_volga())
    assert signed_in(oleg()).post("/day-pack/take/").status_code == 403
    assert signed_in(vera()).post("/day-pack/take/", {"branch": str(samara_volga().public_id)}).status_code == 404
    assert signed_in(vera()).get("/day-pack/phrase/").status_code == 403
