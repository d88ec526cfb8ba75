"""Merges that meet other writers, with transactions that really commit: nothing is lost, and nobody is merged twice."""

import threading
from collections.abc import Callable

from django.db import connection, transaction

from zabota.core.patients.commands.importing import ImportedContact, ImportedPerson, import_mentions
from zabota.core.patients.commands.merging import CannotMerge, merge_patients, settle_strays, unmerge
from zabota.core.patients.commands.reviewing import take_pairs
from zabota.core.patients.models import DuplicatePair, Merge, Patient, PatientState
from zabota.core.patients.queries.gate import survivor_of
from zabota.core.patients.testing import a_patient
from zabota.core.staff.testing import rita, zoya
from zabota.lib.actors import SYSTEM


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run each in a thread and connection of its own, all starting together; a refusal is a result like another."""
    start, results = threading.Barrier(len(works)), []

    def work(each):
        try:
            start.wait()
            results.append(each())
        except CannotMerge as refusal:
            results.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(each,)) for each in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == len(works)
    return results


def merging(survivor, retired):
    return lambda: merge_patients(survivor=survivor, retired=retired, by=SYSTEM)


def an_import(patient_id, number):
    person = ImportedPerson(patient_id=patient_id, contacts=(ImportedContact("phone", number),))

    def run():
        with transaction.atomic():
            return import_mentions(people=[person], source="import:7", by=SYSTEM)

    return run


def test_two_merges_of_one_card_at_once_merge_it_once(committed_db):
    for _ in range(5):
        one, other, shared = (a_patient("Сорокин", given, phone=f"+7916123000{n}") for n, given in enumerate("АБВ"))
        results = at_once(merging(one, shared), merging(other, shared))
        assert sorted(type(each).__name__ for each in results) == ["CannotMerge", "Merge"]
        assert Merge.objects.filter(retired=shared, undone_at__isnull=True).count() == 1


def test_merges_into_each_other_do_not_lock_for_ever(committed_db):
    for _ in range(5):
        one, other = a_patient("Сорокин", "А"), a_patient("Сорокин", "Б")
        results = at_once(merging(one, other), merging(other, one))
        assert sorted(type(each).__name__ for each in results) == ["CannotMerge", "Merge"]
        states = {Patient.objects.get(pk=card.pk).state for card in (one, other)}
        assert states == {PatientState.ACTIVE, PatientState.MERGED}


def test_what_an_import_writes_during_a_merge_reaches_the_survivor(committed_db):
    for turn in range(5):
        one = a_patient("Сорокин", "Павел", phone="+79161230001")
        other = a_patient("Сорокин", "Паша", phone="+79161230002")
        number = f"+7917000000{turn}"
        at_once(merging(one, other), an_import(other.pk, number))
        settle_strays()
        survivor = survivor_of(Patient.objects.get(pk=other.pk))
        assert sorted(contact.value for contact in survivor.contacts.all()) == sorted(
            ["+79161230001", "+79161230002", number]
        )


def test_a_merge_and_its_undoing_at_once_leave_one_of_both(committed_db):
    one, other = a_patient("Сорокин", "Павел"), a_patient("Сорокин", "Паша", phone="+79161230002")
    merge = merge_patients(survivor=one, retired=other, by=SYSTEM)
    at_once(*[lambda: unmerge(merge=merge, by=SYSTEM)] * 3)
    assert [contact.value for contact in other.contacts.all()] == ["+79161230002"]
    assert Patient.objects.filter(state=PatientState.ACTIVE).count() == 2


def test_stewards_who_ask_at_one_moment_get_different_pairs(committed_db):
    for weight in range(6):
        cards = a_patient("Сорокин", "Павел"), a_patient("Сорокин", "Паша")
        DuplicatePair.objects.create(patient=cards[0], other=cards[1], weight=weight)
    one, other = rita().as_actor(), zoya().as_actor()
    mine, theirs = at_once(lambda: take_pairs(by=one, count=3), lambda: take_pairs(by=other, count=3))
    assert len({*mine, *theirs}) == len(mine) + len(theirs) == 6
