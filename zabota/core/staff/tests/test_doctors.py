from zabota.core.staff.commands import add_doctor, doctor_for
from zabota.core.staff.models import Doctor
from zabota.lib.actors import SYSTEM


def test_a_journal_knows_a_doctor_by_initials(db):
    anna = add_doctor(surname="Громова", given="Анна", patronymic="Викторовна", by=SYSTEM)
    assert doctor_for(surname="громова", given="А.", patronymic="В.", by=SYSTEM) == anna
    assert doctor_for(surname="Громова", by=SYSTEM) == anna


def test_other_initials_are_another_doctor(db):
    anna = add_doctor(surname="Громова", given="Анна", patronymic="Викторовна", by=SYSTEM)
    other = doctor_for(surname="Громова", given="О", patronymic="П", by=SYSTEM)
    assert other != anna
    assert doctor_for(surname="Громова", given="О", patronymic="П", by=SYSTEM) == other


def test_namesakes_are_not_guessed_between(db):
    for given in ("Анна", "Алла"):
        add_doctor(surname="Громова", given=given, by=SYSTEM)
    unknown = doctor_for(surname="Громова", given="А.", by=SYSTEM)
    assert doctor_for(surname="Громова", given="А", by=SYSTEM) == unknown
    assert Doctor.objects.count() == 3
