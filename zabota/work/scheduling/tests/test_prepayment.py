"""Two missed visits, and the next one is booked with a prepayment only: counted from facts, forgiven by good visits."""

from datetime import time, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from zabota.base.events.models import Event
from zabota.core.catalog.models import ServicePrice
from zabota.core.patients.models import Patient, PatientState
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, nina, vera
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import book, book_held, change_booking_rules, hold_slot, take_back_booking
from zabota.work.scheduling.models import Appointment, BookingRules, Occupancy
from zabota.work.scheduling.queries import prepayment_rule_for
from zabota.work.scheduling.testing import a_patient, a_service, a_wish, an_appointment, days_ago, receives

pytestmark = pytest.mark.django_db


def by_vera():
    return vera().as_actor(samara_centre().pk)


def missed(patient: Patient, days: int, **columns) -> Appointment:
    return an_appointment(patient=patient, on=days_ago(days), status="no_show", **columns)


def cancelled_late(patient: Patient, days: int, hours: str = "3.0", by: str = "patient") -> Appointment:
    return an_appointment(
        patient=patient, on=days_ago(days), status="cancelled", cancelled_by=by, hours_before=Decimal(hours)
    )


def came(patient: Patient, days: int) -> Appointment:
    return an_appointment(patient=patient, on=days_ago(days))


def an_unreliable() -> Patient:
    patient = a_patient("Ненадёжный", "Игнат")
    missed(patient, 40)
    cancelled_late(patient, 20)
    return patient


def booked(patient: Patient, **how) -> Appointment:
    receives(anna())
    wanted = a_wish(anna(), time(10), service=a_service(price=Decimal(2500)))
    return book(patient=patient, wanted=wanted, by=by_vera(), **how)


def test_a_no_show_and_a_late_cancellation_ask_for_a_prepayment():
    patient, other = an_unreliable(), a_patient()

    asked = prepayment_rule_for([patient.pk, other.pk])

    assert list(asked) == [patient.pk]
    rule = asked[patient.pk]
    assert (rule.no_shows, rule.late_cancellations, rule.window_days) == (1, 1, 365)
    assert rule.words == "1 неявка, 1 поздняя отмена за 365 дней: только с предоплатой"


def test_what_is_no_fault_of_the_patient_or_long_past_does_not_count():
    patient = a_patient()
    missed(patient, 10)
    missed(patient, 370)
    cancelled_late(patient, 5, hours="24.0")
    cancelled_late(patient, 6, by="clinic")
    an_appointment(patient=patient, on=days_ago(3), status="planned")

    assert prepayment_rule_for([patient.pk]) == {}


def test_misses_of_cards_merged_at_any_depth_count():
    patient = a_patient()
    for days, into in ((10, patient), (11, None)):
        twin = a_patient("Зимина", "Борис")
        into = into or Patient.objects.get(merged_into=patient)
        Patient.objects.filter(pk=twin.pk).update(state=PatientState.MERGED, merged_into=into)
        missed(twin, days)

    assert prepayment_rule_for([patient.pk])[patient.pk].no_shows == 2


def test_three_good_visits_in_a_row_forgive():
    patient = an_unreliable()
    came(patient, 30)
    for days in (15, 10):
        came(patient, days)
    assert patient.pk in prepayment_rule_for([patient.pk])

    came(patient, 5)
    assert prepayment_rule_for([patient.pk]) == {}
    change_booking_rules(amnesty_visits=None, by=SYSTEM)
    assert patient.pk in prepayment_rule_for([patient.pk])


def test_such_a_booking_is_held_with_a_deadline_and_a_share_of_the_price():
    visit = booked(an_unreliable())

    visit.refresh_from_db()
    assert (visit.status, visit.prepayment) == ("held", Decimal(750))
    half = timezone.now() + (visit.starts_at - timezone.now()) / 2
    assert abs(visit.held_until - min(half, timezone.now() + timedelta(hours=24))) < timedelta(seconds=10)
    assert Occupancy.objects.get().state == "held"


def test_the_sum_is_that_of_the_branch_the_grade_and_the_day():
    ServicePrice.objects.create(service=a_service(price=Decimal(2500)), amount=3000, since=days_ago(10))
    ServicePrice.objects.create(service=a_service(), branch=samara_centre(), amount=4000, since=days_ago(10))
    ServicePrice.objects.create(service=a_service(), branch=samara_centre(), amount=9000, since=days_ago(-30))

    assert booked(an_unreliable()).prepayment == Decimal(1200)


def test_a_fixed_sum_is_never_above_the_price():
    change_booking_rules(prepayment_share=None, prepayment_amount=Decimal(5000), by=SYSTEM)
    assert booked(an_unreliable()).prepayment == Decimal(2500)


def test_staff_may_let_a_patient_off_with_a_reason_that_stays():
    visit = booked(an_unreliable(), waived_reason="Был в больнице, принёс выписку")

    visit.refresh_from_db()
    assert (visit.status, visit.waived_reason) == ("planned", "Был в больнице, принёс выписку")
    waived = Event.objects.get(kind="scheduling.prepayment_waived")
    assert (waived.actor_id, waived.data) == (vera().pk, {"appointment_id": visit.pk})


def test_a_reliable_patient_is_let_off_nothing():
    visit = booked(a_patient(), waived_reason="на всякий случай")
    assert (visit.status, visit.waived_reason) == ("planned", "")


def test_a_held_slot_becomes_a_held_visit_too():
    receives(anna())
    wanted = a_wish(anna(), time(10), service=a_service(price=Decimal(2500)))
    hold = hold_slot(wanted=wanted, purpose="online", until=timezone.now() + timedelta(minutes=10), by=SYSTEM)

    visit = book_held(hold=hold, patient=an_unreliable(), booked_by="online", by=SYSTEM)

    assert (visit.status, visit.prepayment, Occupancy.objects.get().state) == ("held", Decimal(750), "held")


def test_a_visit_held_for_a_prepayment_is_taken_back_like_any_other():
    visit = booked(an_unreliable())
    assert visit.status == "held"

    take_back_booking(appointment=visit, by=by_vera())

    assert (Appointment.objects.filter(pk=visit.pk).exists(), Occupancy.objects.count()) == (False, 0)


def test_a_clinic_may_ask_nobody():
    change_booking_rules(asks_for_prepayment=False, by=SYSTEM)
    assert booked(an_unreliable()).status == "planned"


def test_the_director_writes_the_rules(client):
    client.force_login(nina())
    shown = client.get("/booking-rules/")
    assert shown.status_code == 200
    assert "Правила записи" in shown.content.decode()
    written = {
        "free_cancel_hours": 12, "asks_for_prepayment": "on", "misses_limit": 3, "window_days": 180,
        "amnesty_visits": "", "prepayment_share": "", "prepayment_amount": "700", "prepayment_hours": 6,
        "offers_at_once": 3, "offer_minutes": 20, "offers_from": "08:00", "offers_until": "20:00",
    }  # fmt: skip

    assert client.post("/booking-rules/", written).status_code == 302

    rules = BookingRules.objects.get()
    assert (rules.free_cancel_hours, rules.misses_limit, rules.amnesty_visits) == (12, 3, None)
    assert (rules.prepayment_share, rules.prepayment_amount) == (None, Decimal(700))
    assert (rules.offers_at_once, rules.offer_minutes, rules.offers_to_asleep) == (3, 20, False)
    assert client.post("/booking-rules/", {**written, "offers_until": "07:00"}).status_code == 422
    assert client.post("/booking-rules/", {**written, "misses_limit": 0}).status_code == 422
    client.force_login(vera())
    assert client.get("/booking-rules/").status_code == 403
