"""What the waiting list brings (R306), and empty hours with whom to call about them (R042, R043)."""

from datetime import time, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zabota.base.accounts.access import Reach
from zabota.base.accounts.testing import signed_in
from zabota.core.patients.commands import give_consent
from zabota.core.patients.models import ConsentPurpose, Patient
from zabota.core.patients.testing import a_patient
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import a_doctor, anna, lev, nina, vera
from zabota.lib.actors import SYSTEM
from zabota.outreach.todos.models import Call
from zabota.outreach.todos.testing import everywhere
from zabota.work.scheduling.commands import book
from zabota.work.scheduling.models import Appointment, Offer, Opening
from zabota.work.scheduling.queries.refilled import refilling
from zabota.work.scheduling.queries.windows import empty_hours, next_mondays, who_would_fit
from zabota.work.scheduling.testing import a_service, a_visit, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db
NOWHERE = Reach(False, frozenset())


def ended(state: str, *, minutes: int = 0, weeks_ago: int = 0, price: int = 2000, **columns: object) -> Opening:
    """A freed time that ended so many minutes later."""
    number = Opening.objects.count()
    freed_at = timezone.now() - timedelta(weeks=weeks_ago)
    starts_at = freed_at + timedelta(days=1, minutes=number)
    return Opening.objects.create(
        source=f"test:{number}", cause=columns.pop("cause", "cancelled"), doctor=anna(), branch=samara_centre(),
        service=a_service(), starts_at=starts_at, wall_start=f"{starts_at:%Y-%m-%d %H:%M}", minutes=30, price=price,
        state=state, next_at=freed_at, freed_at=freed_at, closed_at=freed_at + timedelta(minutes=minutes), **columns,
    )  # fmt: skip


def offer(opening: Opening, state: str, visit: Appointment | None = None) -> None:
    now = timezone.now()
    Offer.objects.create(
        opening=opening, patient=a_patient(), visit=visit, place=1, state=state, until=now, ended_at=now
    )


def test_the_report_counts_each_freed_time_once_and_money_where_a_new_visit_came():
    for minutes in (10, 20, 60):
        offer(ended("refilled", minutes=minutes), "accepted")
    receives(anna())
    visit = book(patient=a_patient(), wanted=a_wish(anna(), time(15), service=a_service()), by=SYSTEM)
    offer(ended("refilled", minutes=30, price=9000), "accepted", visit)  # moved here: its old time is free instead
    lost = ended("nobody")
    offer(lost, "refused")
    offer(lost, "unreachable")
    ended("taken_back")
    ended("refilled", cause="hours")
    offer(ended("refilled", minutes=5, weeks_ago=3, price=500), "accepted")

    report = refilling(everywhere())
    now, before = report.weeks[-1], report.weeks[-4]
    assert (now.freed, now.refilled, now.minutes, now.saved, now.offers) == (5, 4, 25, Decimal(6000), 5)
    assert (before.freed, before.refilled, before.saved) == (1, 1, Decimal(500))
    assert (len(report.weeks), report.freed, report.refilled, report.share) == (12, 6, 5, 83)
    assert (report.offers, report.hours_saved) == (6, Decimal("0.5"))
    assert refilling(NOWHERE).freed == 0


def test_the_director_opens_the_times_behind_a_figure_and_the_desk_does_not():
    ended("refilled", minutes=10)
    ended("nobody", weeks_ago=1)
    director = signed_in(Client(), nina())
    shown = director.get(reverse("scheduling:refilled"))
    [chart, _money] = shown.context["refilling"].charts
    behind = [director.get(url).context["listing"].page.paginator.count for url in chart.urls]
    assert behind == [row.values[0] for row in chart.rows]
    assert signed_in(Client(), vera()).get(reverse("scheduling:refilled")).status_code == 403


def test_empty_hours_are_what_is_received_less_what_is_taken():
    monday = next_mondays()[1]
    receives(anna(), on=monday, hours=(time(9), time(13)))
    book(patient=a_patient(), wanted=a_wish(anna(), time(10), on=monday, minutes=60), by=SYSTEM)

    [speciality] = empty_hours(everywhere())
    [row] = speciality.doctors
    assert (speciality.name, row.doctor) == ("Ортопед", anna())
    assert [(week.hours, week.free, week.heat) for week in row.weeks[:3]] == [(0, 0, 0), (4, 3, 3), (0, 0, 0)]
    assert speciality.free[:3] == [0, 3, 0]
    assert empty_hours(NOWHERE) == []


def asleep(surname: str, doctor: object, **columns: object) -> Patient:
    patient = a_patient(surname, phone=f"+7916{Patient.objects.count():07}", home_branch=samara_centre())
    a_visit(patient=patient, days=150, doctor=doctor, **columns)
    return patient


def test_who_would_fit_knew_the_doctor_or_the_speciality_and_sleeps():
    asleep("Знающий", anna(), paid=1000)
    asleep("Коллегин", a_doctor("Соколова", speciality="Ортопед"), paid=9000)
    asleep("Чужой", lev())
    a_visit(patient=a_patient("Недавний", home_branch=samara_centre()), days=20, doctor=anna())
    assert [each.patient.surname for each in who_would_fit(anna(), everywhere())] == ["Знающий", "Коллегин"]

    address = reverse("scheduling:window", args=[anna().public_id, next_mondays()[1].isoformat()])
    page = signed_in(Client(), nina()).get(address).content.decode()
    assert "Знающий" in page
    assert "Коллегин" in page


def test_one_click_puts_those_who_may_be_called_on_the_list_once():
    willing = asleep("Знающий", anna())
    asleep("Молчащий", anna())
    give_consent(patient=willing, purpose=ConsentPurpose.ADVERTISING, evidence="анкета", by=SYSTEM)
    director = signed_in(Client(), nina())
    address = reverse("scheduling:call_for_window", args=[anna().public_id, next_mondays()[1].isoformat()])

    for _click in range(2):
        assert director.post(address).status_code == 302
    assert [(call.patient, call.reason, call.state) for call in Call.objects.all()] == [
        (willing, "free_window", "open")
    ]
    assert director.post(address.replace(next_mondays()[1].isoformat(), days_ago(30).isoformat())).status_code == 404
    assert signed_in(Client(), vera()).post(address).status_code == 403
