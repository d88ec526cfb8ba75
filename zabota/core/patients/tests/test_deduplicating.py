"""The search for duplicates: certain pairs merge by themselves, doubtful ones wait, what a person decided stays (R007)."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from zabota.base.events.testing import run_pending
from zabota.base.jobs.commands import enqueue
from zabota.base.jobs.models import State
from zabota.core.patients.commands import deduplicating
from zabota.core.patients.commands.importing import ImportedContact, ImportedPerson, import_mentions
from zabota.core.patients.commands.merging import unmerge
from zabota.core.patients.commands.pairs import keep_apart
from zabota.core.patients.management.commands.dedupe import AtTheShell
from zabota.core.patients.matching.dirty_base import dirty_base
from zabota.core.patients.models import DuplicatePair, MatchingWeights, Merge, PairState, Patient, PatientState
from zabota.core.patients.queries.duplicates import waiting_pairs
from zabota.core.staff.testing import rita
from zabota.lib.actors import SYSTEM

pytestmark = pytest.mark.django_db

PHONE = ImportedContact("phone", "+79171234567")
KARINA = {"surname": "Демидова", "given": "Карина", "patronymic": "Олеговна", "birth_date": date(1992, 3, 5)}
#: Neither the birth date nor the phone is known: it may be her.
NAMESAKE = {"surname": "Демидова", "given": "Карина", "patronymic": "Олеговна"}


def imported(*people: dict, source: str = "import:1") -> list[int]:
    cards = import_mentions(people=[ImportedPerson(**person) for person in people], source=source, by=SYSTEM)
    return [card.patient_id for card in cards]


def dedupe() -> dict:
    told = StringIO()
    call_command("dedupe", "--json", stdout=told, stderr=StringIO())
    return json.loads(told.getvalue())


def test_two_files_that_know_one_person_become_one_card_with_the_evidence():
    first, second = imported(KARINA | {"contacts": (PHONE,)}, KARINA | {"surname": "Демдова", "contacts": (PHONE,)})

    result = dedupe()

    result.pop("seconds")
    assert result == {"records": 2, "patients_before": 2, "patients_after": 1, "merged": 1, "proposals": 0}
    merge = Merge.objects.get()
    assert (merge.survivor_id, merge.retired_id, merge.is_automatic) == (first, second, True)
    assert {line["field"]: line["level"] for line in merge.evidence} == {
        "surname": "typo", "given": "same", "patronymic": "same", "birth": "same", "phone": "same",
    }  # fmt: skip
    assert MatchingWeights.objects.get().weights["people"] > 0


def test_a_second_run_changes_nothing():
    imported(KARINA | {"contacts": (PHONE,)}, KARINA | {"contacts": (PHONE,)}, NAMESAKE)
    dedupe()
    again = dedupe()
    assert (again["patients_before"], again["patients_after"], again["merged"]) == (2, 2, 0)


def person_of(row: dict) -> dict:
    named = {name: row[name] or "" for name in ("surname", "given", "patronymic", "sex")}
    numbers = [ImportedContact("phone", each) for each in row["phones"] or () if each.startswith("+")]
    addresses = [ImportedContact("email", each) for each in row["emails"] or ()]
    return named | {
        "birth_date": row["birth_date"],
        "birth_year": row["birth_year"],
        "contacts": (*numbers, *addresses),
        "former_card_numbers": tuple(each.partition(":")[2] for each in row["cards"] or ()),
    }


def test_a_second_run_changes_nothing_though_merged_cards_know_more():
    """Of this base one card is certain only after others were merged."""
    imported(*map(person_of, dirty_base(800, seed=0).mentions.frame.rows(named=True)))
    first, queue = dedupe(), set(waiting_pairs().values_list("patient", "other", "weight"))
    again = dedupe()
    assert first["merged"] > 300
    assert (again["merged"], again["patients_after"]) == (0, first["patients_after"])
    assert set(waiting_pairs().values_list("patient", "other", "weight")) == queue


def test_a_doubtful_pair_waits_and_a_decided_one_stays_decided():
    first, second = imported(KARINA | {"contacts": (PHONE,)}, NAMESAKE)
    assert dedupe()["proposals"] == 1
    pair = DuplicatePair.objects.get()
    assert (pair.patient_id, pair.other_id, pair.state) == (first, second, PairState.OPEN)

    keep_apart(first, second, by=SYSTEM)
    assert dedupe()["proposals"] == 0
    assert DuplicatePair.objects.get().state == PairState.DIFFERENT


def test_a_pair_that_is_no_longer_doubtful_leaves_the_queue():
    first, second = imported(KARINA, KARINA | {"given": "Анна", "birth_date": date(1950, 1, 1)})
    for state in (PairState.OPEN, PairState.AT_VISIT):
        DuplicatePair.objects.all().delete()
        DuplicatePair.objects.create(patient_id=first, other_id=second, state=state)
        dedupe()
        left = PairState.GONE if state == PairState.OPEN else state
        assert DuplicatePair.objects.get().state == left


def test_cards_that_a_person_parted_are_never_joined_again():
    imported(*[KARINA | {"contacts": (PHONE,)}] * 2)
    dedupe()
    unmerge(merge=Merge.objects.get(), by=rita().as_actor())
    assert dedupe()["merged"] == 0
    assert Patient.objects.filter(state=PatientState.ACTIVE).count() == 2


def test_rows_written_to_a_card_while_it_was_merged_follow_to_the_survivor():
    first, second = imported(*[KARINA | {"contacts": (PHONE,)}] * 2)
    dedupe()
    import_mentions(
        people=[ImportedPerson(patient_id=second, contacts=(ImportedContact("phone", "+79170000001"),))],
        source="import:2", by=SYSTEM,
    )  # fmt: skip
    dedupe()
    survivor = Patient.objects.get(pk=first)
    assert [contact.value for contact in survivor.contacts.all()] == ["+79171234567", "+79170000001"]
    assert survivor.mentions.count() == 3


class StoppedAfterTheFirstMerge(AtTheShell):
    def progress(self, done, total=None, *, step=None):
        if step == "Merging":
            raise KeyboardInterrupt


def test_a_search_that_was_stopped_goes_on_from_what_is_merged(monkeypatch):
    monkeypatch.setattr(deduplicating, "MERGES_AT_ONCE", 1)
    boris = KARINA | {"surname": "Зимин", "given": "Борис", "patronymic": "Петрович"}
    imported(*[KARINA | {"contacts": (PHONE,)}] * 2, *[boris] * 2)

    with pytest.raises(KeyboardInterrupt):
        deduplicating.deduplicate(run=StoppedAfterTheFirstMerge(StringIO()), by=SYSTEM)

    assert Merge.objects.count() == 1
    assert dedupe()["merged"] == 1
    assert Patient.objects.filter(state=PatientState.ACTIVE).count() == 2


def test_the_job_does_the_same_as_the_command():
    imported(*[KARINA | {"contacts": (PHONE,)}] * 2)
    job = enqueue("patients.dedupe", by=rita().as_actor())
    run_pending()
    job.refresh_from_db()
    assert (job.state, job.result["merged"]) == (State.DONE, 1)
    assert Merge.objects.get().merged_by == rita()
