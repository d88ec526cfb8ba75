"""A freed time fills itself: held, offered in an order that is explained, booked exactly, or passed on."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from zabota.base.events.models import Event
from zabota.base.events.testing import run_pending
from zabota.core.patients.commands import give_consent
from zabota.core.patients.models import ConsentPurpose, Patient
from zabota.core.patients.testing import a_patient
from zabota.core.practice.testing import samara_centre, togliatti
from zabota.core.staff.testing import anna, lev, oleg
from zabota.lib.actors import SYSTEM
from zabota.outreach.todos.commands.recording import record_outcome, take_back_outcome
from zabota.outreach.todos.commands.taking import take_next_call
from zabota.outreach.todos.models import Call
from zabota.outreach.todos.registry import offered_outcomes
from zabota.outreach.todos.testing import everywhere
from zabota.work.scheduling.commands import (
    OfferIsOver,
    TimeIsTaken,
    accept_offer,
    book,
    cancel,
    change_booking_rules,
    close_opening,
    decline_offer,
    hold_slot,
    move,
    release_hold,
    take_back_answer,
    take_back_step,
)
from zabota.work.scheduling.models import Appointment, Hold, Occupancy, Offer, Opening, Urgency, WaitingEntry
from zabota.work.scheduling.testing import (
    a_service,
    a_visit,
    a_wish,
    days_ago,
    let_time_pass,
    offers_at_any_hour,
    receives,
    waits,
)

pytestmark = pytest.mark.django_db
TOMORROW = days_ago(-1)
PHONES = iter(range(79160000000, 79170000000))


@pytest.fixture(autouse=True)
def anna_receives_tomorrow() -> None:
    receives(anna())
    offers_at_any_hour()


def a_caller(surname: str) -> Patient:
    """Who can be called."""
    return a_patient(surname, phone=f"+{next(PHONES)}", home_branch=samara_centre())


def booked(patient: Patient | None = None, at: time = time(10), **wish: object) -> Appointment:
    wanted = a_wish(anna(), at, service=wish.pop("service", None) or a_service(), **wish)
    return book(patient=patient or a_patient("Свободный"), wanted=wanted, by=SYSTEM)


def freed(visit: Appointment | None = None) -> Opening:
    """A visit is cancelled, and its time was offered to the first."""
    visit = visit or booked()
    cancel(appointment=visit, cancelled_by="patient", reason="", by=SYSTEM)
    run_pending()
    let_time_pass(freed_visit=visit)
    return Opening.objects.get(freed_visit=visit)


def offered(opening: Opening) -> list[tuple[str, str]]:
    return [(each.patient.surname, each.state) for each in opening.offers.all()]


def state_of(opening: Opening) -> str:
    return Opening.objects.get(pk=opening.pk).state


def test_a_cancelled_time_is_held_and_offered_by_a_call():
    entry = waits(a_caller("Зимин"))
    opening = freed()

    offer = opening.offers.get()
    assert (offer.patient.surname, offer.state, offer.call.reason) == ("Зимин", "offered", "offered_time")
    hold = Hold.objects.get()
    assert (hold.purpose, hold.state, hold.starts_at, hold.minutes) == ("offer", "open", opening.starts_at, 30)
    assert offer.until < hold.until
    assert WaitingEntry.objects.get(pk=entry.pk).state == "offered"
    with pytest.raises(TimeIsTaken):
        booked(a_patient("Ловкий"))


def test_who_agrees_gets_exactly_that_time():
    entry = waits(a_caller("Зимин"))
    opening = freed()
    visit = accept_offer(offer=opening.offers.get(), by=SYSTEM)

    assert (visit.patient, visit.starts_at, visit.doctor) == (entry.patient, opening.starts_at, anna())
    assert (visit.service, visit.booked_by, visit.status) == (a_service(), "waiting", "planned")
    entry.refresh_from_db()
    assert (entry.state, entry.visit) == ("booked", visit)
    opening.refresh_from_db()
    assert (opening.state, opening.refilled_by) == ("refilled", visit)
    assert Occupancy.objects.get(appointment=visit).state == "taken"
    assert Call.objects.get().state == "closed"
    with pytest.raises(OfferIsOver):
        accept_offer(offer=opening.offers.get(), by=SYSTEM)


def test_a_repeated_event_opens_nothing_twice():
    waits(a_caller("Зимин"))
    freed()
    run_pending()
    assert (Opening.objects.count(), Offer.objects.count()) == (1, 1)


def test_a_refusal_lets_the_next_one_in_after_the_time_for_an_undo():
    waits(a_caller("Зимин"), urgency=Urgency.URGENT)
    waits(a_caller("Орлов"))
    opening = freed()
    decline_offer(offer=opening.offers.get(), state="refused", by=SYSTEM)
    assert offered(opening) == [("Зимин", "refused")]
    opening.refresh_from_db()
    assert opening.next_at > timezone.now()

    let_time_pass()
    assert offered(opening) == [("Зимин", "refused"), ("Орлов", "offered")]
    assert [each.state for each in WaitingEntry.objects.order_by("pk")] == ["waiting", "offered"]
    assert Hold.objects.filter(state="open").count() == 1


def test_no_answer_in_time_passes_it_on_and_at_last_to_nobody():
    waits(a_caller("Зимин"))
    opening = freed()
    let_time_pass()
    assert (offered(opening), state_of(opening)) == ([("Зимин", "expired")], "nobody")
    assert (Hold.objects.get().state, Call.objects.get().state) == ("released", "closed")
    assert let_time_pass() == 0
    assert booked(a_patient("Ловкий")).pk


def test_the_order_is_urgency_then_waiting_then_passed_over_then_fit():
    for surname, wish in (("Поздний", {}), ("Терпеливый", {}), ("Обойдённый", {}), ("Срочный", {"urgency": 2})):
        waits(a_caller(surname), **wish)
    waits(a_caller("Верный"), doctor=anna())
    WaitingEntry.objects.filter(patient__surname="Терпеливый").update(created_at=timezone.now() - timedelta(days=40))
    WaitingEntry.objects.filter(patient__surname="Обойдённый").update(passed_over=2)
    opening = freed()

    for _round in range(4):
        decline_offer(offer=opening.offers.get(state="offered"), state="no_answer", by=SYSTEM)
        let_time_pass(pk=opening.pk)

    assert [surname for surname, _state in offered(opening)] == [
        "Срочный", "Терпеливый", "Обойдённый", "Верный", "Поздний",
    ]  # fmt: skip
    points = opening.offers.get(patient__surname="Терпеливый").points
    assert points == {"asked": 100, "waits": 40, "service": 10}


def test_who_was_passed_over_is_counted():
    chosen, passed = waits(a_caller("Зимин"), urgency=Urgency.URGENT), waits(a_caller("Орлов"))
    opening = freed()
    accept_offer(offer=opening.offers.get(), by=SYSTEM)
    assert [WaitingEntry.objects.get(pk=each.pk).passed_over for each in (chosen, passed)] == [0, 1]


@pytest.mark.parametrize(
    "wish",
    [
        {"doctor": "lev"},
        {"branches": "togliatti"},
        {"weekdays": [(TOMORROW.weekday() + 1) % 7]},
        {"hours_from": time(10, 5)},
        {"hours_until": time(10, 25)},
        {"earliest": TOMORROW + timedelta(days=1)},
        {"latest": days_ago(0)},
        {"service": "long"},
        {"speciality": "Офтальмолог"},
    ],
)
def test_whom_the_time_does_not_suit_it_is_not_offered(wish):
    objects = {"lev": lev, "togliatti": lambda: [togliatti()], "long": lambda: a_service("Операция", 60)}
    said = {name: objects[value]() if str(value) in objects else value for name, value in wish.items()}
    waits(a_caller("Зимин"), **said)
    opening = freed()
    assert (offered(opening), state_of(opening)) == ([], "nobody")


def test_a_shorter_service_of_the_same_doctor_fits_into_a_longer_time():
    short = a_service("Осмотр", 20)
    waits(a_caller("Зимин"), service=short)
    visit = accept_offer(offer=freed().offers.get(), by=SYSTEM)
    assert (visit.service, visit.minutes) == (short, 20)


def test_who_freed_the_time_and_who_is_elsewhere_then_are_not_asked():
    receives(lev())
    leaves, busy = a_caller("Ушедший"), a_caller("Занятый")
    book(patient=busy, wanted=a_wish(lev(), time(10), service=a_service("Глаза")), by=SYSTEM)
    visit = booked(leaves)
    waits(leaves, doctor=anna())
    waits(busy)
    assert offered(freed(visit)) == []


def test_nobody_is_asked_within_half_an_hour_of_the_start():
    waits(a_caller("Зимин"))
    opening = freed()
    decline_offer(offer=opening.offers.get(), state="refused", by=SYSTEM)
    soon = timezone.now() + timedelta(minutes=29)
    Opening.objects.update(starts_at=soon)
    let_time_pass()
    assert state_of(opening) == "passed"


def test_at_night_nobody_is_called():
    waits(a_caller("Зимин"))
    now = timezone.localtime(timezone=samara_centre().zone)
    awake = (now + timedelta(hours=1)).time()
    change_booking_rules(offers_from=awake, offers_until=awake, by=SYSTEM)
    opening = freed()
    assert (offered(opening), state_of(opening)) == ([], "open")
    opening.refresh_from_db()
    assert timedelta(minutes=59) < opening.next_at - timezone.now() <= timedelta(hours=1)


def test_a_cancellation_taken_back_leaves_nothing_to_offer():
    waits(a_caller("Зимин"))
    visit = booked()
    cancel(appointment=visit, cancelled_by="patient", reason="", by=SYSTEM)
    run_pending()
    assert Opening.objects.get().next_at > timezone.now()  # nobody is called while the desk may undo
    take_back_step(appointment=visit, by=SYSTEM)
    let_time_pass()
    assert (state_of(Opening.objects.get()), Offer.objects.count()) == ("taken_back", 0)


def test_a_time_that_the_desk_has_booked_meanwhile_is_offered_to_nobody():
    waits(a_caller("Зимин"))
    cancel(appointment=booked(), cancelled_by="patient", reason="", by=SYSTEM)
    run_pending()
    booked(a_patient("Ловкий"))
    let_time_pass()
    assert (state_of(Opening.objects.get()), Offer.objects.count(), Call.objects.count()) == ("taken", 0, 0)


def test_a_wish_for_earlier_moves_the_visit_and_its_old_time_is_offered_on():
    later = booked(a_caller("Зимин"), time(15))
    waits(later.patient, earlier_than=later)
    waits(a_caller("Орлов"), hours_from=time(14))
    opening = freed()
    visit = accept_offer(offer=opening.offers.get(), by=SYSTEM)

    later.refresh_from_db()
    assert (later.status, later.moved_to, visit.starts_at) == ("moved", visit, opening.starts_at)
    run_pending()
    let_time_pass()
    second = Opening.objects.get(cause="moved")
    assert (second.starts_at, offered(second)) == (later.starts_at, [("Орлов", "offered")])


def test_several_at_once_and_the_first_gets_it():
    offers_at_any_hour(offers_at_once=2)
    for surname in ("Зимин", "Орлов", "Сорокин"):
        waits(a_caller(surname))
    opening = freed()
    first, second = opening.offers.all()
    assert Hold.objects.filter(state="open").count() == 1
    accept_offer(offer=second, by=SYSTEM)

    assert [state for _surname, state in offered(opening)] == ["gone", "accepted"]
    with pytest.raises(OfferIsOver):
        accept_offer(offer=first, by=SYSTEM)
    assert [each.state for each in Call.objects.order_by("pk")] == ["closed", "closed"]
    assert WaitingEntry.objects.get(patient=first.patient).state == "waiting"


def test_who_cannot_be_called_is_passed_and_the_desk_sees_why():
    waits(a_patient("Безномерный"), urgency=Urgency.URGENT)
    waits(a_caller("Зимин"))
    assert offered(freed()) == [("Безномерный", "unreachable"), ("Зимин", "offered")]


def test_a_patient_has_one_offer_at_a_time():
    waits(a_caller("Зимин"))
    first, second = freed(booked()), freed(booked(a_patient("Другой"), time(12)))
    assert (offered(first), offered(second)) == ([("Зимин", "offered")], [])


def test_sleepers_are_asked_last_and_only_with_a_ground():
    asleep, silent = a_caller("Спящий"), a_caller("Молчащий")
    for patient in (asleep, silent):
        a_visit(patient=patient, days=150, doctor=anna(), service=a_service())
    give_consent(patient=asleep, purpose=ConsentPurpose.ADVERTISING, evidence="анкета", by=SYSTEM)
    waits(a_caller("Зимин"))
    opening = freed()
    decline_offer(offer=opening.offers.get(), state="refused", by=SYSTEM)
    let_time_pass()
    assert offered(opening) == [("Зимин", "refused"), ("Спящий", "offered")]
    assert opening.offers.last().call.reason == "offered_to_asleep"


def test_a_released_hold_is_offered_only_where_somebody_waits():
    def released(at: time) -> None:
        wanted = a_wish(anna(), at, service=a_service())
        hold = hold_slot(wanted=wanted, purpose="online", until=timezone.now() + timedelta(minutes=5), by=SYSTEM)
        release_hold(hold=hold, by=SYSTEM)
        run_pending()

    released(time(9))
    assert Opening.objects.count() == 0
    waits(a_caller("Зимин"), hours_from=time(12))
    released(time(13))
    assert Opening.objects.get().cause == "released"


def test_new_hours_of_a_doctor_are_offered_to_who_waits_for_him():
    run_pending()
    waits(a_caller("Зимин"), doctor=lev())
    waits(a_caller("Орлов"), doctor=lev())
    receives(lev(), hours=(time(9), time(10)))
    run_pending()
    let_time_pass()
    openings = Opening.objects.order_by("starts_at")
    assert [(each.cause, each.wall_start[11:], offered(each)) for each in openings] == [
        ("hours", "09:00", [("Зимин", "offered")]),
        ("hours", "09:30", [("Орлов", "offered")]),
    ]  # fmt: skip


def test_an_answer_is_taken_back_within_seconds():
    entry = waits(a_caller("Зимин"))
    opening = freed()
    offer = opening.offers.get()
    accept_offer(offer=offer, by=SYSTEM)
    take_back_answer(offer=offer, by=SYSTEM)

    assert (offered(opening), state_of(opening)) == ([("Зимин", "offered")], "open")
    assert (Appointment.objects.exclude(status="cancelled").count(), Hold.objects.filter(state="open").count()) == (
        0,
        1,
    )
    assert WaitingEntry.objects.get(pk=entry.pk).state == "offered"
    assert accept_offer(offer=offer, by=SYSTEM).patient == entry.patient
    Offer.objects.update(ended_at=timezone.now() - timedelta(seconds=16))
    with pytest.raises(OfferIsOver):
        take_back_answer(offer=offer, by=SYSTEM)


def test_a_moved_visit_goes_back_when_the_answer_is_taken_back():
    later = booked(a_caller("Зимин"), time(15))
    waits(later.patient, earlier_than=later)
    offer = freed().offers.get()
    accept_offer(offer=offer, by=SYSTEM)
    take_back_answer(offer=offer, by=SYSTEM)

    stands = Appointment.objects.get(patient=later.patient, status="planned")
    assert stands.starts_at == later.starts_at
    assert WaitingEntry.objects.get().earlier_than == stands


def test_the_desk_takes_a_time_off():
    waits(a_caller("Зимин"))
    opening = freed()
    assert (close_opening(opening=opening, by=SYSTEM), close_opening(opening=opening, by=SYSTEM)) == (True, False)
    assert (offered(opening), state_of(opening)) == ([("Зимин", "gone")], "closed")
    assert booked(a_patient("Ловкий")).pk


def press(outcome: str):
    """Oleg takes the call from the list and presses a key."""
    [call] = take_next_call(user=oleg(), reach=everywhere())
    return record_outcome(call=call, outcome=outcome, submission=uuid4(), by=oleg().as_actor())[0]


def test_a_call_ends_with_the_offered_time_booked_and_is_undone():
    waits(a_caller("Зимин"))
    opening = freed()
    attempt = press("offer_accepted")
    assert (state_of(opening), Call.objects.get().state) == ("refilled", "done")
    take_back_outcome(submission=attempt.submission, by=oleg().as_actor())
    assert (state_of(opening), Call.objects.get().state, offered(opening)) == ("open", "open", [("Зимин", "offered")])


@pytest.mark.parametrize(("outcome", "state"), [("offer_refused", "refused"), ("offer_no_answer", "no_answer")])
def test_a_call_passes_the_time_on(outcome, state):
    waits(a_caller("Зимин"))
    opening = freed()
    press(outcome)
    assert (offered(opening), state_of(opening)) == ([("Зимин", state)], "open")


def test_calls_of_offers_have_their_own_outcomes_instead_of_the_common_ones_of_the_same_keys():
    keys = {each.code: each.key for each in offered_outcomes("offered_time")}
    assert (keys["Digit1"], keys["Digit3"], keys["Digit6"]) == ("offer_accepted", "offer_no_answer", "offer_refused")
    assert keys["Digit0"] == "do_not_call"
    assert {each.key for each in offered_outcomes("sleeping")} & {"offer_accepted", "offer_refused"} == set()


def test_a_moved_visit_frees_its_old_time():
    waits(a_caller("Зимин"), hours_until=time(11))
    visit = booked()
    move(appointment=visit, to=a_wish(anna(), time(16), service=a_service()), by=SYSTEM)
    run_pending()
    let_time_pass()
    opening = Opening.objects.get()
    assert (opening.cause, opening.starts_at, offered(opening)) == ("moved", visit.starts_at, [("Зимин", "offered")])
    assert Event.objects.filter(kind="scheduling.time_offered").count() == 1
