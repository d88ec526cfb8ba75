"""May a person be contacted: stories, and 20,000 random ledgers against an independent twin (F19)."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from zabota.core.patients.commands import (
    add_contact,
    give_consent,
    place_mark,
    record_claim,
    record_death,
    record_refusal,
    relate,
    withdraw_consent,
)
from zabota.core.patients.models import Merge, Patient, PatientState
from zabota.core.patients.queries import (
    ContactFacts,
    LedgerLine,
    MarkFact,
    contact_facts,
    decide,
    may_contact,
)
from zabota.core.patients.queries.consents import consents_of
from zabota.core.patients.testing import a_patient, boris, karina, masha
from zabota.core.practice.queries import the_practice
from zabota.lib.actors import SYSTEM

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ADVERTISING, HEALTH, CARE, SERVICE = "marketing_general", "marketing_health", "care", "service_msg"


def answer(patient, purpose, channel="call", **more):
    decision = may_contact(patient, purpose, channel, **more)
    return decision.allowed, decision.basis or decision.reason


@pytest.mark.django_db
def test_an_imported_base_gets_no_advertising_but_its_care_goes_on():
    patient = boris()
    record_claim(patient=patient, purpose=ADVERTISING, evidence="old_list.xlsx, row 7, column 9", by=SYSTEM)
    assert answer(patient, ADVERTISING) == (False, "only_claimed")
    assert answer(patient, SERVICE) == (True, "service")
    assert answer(patient, CARE) == (False, "no_consent")
    assert answer(patient, CARE, care_reason="recommendation:41") == (True, "care_reason")


@pytest.mark.django_db
def test_an_imported_no_refuses_at_once_and_only_a_later_consent_reopens_it():
    patient = boris()
    record_refusal(patient=patient, purpose=ADVERTISING, evidence="old_list.xlsx, row 7", by=SYSTEM)
    assert answer(patient, ADVERTISING) == (False, "refused")
    give_consent(patient=patient, purpose=ADVERTISING, evidence="form of 3 March", by=SYSTEM)
    assert answer(patient, ADVERTISING) == (True, "consent")


@pytest.mark.django_db
def test_who_took_back_sms_by_name_gets_none_by_a_consent_to_everything():
    patient = boris()
    withdraw_consent(patient=patient, purpose=ADVERTISING, channel="sms", by=SYSTEM)
    give_consent(patient=patient, purpose=ADVERTISING, evidence="form", by=SYSTEM)
    assert answer(patient, ADVERTISING, "sms") == (False, "refused")
    assert answer(patient, ADVERTISING, "call") == (True, "consent")


@pytest.mark.django_db
def test_a_refusal_of_advertising_closes_advertising_by_health_data_too():
    patient = boris()
    give_consent(patient=patient, purpose=HEALTH, evidence="form", by=SYSTEM)
    assert answer(patient, HEALTH) == (True, "consent")
    withdraw_consent(patient=patient, purpose=ADVERTISING, by=SYSTEM)
    assert answer(patient, HEALTH) == (False, "refused")


@pytest.mark.django_db
def test_a_decision_of_the_clinic_opens_calls_only_and_never_past_a_refusal():
    practice = the_practice()
    practice.calls_without_consent_decided_on = date(2026, 1, 1)
    practice.save()
    patient = boris()
    assert answer(patient, ADVERTISING, "call") == (True, "clinic_decision")
    assert answer(patient, ADVERTISING, "sms") == (False, "no_consent")
    assert answer(patient, HEALTH, "call") == (False, "no_consent")
    record_refusal(patient=patient, purpose=ADVERTISING, channel="call", by=SYSTEM)
    assert answer(patient, ADVERTISING, "call") == (False, "refused")


@pytest.mark.django_db
def test_karina_says_once_do_not_call_me_and_is_not_called(django_assert_num_queries):
    patient = karina()
    give_consent(patient=patient, purpose=ADVERTISING, evidence="form", by=SYSTEM)
    place_mark(patient=patient, kind="do_not_contact", reason="asked in a call", by=SYSTEM)
    for purpose in (ADVERTISING, SERVICE, CARE):
        assert answer(patient, purpose, care_reason="course:3") == (False, "do_not_contact")
    ids = [patient.pk, boris().pk, masha().pk]
    contact_facts(ids)
    with django_assert_num_queries(4):
        contact_facts(ids)


@pytest.mark.django_db
def test_a_child_is_reached_through_its_mother_and_not_once_she_may_not_be_called():
    child = masha()
    assert answer(child, SERVICE) == (True, "service")
    record_death(patient=karina(), by=SYSTEM)
    assert answer(child, SERVICE) == (False, "representative")


@pytest.mark.django_db
def test_a_child_without_anybody_is_not_called_but_its_mothers_number_on_the_card_is():
    alone = a_patient(given="Лев", birth_date=date(2020, 5, 1), phone="+79270000001")
    assert answer(alone, SERVICE) == (False, "minor")
    with_mother = a_patient(given="Глеб", birth_date=date(2020, 5, 1), phone="+79270000002", whose="мама")
    assert answer(with_mother, SERVICE) == (True, "service")
    relate(patient=alone, relative=boris(), kind="grandparent", answers=True, by=SYSTEM)
    assert answer(alone, SERVICE) == (True, "service")


@pytest.mark.django_db
def test_merging_never_widens_consent():
    """A refusal on the retired card holds against a consent on the survivor, until he consents again after the merge."""
    survivor, retired = boris(), a_patient("Зимин", "Борис", "П.")
    record_refusal(patient=retired, purpose=ADVERTISING, by=SYSTEM)
    give_consent(patient=survivor, purpose=ADVERTISING, evidence="form", by=SYSTEM)
    assert answer(survivor, ADVERTISING) == (True, "consent")
    Patient.objects.filter(pk=retired.pk).update(state=PatientState.MERGED, merged_into=survivor)
    Merge.objects.create(survivor=survivor, retired=retired)
    assert answer(survivor, ADVERTISING) == (False, "refused")
    assert answer(retired, ADVERTISING) == (False, "no_card")
    give_consent(patient=survivor, purpose=ADVERTISING, evidence="new form", by=SYSTEM)
    assert answer(survivor, ADVERTISING) == (True, "consent")


def test_marks_hold_through_their_last_day():
    last = date(2026, 11, 20)
    facts = ContactFacts(1, marks=(MarkFact("m", "contact_after", date(2026, 11, 1), last),))
    assert decide(facts, SERVICE, "sms", NOW).reason == "contact_after"
    assert decide(facts, SERVICE, "sms", NOW + timedelta(days=1)).allowed


PURPOSES = ("care", "service_msg", "marketing_general", "marketing_health", "reviews")
CHANNELS = ("call", "sms", "email")
ACTIONS = ("grant", "claim", "refuse", "withdraw", "expire")


def test_twenty_thousand_random_ledgers_get_the_twins_answer():
    """The twin replays a ledger line by line; the product looks back from the newest refusal (F19)."""
    chance = random.Random(19)
    for _round in range(20_000):
        facts = random_facts(chance)
        purpose, channel = chance.choice(PURPOSES), chance.choice(CHANNELS)
        reason = chance.choice(("", "course:7"))
        mine = decide(facts, purpose, channel, NOW, reason)
        assert mine.allowed == twin_allows(facts, purpose, channel, reason), (facts, purpose, channel, reason)


def random_facts(chance: random.Random) -> ContactFacts:
    merged_at = NOW - timedelta(days=chance.randrange(1, 40))
    lines = []
    for number in range(chance.randrange(7)):
        is_merged = chance.random() < 0.3
        lines.append(
            LedgerLine(
                number,
                f"line-{number}",
                chance.choice(PURPOSES[2:] if chance.random() < 0.7 else PURPOSES),
                chance.choice(("", *CHANNELS)),
                chance.choice(ACTIONS),
                NOW - timedelta(days=chance.randrange(60)),
                card_id=2 if is_merged else 1,
                merged_at=merged_at if is_merged else None,
            )
        )
    return ContactFacts(
        1,
        is_deceased=chance.random() < 0.05,
        birth_date=chance.choice((None, date(1980, 1, 1), date(2015, 1, 1))),
        marks=random_marks(chance),
        ledger=tuple(lines),
        representatives=chance.choice(
            ((), (), (ContactFacts(9),), (ContactFacts(9, is_deceased=True), ContactFacts(8)))
        ),
        has_number_of_another=chance.random() < 0.3,
        calls_decided_on=chance.choice((None, date(2026, 1, 1), date(2027, 1, 1))),
    )


def random_marks(chance: random.Random) -> tuple[MarkFact, ...]:
    if chance.random() < 0.8:
        return ()
    since = NOW.date() - timedelta(days=chance.randrange(-3, 9))
    until = chance.choice((None, since + timedelta(days=chance.randrange(9))))
    return (MarkFact("m", chance.choice(("do_not_contact", "contact_after", "vip")), since, until),)


def twin_allows(facts: ContactFacts, purpose: str, channel: str, reason: str) -> bool:
    today = NOW.date()
    if facts.is_deceased:
        return False
    for mark in facts.marks:
        if mark.kind != "vip" and mark.since <= today <= (mark.until or today):
            return False
    if facts.birth_date and facts.birth_date > date(today.year - 18, today.month, today.day):
        adults = [adult for adult in facts.representatives if not adult.is_deceased]
        if not adults and (facts.representatives or not facts.has_number_of_another):
            return False
    closed, granted = replayed(facts, purpose, channel)
    if closed or (purpose == "marketing_health" and replayed(facts, "marketing_general", channel)[0]):
        return False
    by_clinic = facts.calls_decided_on is not None and facts.calls_decided_on <= today and channel == "call"
    return (
        granted
        or purpose == "service_msg"
        or (purpose == "care" and bool(reason))
        or (by_clinic and purpose in ("care", "marketing_general", "reviews"))
    )


def replayed(facts: ContactFacts, purpose: str, channel: str) -> tuple[bool, bool]:
    """Whether the purpose is closed and whether a consent stands, by playing the lines in the order of time.

    `open_refusals` holds (card, "" or channel, when) of every refusal in force.
    """
    open_refusals: list[LedgerLine] = []
    consents: dict[tuple[int, str], bool] = {}
    for line in sorted(facts.ledger, key=lambda line: (line.at, line.id)):
        if line.purpose != purpose or line.channel not in ("", channel):
            continue
        if line.action in ("refuse", "withdraw"):
            open_refusals.append(line)
        if line.action == "grant":
            open_refusals = [refusal for refusal in open_refusals if not reopens(line, refusal)]
        if line.action != "claim":
            consents[line.card_id, line.channel] = line.action == "grant"
    return bool(open_refusals), any(consents.values())


def reopens(consent: LedgerLine, refusal: LedgerLine) -> bool:
    if consent.channel == "" and refusal.channel != "":
        return False
    same_card = consent.card_id == refusal.card_id
    after_the_merge = consent.card_id == 1 and refusal.card_id == 2 and consent.at > refusal.merged_at
    return same_card or after_the_merge


@pytest.mark.django_db
def test_the_card_shows_the_channels_of_this_person_and_of_the_ledger():
    patient = a_patient("Канальев", "Иван", phone="+79270000031")
    assert consents_of(patient).channels == ["звонок", "SMS"]
    record_refusal(patient=patient, purpose=ADVERTISING, channel="telegram", by=SYSTEM)
    add_contact(patient=patient, kind="email", value="ivan@mail.ru", by=SYSTEM)
    assert consents_of(patient).channels == ["звонок", "SMS", "электронная почта", "Telegram"]
    assert consents_of(a_patient("Безномеров", "Олег")).channels == ["звонок"]
