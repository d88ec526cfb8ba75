"""The review queue: one keyboard hand clears it (peers #16), nobody sees another's pair, everything can be taken back."""

import pytest

from zabota.base.accounts.access import Access
from zabota.base.audit.models import AuditEntry
from zabota.base.events.models import Event
from zabota.base.events.testing import run_pending
from zabota.base.jobs.models import Job
from zabota.core.patients.commands.reviewing import AlreadyDecided, decide_pair, take_pairs, undo_last_decision
from zabota.core.patients.matching import Field
from zabota.core.patients.models import DuplicatePair, Mention, Merge, PairState, Patient, PatientState
from zabota.core.patients.queries.arrivals import split_of
from zabota.core.patients.queries.card import alerts_for
from zabota.core.patients.queries.duplicates import duplicates_report, visit_questions, waiting_pairs
from zabota.core.patients.queries.pair_view import pair_view
from zabota.core.patients.testing import a_patient
from zabota.core.staff.testing import igor, rita, vera, zoya

pytestmark = pytest.mark.django_db

PHONE = "+79161230001"


def a_pair(weight=3.0, **of_the_other) -> DuplicatePair:
    one = a_patient("Сорокин", "Павел", "Ильич", phone=PHONE, city="Самара")
    other = a_patient("Сорокин", "Паша", "", **of_the_other)
    evidence = [
        {"field": "surname", "level": "same", "weight": 6.5},
        {"field": "given", "level": "short", "weight": 3.1},
    ]
    return DuplicatePair.objects.create(patient=one, other=other, weight=weight, evidence=evidence)


def test_likely_pairs_come_first_and_put_off_ones_last():
    doubtful, likely, put_off = a_pair(1.0), a_pair(4.0), a_pair(9.0)
    decide_pair(pair=put_off, state=PairState.LATER, by=rita().as_actor())
    assert take_pairs(by=rita().as_actor(), count=5) == [likely, doubtful, put_off]
    assert waiting_pairs().count() == 3


def test_two_stewards_never_get_one_pair():
    first, second = a_pair(4.0), a_pair(1.0)
    assert take_pairs(by=rita().as_actor()) == [first]
    assert take_pairs(by=zoya().as_actor()) == [second]
    assert take_pairs(by=zoya().as_actor(), besides=[second.public_id]) == []
    assert take_pairs(by=rita().as_actor()) == [first]  # his own unfinished pair is still his


def test_a_decision_is_made_once_and_by_one():
    pair = a_pair()
    for _ in range(2):
        decide_pair(pair=pair, state=PairState.MERGED, by=rita().as_actor())
    assert Merge.objects.count() == 1
    with pytest.raises(AlreadyDecided):
        decide_pair(pair=pair, state=PairState.DIFFERENT, by=zoya().as_actor())
    assert DuplicatePair.objects.get().state == PairState.MERGED


def test_the_steward_chooses_the_survivor_and_each_value():
    pair = a_pair(city="Москва")
    decide_pair(
        pair=pair, state=PairState.MERGED, by=rita().as_actor(), survivor=pair.other, chosen={"city": "retired"}
    )
    pair.other.refresh_from_db()
    assert (pair.other.given, pair.other.patronymic, pair.other.city) == ("Паша", "Ильич", "Самара")
    assert Patient.objects.get(pk=pair.patient_id).merged_into == pair.other


def test_decisions_are_taken_back_one_after_another():
    merged, apart = a_pair(4.0), a_pair(1.0)
    decide_pair(pair=merged, state=PairState.MERGED, by=rita().as_actor())
    decide_pair(pair=apart, state=PairState.DIFFERENT, by=rita().as_actor())
    DuplicatePair.objects.filter(pk=merged.pk).update(decided_at=merged.found_at)  # the first of the two

    assert undo_last_decision(by=zoya().as_actor()) is None
    assert [undo_last_decision(by=rita().as_actor()) for _ in range(3)] == [apart, merged, None]
    assert list(DuplicatePair.objects.values_list("state", flat=True)) == [PairState.OPEN] * 2
    assert Patient.objects.filter(state=PatientState.ACTIVE).count() == 4


def test_whatever_was_weighed_is_shown_though_the_cards_say_nothing_of_it():
    pair = a_pair()
    Mention.objects.create(patient=pair.patient, source="mis", card_numbers=["100012"])
    pair.evidence = [{"field": of.value, "level": "same", "weight": 3.0} for of in Field]
    rows = {str(row.title): row for row in pair_view(pair, pair.patient).rows if row.speaks}

    assert sorted(rows) == [
        "Город", "Дата рождения", "Документы", "Имя", "Отчество", "Телефоны", "Фамилия", "Электронная почта", "№ карты",
    ]  # fmt: skip
    assert (rows["№ карты"].left[0].text, rows["№ карты"].agreement) == ("100012", "same")
    assert (rows["Документы"].left, rows["Документы"].agreement) == ([], "same")


def test_a_pair_to_ask_about_waits_for_the_visit():
    pair = a_pair()
    decide_pair(pair=pair, state=PairState.AT_VISIT, by=rita().as_actor())
    both = visit_questions([pair.patient_id, pair.other_id])
    assert {card: len(questions) for card, questions in both.items()} == {pair.patient_id: 1, pair.other_id: 1}
    assert any("Сорокин Паша" in str(alert.text) for alert in alerts_for(pair.patient, Access(vera())))
    assert take_pairs(by=rita().as_actor()) == []
    decide_pair(pair=pair, state=PairState.MERGED, by=zoya().as_actor())
    assert visit_questions([pair.patient_id]) == {}


def test_contacts_are_compared_under_their_masks():
    pair = a_pair(phone=PHONE)
    view = pair_view(pair, pair.patient)
    rows = {str(row.title): row for row in view.rows}
    phones = rows["Phones"] if "Phones" in rows else rows["Телефоны"]
    assert [(value.text, value.is_shared) for value in (*phones.left, *phones.right)] == [
        ("+7 ••• •••-00-01", True)
    ] * 2
    assert phones.agreement == "same"
    assert view.per_cent == 89


def test_the_report_counts_what_was_done():
    decide_pair(pair=a_pair(), state=PairState.MERGED, by=rita().as_actor())
    decide_pair(pair=a_pair(), state=PairState.AT_VISIT, by=rita().as_actor())
    a_pair()
    report = duplicates_report()
    assert (report.by_hand, report.automatic, report.waiting, report.at_visit) == (1, 0, 1, 1)
    assert (report.cards, report.cards_by_merged) == (5, [(1, 1)])


def test_the_queue_is_worked_through_in_the_browser_of_the_steward(client):
    first, second, third = a_pair(9.0), a_pair(5.0), a_pair(1.0)
    client.force_login(rita())
    page = client.get("/duplicates/review/").content.decode()
    assert page.index(str(first.public_id)) < page.index(str(second.public_id))
    assert str(third.public_id) not in page
    assert "1230001" not in page
    assert sorted(AuditEntry.objects.filter(fields=["duplicates"]).values_list("patient_id", flat=True)) == sorted(
        [first.patient_id, first.other_id, second.patient_id, second.other_id]
    )

    answer = client.post(
        f"/duplicates/review/{first.public_id}/decide/",
        {"decision": "merge", "survivor": str(first.patient.public_id), "besides": str(second.public_id)},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 200
    assert str(third.public_id) in answer.content.decode()
    assert Merge.objects.get().survivor == first.patient
    assert Event.objects.filter(kind="patients.pair_decided").count() == 1

    answer = client.post("/duplicates/review/undo/", {"besides": str(second.public_id)}, headers={"HX-Request": "true"})
    assert str(first.public_id) in answer.content.decode()
    assert DuplicatePair.objects.get(pk=first.pk).state == PairState.OPEN


def test_the_search_is_started_once_and_shown_until_it_ends(client):
    client.force_login(rita())
    for _ in range(2):
        assert client.post("/duplicates/search/").status_code == 302
    job = Job.objects.get(name="patients.dedupe")
    assert f"/jobs/{job.public_id}/progress/" in client.get("/duplicates/").content.decode()
    run_pending()
    assert f"/jobs/{job.public_id}/progress/" not in client.get("/duplicates/").content.decode()


def test_a_merge_is_parted_from_the_list(client):
    pair = a_pair()
    decide_pair(pair=pair, state=PairState.MERGED, by=rita().as_actor())
    client.force_login(rita())
    assert "Сорокин" in client.get("/duplicates/").content.decode()
    merge = Merge.objects.get()
    seal = split_of(merge).seal
    assert client.post(f"/duplicates/merges/{merge.public_id}/part/", {"seal": seal}).status_code == 302
    assert DuplicatePair.objects.get().state == PairState.DIFFERENT


def test_a_pair_kept_apart_by_mistake_is_decided_anew(client):
    pair = a_pair()
    decide_pair(pair=pair, state=PairState.DIFFERENT, by=zoya().as_actor())
    client.force_login(rita())
    assert "Сорокин Паша" in client.get("/duplicates/decided/?state=different").content.decode()
    assert "Сорокин" not in client.get("/duplicates/decided/?state=at_visit").content.decode()
    assert client.post(f"/duplicates/decided/{pair.public_id}/anew/").status_code == 302
    assert take_pairs(by=rita().as_actor()) == [pair]


@pytest.mark.parametrize("who", [vera, igor])
def test_others_neither_see_nor_decide(client, who):
    pair = a_pair()
    client.force_login(who())
    for answer in (
        client.get("/duplicates/review/"),
        client.get("/duplicates/"),
        client.post(f"/duplicates/review/{pair.public_id}/decide/", {"decision": "merge"}),
    ):
        assert answer.status_code == 403
    assert DuplicatePair.objects.get().state == PairState.OPEN
