"""The waiting list (R-waitlist): wishes are kept, changed and let go, and the desk sees them by filters of the address."""

from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zabota.base.accounts.testing import signed_in
from zabota.base.events.models import Event
from zabota.base.events.testing import run_pending
from zabota.core.patients.commands.merging import merge_patients
from zabota.core.patients.testing import a_patient
from zabota.core.practice.testing import samara_centre, togliatti
from zabota.core.staff.testing import anna, lev, timur, vera
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import (
    AlreadyWaits,
    NotOnTheList,
    WishedVisit,
    WishIsUnclear,
    book,
    change_wish,
    expire_waiting,
    put_back_on_waiting_list,
    put_on_waiting_list,
    take_off_waiting_list,
)
from zabota.work.scheduling.models import Urgency, WaitingEntry
from zabota.work.scheduling.queries.waitlist import when_it_suits
from zabota.work.scheduling.testing import a_service, a_wish, days_ago, receives, waits

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def state_of(entry: WaitingEntry) -> str:
    return WaitingEntry.objects.get(pk=entry.pk).state


def get(name: str, *arguments: object, user=None, **query: object):
    return signed_in(Client(), user or vera()).get(reverse(f"scheduling:{name}", args=arguments), query)


def post(name: str, *arguments: object, user=None, **form: object):
    return signed_in(Client(), user or vera()).post(reverse(f"scheduling:{name}", args=arguments), form)


def typed(**more: object) -> dict[str, object]:
    """What the form sends for the usual service."""
    return {
        "service": a_service().public_id, "urgency": 0, "asked_by": "patient", "valid_until": "+30", **more,
    }  # fmt: skip


def test_a_wish_is_kept_with_all_that_was_said():
    patient = a_patient()
    answer = post(
        "wait", patient.public_id,
        **typed(
            doctor=anna().public_id, urgency=2, weekdays=[0, 2], hours_from="1730", hours_until="20",
            earliest="+1", latest="+9", branches=[samara_centre().public_id], asked_by="relative", note="только с лифтом",
        ),
    )  # fmt: skip

    assert answer.status_code == 302
    entry = WaitingEntry.objects.get()
    assert (entry.patient, entry.service, entry.doctor, entry.urgency) == (patient, a_service(), anna(), Urgency.URGENT)
    assert (entry.weekdays, entry.hours_from, entry.hours_until) == ([0, 2], time(17, 30), time(20))
    assert (entry.earliest, entry.latest) == (TODAY + timedelta(days=1), TODAY + timedelta(days=9))
    assert entry.valid_until == TODAY + timedelta(days=30)
    assert (list(entry.branches.all()), entry.asked_by, entry.note) == (
        [samara_centre()],
        "relative",
        "только с лифтом",
    )
    assert (entry.state, entry.created_by, entry.passed_over) == ("waiting", vera(), 0)
    assert Event.objects.filter(kind="scheduling.put_on_waiting_list", patient_id=patient.pk).count() == 1


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"service": ""}, "service"),
        ({"earliest": "+5", "latest": "+4"}, "latest"),
        ({"hours_from": "18", "hours_until": "17"}, "hours_until"),
        ({"valid_until": "01.02.2024"}, "valid_until"),
    ],
)
def test_a_wish_that_nothing_could_fulfil_is_refused_beside_its_field(wish, field):
    answer = post("wait", a_patient().public_id, **typed(**wish))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert WaitingEntry.objects.count() == 0


def test_one_wish_stands_once_and_another_doctor_is_another_wish():
    patient = a_patient()
    waits(patient)
    with pytest.raises(AlreadyWaits):
        waits(patient)
    waits(patient, doctor=anna())
    assert WaitingEntry.objects.count() == 2


def test_only_ones_own_visit_ahead_can_be_wished_earlier():
    receives(anna())
    visit = book(patient=a_patient(), wanted=a_wish(anna(), time(15), service=a_service()), by=SYSTEM)
    with pytest.raises(WishIsUnclear):
        waits(a_patient("Зимин"), earlier_than=visit)
    assert waits(visit.patient, earlier_than=visit).earlier_than == visit


def test_a_changed_wish_keeps_its_place():
    entry = waits(a_patient())
    wish = WishedVisit(service=a_service(), doctor=lev(), branches=[samara_centre()], urgency=Urgency.SOON)
    change_wish(entry=entry, wish=wish, by=SYSTEM)

    changed = WaitingEntry.objects.get()
    assert (changed.doctor, list(changed.branches.all()), changed.urgency) == (lev(), [samara_centre()], 1)
    assert changed.created_at == WaitingEntry.objects.get(pk=entry.pk).created_at
    told = Event.objects.get(kind="scheduling.waiting_wish_changed")
    assert sorted(told.data["fields"]) == ["branches", "doctor", "urgency"]


def test_taking_off_is_undone_with_the_old_place():
    entry = waits(a_patient())
    take_off_waiting_list(entry=entry, by=SYSTEM)
    assert state_of(entry) == "withdrawn"
    with pytest.raises(NotOnTheList):
        take_off_waiting_list(entry=entry, by=SYSTEM)

    put_back_on_waiting_list(entry=entry, by=SYSTEM)
    assert state_of(entry) == "waiting"
    with pytest.raises(NotOnTheList):
        put_back_on_waiting_list(entry=entry, by=SYSTEM)


def test_wishes_whose_day_has_passed_are_let_go_once():
    stays, kept, late = waits(a_patient()), waits(a_patient("Зимин")), waits(a_patient("Орлов"))
    WaitingEntry.objects.filter(pk=kept.pk).update(valid_until=days_ago(1))
    WaitingEntry.objects.filter(pk=late.pk).update(latest=days_ago(1))

    assert (expire_waiting(by=SYSTEM), expire_waiting(by=SYSTEM)) == (2, 0)
    assert [state_of(each) for each in (stays, kept, late)] == ["waiting", "expired", "expired"]


def test_who_is_booked_past_the_list_waits_no_more():
    receives(anna())
    patient = a_patient()
    entry, other = waits(patient), waits(patient, service=a_service("УЗИ сустава"))
    visit = book(patient=patient, wanted=a_wish(anna(), time(10), service=a_service()), by=SYSTEM)
    run_pending()

    entry.refresh_from_db()
    assert (entry.state, entry.visit, state_of(other)) == ("booked", visit, "waiting")


def test_a_wish_written_after_a_booking_outlives_the_events_being_told_again():
    receives(anna())
    visit = book(patient=a_patient(), wanted=a_wish(anna(), time(10), service=a_service()), by=SYSTEM)
    entry = waits(visit.patient)
    run_pending()
    assert state_of(entry) == "waiting"


def test_a_wish_goes_with_the_card_when_cards_are_merged():
    stays, goes = a_patient("Зимин", phone="+79161112233"), a_patient("Зимин", phone="+79161112233")
    waits(goes)
    merge_patients(survivor=stays, retired=goes, by=SYSTEM)
    assert WaitingEntry.objects.get().patient == stays


def test_the_list_is_filtered_by_its_address():
    urgent = waits(a_patient("Зимин"), urgency=Urgency.URGENT, doctor=anna())
    waits(a_patient("Орлов"), branches=[togliatti()])
    gone = waits(a_patient("Сорокин"))
    take_off_waiting_list(entry=gone, by=SYSTEM)

    def names(**query: object) -> list[str]:
        return [each.patient.surname for each in get("waiting", **query).context["listing"].page]

    assert names() == ["Зимин", "Орлов"]
    assert names(urgency=2) == ["Зимин"]
    assert names(doctor=urgent.doctor.public_id) == ["Зимин"]
    assert names(branch=samara_centre().public_id) == ["Зимин"]
    assert names(branch=togliatti().public_id) == ["Зимин", "Орлов"]
    assert names(state="withdrawn") == ["Сорокин"]
    assert get("waiting", user=timur()).status_code == 403


def test_the_desk_ends_a_wish_and_takes_it_back():
    entry = waits(a_patient())
    assert post("stop_waiting", entry.public_id).status_code == 302
    assert state_of(entry) == "withdrawn"
    assert post("wait_again", entry.public_id).status_code == 302
    assert state_of(entry) == "waiting"


def test_the_card_tells_what_a_patient_waits_for():
    entry = waits(a_patient(), urgency=Urgency.SOON, hours_from=time(18))
    shown = get("waits_for", entry.patient.public_id).content.decode()
    assert a_service().name in shown
    assert reverse("scheduling:wait", args=[entry.patient.public_id]) in shown


def test_what_was_searched_in_vain_stands_in_the_wish():
    page = get(
        "wait", a_patient().public_id, service=a_service().public_id, way="evening", branch=samara_centre().public_id
    )
    initial = page.context["form"].initial
    assert (initial["service"], initial["hours_from"]) == (str(a_service().public_id), "18:00")
    assert initial["branches"] == [str(samara_centre().public_id)]


def test_a_wish_in_words():
    entry = put_on_waiting_list(
        patient=a_patient(),
        wish=WishedVisit(service=a_service(), weekdays=(2, 0), hours_from=time(18), latest=TODAY),
        by=SYSTEM,
    )
    words = when_it_suits(WaitingEntry.objects.get(pk=entry.pk))
    assert words.split(" · ")[0].count(",") == 1
    assert "18:00" in words.split(" · ")[1]
