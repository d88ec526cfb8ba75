"""A change of hours leaves visits outside of them: they wait on the shelf and are not lost, and the change is undone."""

from datetime import datetime, time

import pytest
from django.test import Client
from django.urls import reverse

from zabota.base.accounts.testing import signed_in
from zabota.core.practice.models import Branch
from zabota.core.practice.testing import samara_centre, togliatti
from zabota.core.staff.testing import anna, zoya
from zabota.lib.actors import SYSTEM
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands import (
    UsualHours,
    Wanted,
    add_day_off,
    add_public_holidays,
    book,
    cancel_shift,
    change_shift,
    enter_absence,
    remove_holiday,
    restore_shift,
    set_week,
    take_back_absence,
)
from zabota.work.scheduling.models import Absence, Appointment, Holiday, ShelvedVisit, Shift
from zabota.work.scheduling.queries.shelf import Reach, shelf
from zabota.work.scheduling.testing import a_patient, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db
TOMORROW = days_ago(-1)
NETWORK = Reach(True, frozenset())


def booked(at: time, **wish) -> Appointment:
    return book(patient=a_patient(), wanted=a_wish(anna(), at, **wish), by=SYSTEM)


def a_week(starts: time = time(9), ends: time = time(18), branch: Branch | None = None):
    hours = [UsualHours(branch or samara_centre(), weekday, starts, ends) for weekday in range(7)]
    return set_week(doctor=anna(), hours=hours, since=days_ago(0), by=SYSTEM)


def waiting() -> list[tuple[Appointment, str]]:
    return [(row.appointment, row.absence.cause) for row in shelf(NETWORK)]


def test_visits_of_cancelled_hours_wait_on_the_shelf_until_the_hours_return():
    morning = receives(anna(), hours=(time(9), time(12)))
    receives(anna(), hours=(time(13), time(18)))
    inside, _outside = booked(time(10)), booked(time(14))
    absence = cancel_shift(shift=morning, by=SYSTEM)
    assert waiting() == [(inside, "hours")]
    with pytest.raises(Refused):
        take_back_absence(absence=absence, by=SYSTEM)

    restore_shift(shift=morning, by=SYSTEM)
    assert (waiting(), Shift.objects.filter(is_cancelled=False).count()) == ([], 2)
    assert booked(time(11)).pk


def test_usual_hours_that_are_given_back_are_usual_again():
    a_week()
    shift = Shift.objects.get(on=TOMORROW)
    assert cancel_shift(shift=shift, by=SYSTEM) is None
    restore_shift(shift=shift, by=SYSTEM)
    a_week(starts=time(10))
    assert Shift.objects.get(on=TOMORROW).starts == time(10)


def test_hours_of_an_absence_are_not_given_back_one_by_one():
    shift = receives(anna())
    enter_absence(doctor=anna(), since=shift.during.lower, until=shift.during.upper, reason="illness", by=SYSTEM)
    with pytest.raises(Refused):
        restore_shift(shift=shift, by=SYSTEM)


def test_a_new_week_shelves_what_it_leaves_outside_and_nothing_else():
    a_week()
    early, late = booked(time(9)), booked(time(15))
    laid = a_week(starts=time(12))
    assert waiting() == [(early, "hours")]
    assert [each.doctor for each in laid.left_outside] == [anna()]
    late.refresh_from_db()
    assert late.status == "planned"


def test_a_visit_that_ends_after_the_new_hours_does_not_fit():
    a_week()
    visit = booked(time(14, 45))
    a_week(ends=time(15))
    assert waiting() == [(visit, "hours")]


def test_the_same_hours_in_another_branch_are_not_the_patients_hours():
    a_week()
    visit = booked(time(10))
    a_week(branch=togliatti())
    assert waiting() == [(visit, "hours")]


def test_shorter_hours_of_one_day_shelve_whom_they_leave_out():
    shift = receives(anna())
    visit = booked(time(16))
    change_shift(shift=shift, starts=time(9), ends=time(15), room=None, kinds=[], by=SYSTEM)
    assert waiting() == [(visit, "hours")]


def test_who_stood_outside_of_hours_before_is_not_shelved():
    """As imports from a MIS bring visits: the clinic keeps no hours here."""
    receives(anna(), hours=(time(9), time(12)))
    starts_at = datetime.combine(TOMORROW, time(20), samara_centre().zone)
    wanted = Wanted(anna(), samara_centre(), starts_at, 30, is_over_schedule=True)
    book(patient=a_patient(), wanted=wanted, over_schedule_reason="срочно", by=SYSTEM)
    cancel_shift(shift=Shift.objects.get(), by=SYSTEM)
    assert ShelvedVisit.objects.count() == 0


def test_a_day_off_shelves_its_visits_and_gives_them_back():
    a_week()
    visit = booked(time(10))
    day = add_day_off(on=TOMORROW, name="Переезд", by=SYSTEM)
    assert waiting() == [(visit, "day_off")]
    remove_holiday(holiday=day, by=SYSTEM)
    assert waiting() == []


def test_public_holidays_shelve_what_was_booked_on_them(monkeypatch):
    a_week()
    visit = booked(time(10))
    monkeypatch.setattr(
        "zabota.work.scheduling.commands.leaves.public_holidays", lambda country, year: [(TOMORROW, "Праздник")]
    )
    add_public_holidays(country="RU", years=[TOMORROW.year], by=SYSTEM)
    assert waiting() == [(visit, "day_off")]


def test_the_desk_cancels_hours_sees_who_waits_and_undoes_it():
    anna().branches.add(samara_centre())
    shift = receives(anna())
    booked(time(10))
    client = signed_in(Client(), zoya())
    answer = client.post(reverse("scheduling:cancel_day", args=[anna().public_id, shift.public_id]), follow=True)
    absence = Absence.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("scheduling:absence", args=[absence.public_id])
    page = answer.content.decode()
    assert ["1 запись ждёт другого времени" in page, "записи вне часов приёма" in page] == [True, True]
    undo = reverse("scheduling:restore_day", args=[anna().public_id, shift.public_id])
    assert undo in page
    assert client.post(undo, headers={"HX-Request": "true"}).status_code == 204
    assert waiting() == []


def test_whoever_keeps_a_branch_removes_days_off_of_that_branch_only():
    desk = signed_in(Client(), zoya())
    everywhere = Holiday.objects.create(on=TOMORROW, name="Переезд")
    own = Holiday.objects.create(on=TOMORROW, name="Ремонт", branch=samara_centre())
    other = Holiday.objects.create(on=TOMORROW, name="Ремонт", branch=togliatti())
    answers = [
        desk.post(reverse("scheduling:remove_day_off", args=[day.public_id])).status_code
        for day in (everywhere, other, own)
    ]
    assert answers == [404, 404, 302]
    assert desk.post(reverse("scheduling:load_holidays")).status_code == 403
    days = desk.get(reverse("scheduling:days_off")).context["days"]
    assert [(each.pk, each.may_remove) for each in days] == [(everywhere.pk, False)]
