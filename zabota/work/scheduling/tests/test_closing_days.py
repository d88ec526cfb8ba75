"""«Закрыть день»: nothing ends by itself, a person says what became of each visit, and who closed the day is known."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zabota.base.accounts.access import Access
from zabota.base.accounts.testing import signed_in
from zabota.base.events.models import Event
from zabota.core.practice.testing import samara_centre, samara_volga
from zabota.core.staff.testing import anna, nina, oleg, vera, zoya
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands import (
    DayIsNotDone,
    cancel,
    close_day,
    complete,
    mark_no_show,
    reopen_day,
    take_back_step,
)
from zabota.work.scheduling.models import Appointment, ClosedDay, Status
from zabota.work.scheduling.notices import not_closed
from zabota.work.scheduling.queries.closing_days import day_state, days_not_closed
from zabota.work.scheduling.testing import a_patient, an_appointment, days_ago

pytestmark = pytest.mark.django_db
YESTERDAY = days_ago(1)


def by_zoya():
    return zoya().as_actor(samara_centre().pk)


def left_of_yesterday(status: str = Status.CONFIRMED) -> Appointment:
    return an_appointment(patient=a_patient(), on=YESTERDAY, status=status, doctor=anna())


def close(on: date = YESTERDAY) -> ClosedDay:
    return close_day(branch=samara_centre(), on=on, by=by_zoya())


def test_a_day_is_closed_when_each_visit_has_an_end_that_a_person_gave_it():
    seen, missed, ill, inside = (
        left_of_yesterday(status) for status in (Status.ARRIVED, Status.CONFIRMED, Status.PLANNED, Status.IN_ROOM)
    )
    left_of_yesterday(Status.CANCELLED)
    with pytest.raises(DayIsNotDone) as refused:
        close()
    assert "4" in str(refused.value)
    assert {each.status for each in (seen, missed, ill, inside)} == {"arrived", "confirmed", "planned", "in_room"}

    complete(appointment=seen, by=by_zoya())
    mark_no_show(appointment=missed, by=by_zoya())
    cancel(appointment=ill, cancelled_by="patient", reason="заболел", by=by_zoya())
    with pytest.raises(DayIsNotDone):
        close()
    complete(appointment=inside, by=by_zoya())

    day = close()
    assert (day.closed_by, day.on, day.branch) == (zoya(), YESTERDAY, samara_centre())
    assert day_state(samara_centre(), YESTERDAY).is_closed
    told = Event.objects.get(kind="scheduling.day_closed")
    assert (told.branch_id, told.data) == (samara_centre().pk, {"on": str(YESTERDAY)})


def test_closing_twice_keeps_who_was_first_and_reopening_keeps_why():
    first = close()
    again = close_day(branch=samara_centre(), on=YESTERDAY, by=vera().as_actor())
    assert (again.pk, again.closed_by, again.closed_at) == (first.pk, zoya(), first.closed_at)

    with pytest.raises(Refused):
        reopen_day(branch=samara_centre(), on=YESTERDAY, reason=" ", by=by_zoya())
    day = reopen_day(branch=samara_centre(), on=YESTERDAY, reason="забыли визит", by=by_zoya())
    assert (day.reopened_by, day.reopen_reason) == (zoya(), "забыли визит")
    assert not day_state(samara_centre(), YESTERDAY).is_closed
    with pytest.raises(Refused):
        reopen_day(branch=samara_centre(), on=YESTERDAY, reason="ещё раз", by=by_zoya())
    assert close_day(branch=samara_centre(), on=YESTERDAY, by=vera().as_actor()).closed_by == vera()
    assert day_state(samara_centre(), YESTERDAY).is_closed


def test_a_day_is_one_row_of_its_branch_and_reopens_with_a_reason_even_in_the_database():
    day = close()
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosedDay.objects.create(branch=samara_centre(), on=YESTERDAY, closed_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosedDay.objects.filter(pk=day.pk).update(reopened_at=timezone.now())


def test_tomorrow_is_not_closed_today():
    with pytest.raises(DayIsNotDone):
        close(days_ago(-2))


def test_a_step_taken_back_opens_the_closed_day_again():
    visit = left_of_yesterday()
    mark_no_show(appointment=visit, by=by_zoya())
    close()
    take_back_step(appointment=visit, by=by_zoya())
    assert not day_state(samara_centre(), YESTERDAY).is_closed
    assert [(each.on, each.unended) for each in days_not_closed([samara_centre()])] == [(YESTERDAY, 1)]


def test_days_before_the_first_closed_one_are_asked_for_only_where_something_is_left():
    for days in (5, 3, 2):
        an_appointment(patient=a_patient(), on=days_ago(days))
    left_of_yesterday()
    an_appointment(
        patient=a_patient(), on=days_ago(30), status=Status.PLANNED
    )  # too long ago to be cleared by the desk
    an_appointment(patient=a_patient(), on=timezone.localdate(), status=Status.PLANNED)
    assert [each.on for each in days_not_closed([samara_centre()])] == [YESTERDAY]
    close(days_ago(3))
    assert [(each.on, each.unended) for each in days_not_closed([samara_centre(), samara_volga()])] == [
        (days_ago(2), 0),
        (YESTERDAY, 1),
    ]


def told_to(user) -> list[str]:
    """Addresses that the bell gives."""
    return [each.url for each in not_closed(SimpleNamespace(access=Access(user)))]


def test_the_bell_tells_whoever_keeps_the_desk_which_days_are_not_closed():
    left_of_yesterday()
    assert [str(YESTERDAY) in each for each in told_to(nina())] == [True]
    assert len(told_to(vera())) == 1
    assert told_to(oleg()) == []


def test_the_page_closes_the_day_and_says_who_did():
    visit = left_of_yesterday()
    desk = signed_in(Client(), vera())
    address = f"{reverse('scheduling:close_day')}?branch={samara_centre().public_id}&day={YESTERDAY}"
    page = desk.get(address)
    assert [row["visit"] for row in page.context["rows"]] == [visit]
    assert desk.post(address, headers={"HX-Request": "true"}).status_code == 422
    mark_no_show(appointment=visit, by=by_zoya())
    assert desk.post(address).status_code == 302
    assert "Вера Андреевна Лосева" in desk.get(address).content.decode()
    reopening = f"{reverse('scheduling:reopen_day')}?branch={samara_centre().public_id}&day={YESTERDAY}"
    assert desk.post(reopening, {"reason": ""}).status_code == 422
    assert desk.post(reopening, {"reason": "ошибка"}).status_code == 302
    assert ClosedDay.objects.get().reopen_reason == "ошибка"


def test_days_of_the_branch_follow_its_own_clock():
    late = an_appointment(patient=a_patient(), on=YESTERDAY, status=Status.PLANNED)
    late.starts_at += timedelta(hours=11, minutes=50)  # 23:50 in Samara, 19:50 in Greenwich
    late.wall_start = f"{YESTERDAY} 23:50"
    late.save()
    assert day_state(samara_centre(), YESTERDAY).unended == [late]
    assert day_state(samara_centre(), timezone.localdate()).unended == []
