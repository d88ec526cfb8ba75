"""A doctor does not come: everybody who was booked waits on the shelf until he has another time, and nobody is lost."""

from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zabota.base.accounts.testing import signed_in
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.models import Doctor
from zabota.core.staff.testing import a_doctor, anna, vera, zoya
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands import (
    OutsideSchedule,
    book,
    cancel,
    cancel_waiting,
    enter_absence,
    give_leave,
    leave_on_shelf,
    move,
    move_back,
    put_back_on_shelf,
    substitute,
    take_back_absence,
    take_back_cancelling,
    take_back_leave,
    take_back_step,
    take_back_substitution,
)
from zabota.work.scheduling.models import Absence, Appointment, Performer, ShelvedVisit, Shift
from zabota.work.scheduling.queries.shelf import offers_for, settled_of, substitutes_for, waiting_of
from zabota.work.scheduling.testing import a_patient, a_place, a_service, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db
TOMORROW = days_ago(-1)


def by_vera():
    return vera().as_actor(samara_centre().pk)


def boris_kotov() -> Doctor:
    return Doctor.objects.filter(surname="Котов").first() or a_doctor("Котов", given="Борис", speciality="Ортопед")


def booked(at: time, surname: str = "Зимин", **wish) -> Appointment:
    return book(patient=a_patient(surname), wanted=a_wish(anna(), at, **wish), by=by_vera())


def moment(at: time, day=TOMORROW) -> datetime:
    return datetime.combine(day, at, samara_centre().zone)


def absent(since: time = time(0), until: time = time(23, 59)) -> Absence:
    return enter_absence(doctor=anna(), since=moment(since), until=moment(until), reason="illness", by=by_vera())


def waiting(absence: Absence) -> list[Appointment]:
    return [row.appointment for row in waiting_of(absence)]


def hours(doctor: Doctor) -> list[tuple[time, time]]:
    return list(
        Shift.objects.filter(doctor=doctor, is_cancelled=False).values_list("starts", "ends").order_by("starts")
    )


def test_whoever_is_booked_in_the_absence_waits_and_its_hours_are_closed():
    receives(anna())
    before, inside, reaching = booked(time(9)), booked(time(12)), booked(time(10, 45))
    absence = absent(time(11), time(15))

    assert waiting(absence) == [reaching, inside]
    assert hours(anna()) == [(time(9), time(11)), (time(15), time(18))]
    with pytest.raises(OutsideSchedule):
        booked(time(13))
    before.refresh_from_db()
    assert before.status == "planned"


def test_a_substitute_takes_whomever_he_is_free_for_and_the_others_stay():
    receives(anna())
    receives(boris_kotov(), hours=(time(9), time(12)))
    first, second, third = booked(time(9)), booked(time(10)), booked(time(14))
    book(patient=a_patient("Занятый"), wanted=a_wish(boris_kotov(), time(10)), by=by_vera())
    absence = absent()

    [found] = substitutes_for(absence, waiting_of(absence))
    assert (found.doctor, found.fits) == (boris_kotov(), 1)
    moved, stayed = substitute(absence=absence, doctor=boris_kotov(), by=by_vera())

    assert [(each.doctor, each.starts_at, each.patient) for each in moved] == [
        (boris_kotov(), first.starts_at, first.patient)
    ]
    assert (stayed, waiting(absence)) == (2, [second, third])
    assert [(row.state, row.appointment) for row in settled_of(absence)] == [("moved", first)]


def test_a_substitute_may_take_the_hours_and_the_room_with_the_patients():
    room = a_place("К1", "Кабинет")
    receives(anna(), room=room)
    receives(boris_kotov(), on=days_ago(-2))
    visit = booked(time(9), service=a_service())
    absence = absent(time(9), time(12))

    moved, stayed = substitute(absence=absence, doctor=boris_kotov(), takes_hours=True, by=by_vera())

    assert ([each.starts_at for each in moved], stayed) == ([visit.starts_at], 0)
    taken_over = Shift.objects.get(doctor=boris_kotov(), on=TOMORROW)
    assert (taken_over.starts, taken_over.ends, taken_over.room, taken_over.instead_of) == (
        time(9), time(12), room, anna()
    )  # fmt: skip


def test_a_move_from_the_shelf_is_undone_and_the_visit_waits_again():
    receives(anna())
    receives(boris_kotov())
    visit = booked(time(9))
    absence = absent()
    moved = move(appointment=visit, to=a_wish(boris_kotov(), time(16)), by=by_vera())
    assert waiting(absence) == []
    back = move_back(appointment=moved, by=by_vera())
    assert ((back.doctor, back.starts_at), waiting(absence), settled_of(absence)) == (
        (anna(), visit.starts_at), [back], []
    )  # fmt: skip


def test_a_substitution_is_undone_with_the_hours_that_came_with_it():
    receives(anna())
    receives(boris_kotov(), on=days_ago(-2))
    booked(time(9))
    absence = absent(time(9), time(12))
    substitute(absence=absence, doctor=boris_kotov(), takes_hours=True, by=by_vera())
    assert take_back_substitution(absence=absence, doctor=boris_kotov(), by=by_vera()) == 1
    assert [each.doctor for each in waiting(absence)] == [anna()]
    assert not Shift.objects.filter(doctor=boris_kotov(), on=TOMORROW).exists()


def test_what_the_clinic_cancelled_on_the_shelf_waits_again_when_it_is_taken_back():
    receives(anna())
    visits = [booked(time(9)), booked(time(10))]
    absence = absent()
    cancel_waiting(absence=absence, reason="врач заболел", by=by_vera())
    assert take_back_cancelling(absence=absence, by=by_vera()) == 2
    assert waiting(absence) == visits
    cancel_waiting(absence=absence, reason="врач заболел", by=by_vera())
    Appointment.objects.update(status_at=timezone.now() - timedelta(minutes=3))
    assert take_back_cancelling(absence=absence, by=by_vera()) == 0


def test_the_desk_undoes_the_cancelling_of_the_rest_by_the_toast():
    receives(anna())
    visit = booked(time(9))
    absence = absent()
    client = signed_in(Client(), vera())
    page = client.post(
        reverse("scheduling:cancel_waiting", args=[absence.public_id]), {"reason": "заболел"}, follow=True
    )
    undo = reverse("scheduling:take_back_cancelling", args=[absence.public_id])
    assert undo in page.content.decode()
    assert client.post(undo, headers={"HX-Request": "true"}).status_code == 204
    assert waiting(absence) == [visit]


def test_an_absence_in_which_nobody_was_booked_is_undone_by_the_desk_too():
    receives(anna())
    absence = absent()
    undo = reverse("scheduling:take_back_absence", args=[absence.public_id])
    assert signed_in(Client(), vera()).post(undo, headers={"HX-Request": "true"}).status_code == 204
    assert hours(anna()) == [(time(9), time(18))]


def test_nobody_stands_in_for_what_he_does_not_perform():
    receives(anna())
    receives(boris_kotov())
    Performer.objects.create(doctor=anna(), service=a_service())
    visit = booked(time(9), service=a_service())
    absence = absent()

    assert [each.fits for each in substitutes_for(absence, waiting_of(absence))] == [0]
    assert substitute(absence=absence, doctor=boris_kotov(), by=by_vera()) == ([], 1)
    assert waiting(absence) == [visit]


def test_each_is_offered_a_substitute_another_day_and_another_doctor():
    receives(anna())
    receives(anna(), on=days_ago(-3))
    receives(boris_kotov(), hours=(time(9), time(10)))
    visit = booked(time(9))
    absent()

    offers = offers_for(visit)
    assert [(each.doctor, each.wall.time()) for each in offers.same_time] == [(boris_kotov(), time(9))]
    assert {each.wall.date() for each in offers.same_doctor} == {days_ago(-3)}
    assert [(each.doctor, each.wall.time()) for each in offers.elsewhere] == [
        (boris_kotov(), time(9, 15)), (boris_kotov(), time(9, 30))
    ]  # fmt: skip


def test_whatever_way_a_visit_is_settled_it_leaves_the_shelf_and_an_undone_step_brings_it_back():
    receives(anna())
    receives(boris_kotov())
    one, two, three = booked(time(9)), booked(time(10)), booked(time(11))
    absence = absent()
    assert waiting(absence) == [one, two, three]

    move(appointment=one, to=a_wish(boris_kotov(), time(16)), by=by_vera())
    cancel(appointment=two, cancelled_by="patient", reason="", by=by_vera())
    row = ShelvedVisit.objects.get(appointment=three)
    leave_on_shelf(row=row, by=by_vera())
    assert waiting(absence) == []
    assert [each.state for each in settled_of(absence)] == ["moved", "cancelled", "left"]

    take_back_step(appointment=two, by=by_vera())
    put_back_on_shelf(row=row, by=by_vera())
    assert waiting(absence) == [two, three]


def test_the_clinic_cancels_the_rest_with_a_reason():
    receives(anna())
    visits = [booked(time(9)), booked(time(10))]
    absence = absent()
    with pytest.raises(Refused):
        cancel_waiting(absence=absence, reason=" ", by=by_vera())
    assert len(waiting(absence)) == 2

    assert cancel_waiting(absence=absence, reason="врач заболел", by=by_vera()) == 2
    assert set(Appointment.objects.filter(pk__in=[each.pk for each in visits]).values_list(
        "status", "cancelled_by", "cancel_reason"
    )) == {("cancelled", "clinic", "врач заболел")}  # fmt: skip


def test_an_absence_taken_back_opens_the_hours_and_leaves_the_visits():
    receives(anna())
    visit = booked(time(12))
    absence = absent(time(11), time(15))

    take_back_absence(absence=absence, by=by_vera())

    assert (waiting(absence), hours(anna())) == ([], [(time(9), time(18))])
    visit.refresh_from_db()
    assert visit.status == "planned"
    booked(time(13))


def test_an_absence_that_is_over_or_upside_down_is_refused():
    for since, until in (
        (moment(time(12)), moment(time(11))),
        (moment(time(9), days_ago(3)), moment(time(9), days_ago(2))),
    ):
        with pytest.raises(Refused):
            enter_absence(doctor=anna(), since=since, until=until, reason="illness", by=by_vera())
    assert not Absence.objects.exists()


def test_a_leave_entered_over_booked_visits_fills_the_same_shelf():
    receives(anna())
    visit = booked(time(9))
    leave = give_leave(doctor=anna(), since=TOMORROW, until=days_ago(-5), reason="vacation", by=by_vera())

    assert waiting(leave.absence) == [visit]
    absence = leave.absence
    take_back_leave(leave=leave, by=by_vera())
    assert waiting(absence) == []
    give_leave(doctor=boris_kotov(), since=TOMORROW, until=days_ago(-5), reason="vacation", by=by_vera())
    assert Absence.objects.count() == 1


def page(name: str, *arguments: object, user=None):
    return signed_in(Client(), user or vera()).get(reverse(f"scheduling:{name}", args=arguments))


def send(name: str, *arguments: object, user=None, headers=None, **form: object):
    address = reverse(f"scheduling:{name}", args=arguments)
    return signed_in(Client(), user or vera()).post(address, form, headers=headers or {})


def test_the_desk_enters_an_absence_and_works_the_shelf_off():
    anna().branches.add(samara_centre())
    receives(anna())
    receives(boris_kotov())
    booked(time(9)), booked(time(10)), booked(time(11))
    answer = send("new_absence", doctor=anna().public_id, since="завтра", reason="illness")
    absence = Absence.objects.get()
    assert answer.url == reverse("scheduling:absence", args=[absence.public_id])
    assert absence.until - absence.since == timedelta(days=1)
    assert "Ждут переноса" in page("calendar").content.decode()
    assert [row.appointment.wall_time for row in page("shelf").context["rows"]] == [time(9), time(10), time(11)]

    row = waiting_of(absence)[0]
    offered = page("offer", row.public_id).context["offers"].same_time[0]
    sent = {
        "at": f"{offered.wall:%Y-%m-%dT%H:%M}",
        "doctor": offered.doctor.public_id,
        "branch": offered.branch.public_id,
    }
    moved = send("move_to", row.appointment.public_id, headers={"HX-Request": "true", "HX-Target": "drawer"}, **sent)
    assert moved.status_code == 200
    assert reverse("scheduling:move_back", args=[Appointment.objects.get(moved_from=row.appointment).public_id]) in (
        moved.headers.get("HX-Trigger", "")
    )
    assert send("substitute", absence.public_id, doctor=boris_kotov().public_id).status_code == 302
    assert list(page("shelf").context["rows"]) == []


def test_an_absence_without_the_right_is_not_entered():
    anna().branches.add(samara_centre())
    assert page("new_absence", user=zoya()).status_code == 200
    assert page("new_absence", user=anna().user).status_code == 403
    assert page("shelf", user=anna().user).status_code == 403


def test_a_leave_in_the_set_up_leads_to_its_patients():
    anna().branches.add(samara_centre())
    receives(anna())
    booked(time(9))
    answer = send("leave", anna().public_id, user=zoya(), since="завтра", until="завтра", reason="vacation")
    assert answer.url == reverse("scheduling:absence", args=[Absence.objects.get().public_id])
