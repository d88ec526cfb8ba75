"""The senior administrator sets up services, rooms, devices and hours in the browser (R249, R250, R274, part A)."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zabota.base.accounts.testing import signed_in
from zabota.core.catalog.models import Service, ServicePrice
from zabota.core.catalog.queries import price_of
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import a_doctor, nina, vera
from zabota.lib.errors import Refused
from zabota.work.scheduling.models import Holiday, Leave, Occupancy, Performer, Resource, Shift, WorkPattern
from zabota.work.scheduling.testing import a_place, a_service, days_ago
from zabota.work.scheduling.usual_hours import read_hours, written_hours


@pytest.fixture
def desk(client, db):
    """The director at work."""
    return signed_in(client, nina())


def address(name, *arguments):
    return reverse(f"scheduling:{name}", args=arguments)


def anna():
    doctor = a_doctor("Громова")
    doctor.branches.add(samara_centre())
    return doctor


def test_a_new_service_asks_for_what_it_needs(desk):
    xray = a_place("Рентген", "Рентген-аппарат", "device").type
    answer = desk.post(
        address("new_service"),
        {
            "name": "Снимок колена", "category": "Рентген", "minutes": 20, "minutes_before": 5, "minutes_after": 0,
            "needs": [xray.pk], "sessions": 1, "interval_days": 7, "seats": 1, "online": "instant", "is_active": "on",
        },
    )  # fmt: skip
    service = Service.objects.get(name="Снимок колена")
    assert answer.url == address("service", service.public_id)
    assert [need.type for need in service.needs.all()] == [xray]
    page = desk.get(answer.url).content.decode()
    assert "Рентген-аппарат" in page


def test_a_service_is_not_renamed_into_another_one(desk):
    a_service("Приём ортопеда")
    other = a_service("Снимок")
    form = {"name": "Приём ортопеда", "minutes": 20, "minutes_before": 0, "minutes_after": 0, "sessions": 1}
    answer = desk.post(
        address("edit_service", other.public_id), {**form, "interval_days": 7, "seats": 1, "online": "none"}
    )
    assert answer.status_code == 422
    assert Service.objects.get(pk=other.pk).name == "Снимок"


def test_prices_by_date_branch_and_grade_are_history(desk):
    service, centre = a_service(), samara_centre()
    for amount, since, rest in (
        (2000, days_ago(100), {}),
        (2400, days_ago(10), {}),
        (2900, days_ago(10), {"grade": "highest"}),
        (2100, days_ago(10), {"branch": centre.pk}),
        (3000, days_ago(-30), {}),
    ):
        typed = {"amount": amount, "since": f"{since:%d.%m.%Y}", **rest}
        assert desk.post(address("add_price", service.public_id), typed).status_code == 302
    assert price_of(service, on=days_ago(50)) == 2000
    assert price_of(service, on=days_ago(0)) == 2400
    assert price_of(service, on=days_ago(0), grade="highest") == 2900
    assert price_of(service, on=days_ago(0), grade="highest", branch=centre) == 2100
    assert price_of(service, on=days_ago(-30)) == 3000
    assert Service.objects.get(pk=service.pk).price == 2400
    page = desk.get(address("service", service.public_id)).content.decode()
    assert page.count("действует") == 3


def test_performers_with_their_own_minutes(desk):
    doctor, lev, service = anna(), a_doctor("Абрамян"), a_service()
    typed = {f"performs_{doctor.pk}": "on", f"minutes_{doctor.pk}": "40", f"minutes_{lev.pk}": "20"}
    desk.post(address("performers", service.public_id), typed)
    assert list(Performer.objects.values_list("doctor", "minutes")) == [(doctor.pk, 40)]


def test_a_room_is_closed_and_opened_again(desk):
    room = a_place("Эндоскопия", "Эндоскопический кабинет", capacity=2)
    tomorrow = f"{days_ago(-1):%d.%m.%Y}"
    typed = {"since_on": tomorrow, "since_at": "9", "until_on": tomorrow, "until_at": "1730", "reason": "broken"}
    desk.post(address("close_place", room.public_id), typed)
    closed = Occupancy.objects.filter(resource="room", resource_id=room.pk, state="taken")
    assert closed.count() == 2
    desk.post(address("open_place", room.public_id, closed[0].block.public_id))
    assert not closed.exists()


def test_a_second_room_of_the_same_name_is_refused_beside_the_field(desk):
    a_place("К1", "Кабинет")
    typed = {"branch": samara_centre().pk, "name": "К1", "of_type": "Кабинет", "kind": "room", "capacity": 1}
    answer = desk.post(address("new_place"), typed)
    assert answer.status_code == 422
    assert Resource.objects.count() == 1


def test_a_week_is_written_in_lines_and_read_back_the_same(desk):
    doctor, room = anna(), a_place("К1", "Кабинет")
    typed = {
        "since": f"{days_ago(0):%d.%m.%Y}", "0_branch": samara_centre().pk, "0_room": room.pk,
        "0_0": "9-13, 13:45-17, 17-18 первичный", "0_5": "9-15 чётные",
    }  # fmt: skip
    assert desk.post(address("week", doctor.public_id), typed).status_code == 302
    monday = WorkPattern.objects.filter(doctor=doctor, weekday=0)
    assert [(each.starts, each.ends, each.kinds) for each in monday] == [
        (time(9), time(13), []), (time(13, 45), time(17), []), (time(17), time(18), ["first"])
    ]  # fmt: skip
    assert written_hours(WorkPattern.objects.filter(weekday=5)) == "9:00–15:00 чётные"
    form = desk.get(address("week", doctor.public_id)).context["form"]
    assert form["0_0"].value() == "9:00–13:00, 13:45–17:00, 17:00–18:00 первичный"
    assert Shift.objects.filter(doctor=doctor, room=room).count() > 60


@pytest.mark.parametrize("text", ["утром", "13-9", "9-13 по-разному"])
def test_hours_that_are_none_are_quoted(text):
    with pytest.raises(Refused, match="«"):
        read_hours(text)


def test_hours_not_understood_stay_as_typed_beside_the_reason(desk):
    doctor = anna()
    typed = {"since": "завтра", "0_branch": samara_centre().pk, "0_0": "с утра"}
    answer = desk.post(address("week", doctor.public_id), typed)
    assert answer.status_code == 422
    assert "с утра" in answer.content.decode()
    assert not WorkPattern.objects.exists()


def test_the_timetable_shows_the_week_with_what_was_changed(desk):
    doctor = anna()
    tomorrow = days_ago(-1)
    desk.post(
        address("day", doctor.public_id),
        {"on": f"{tomorrow:%d.%m.%Y}", "starts": "10", "ends": "1130", "branch": samara_centre().pk},
    )
    page = f"{address('doctor_hours', doctor.public_id)}?week={tomorrow}"
    week = desk.get(page).context["week"]
    line = next(each for each in week.days if each.on == tomorrow)
    assert [segment.quarters for segment in line.segments] == [8, 6, 34]
    shift = Shift.objects.get()
    desk.post(address("cancel_day", doctor.public_id, shift.public_id))
    assert [len(each.segments) for each in desk.get(page).context["week"].days] == [1] * 7


def test_leave_is_given_and_taken_back(desk):
    doctor = anna()
    desk.post(
        address("leave", doctor.public_id),
        {"since": f"{days_ago(-1):%d.%m.%Y}", "until": f"{days_ago(-9):%d.%m.%Y}", "reason": "vacation"},
    )
    leave = Leave.objects.get()
    assert "отпуск" in desk.get(address("hours")).content.decode()
    desk.post(address("take_back_leave", doctor.public_id, leave.public_id))
    assert not Leave.objects.exists()


def test_rules_of_a_doctor_with_quotas(desk):
    doctor = anna()
    typed = {
        "step": 20,
        "youngest": 3,
        "oldest": 17,
        "online_lead_hours": 4,
        "online_horizon_days": 30,
        "quota_first": 6,
    }
    desk.post(address("doctor_rules", doctor.public_id), typed)
    assert (doctor.rules.step, doctor.rules.oldest, doctor.rules.quotas) == (20, 17, {"first": 6})


def test_days_off_of_the_country_and_of_the_clinic(desk):
    desk.post(address("load_holidays"))
    assert Holiday.objects.filter(country="RU").count() == 42
    desk.post(address("days_off"), {"on": f"{days_ago(-3):%d.%m.%Y}", "name": "Переезд"})
    own = Holiday.objects.get(country="")
    desk.post(address("remove_day_off", own.public_id))
    assert not Holiday.objects.filter(country="").exists()


PRICE_LIST = """Прайс-лист клиники;;;
Код;Наименование услуги;Цена, руб;Длительность
ОР-01;Приём ортопеда;2 500,00;30
РГ-03;Рентген сустава;1900;20
"""


def uploaded(text=PRICE_LIST):
    return SimpleUploadedFile("прайс.csv", text.encode("cp1251"))


def test_a_price_list_shows_its_changes_first_and_the_second_time_changes_nothing(desk):
    a_service("Приём ортопеда")
    since = f"{date.today():%d.%m.%Y}"
    shown = desk.post(address("price_list"), {"file": uploaded(), "since": since})
    assert shown.context["count"] == 2
    assert not ServicePrice.objects.exists()
    desk.post(address("take_price_list"), {"kept": shown.context["kept"]})
    assert dict(Service.objects.values_list("name", "price")) == {
        "Приём ортопеда": Decimal(2500),
        "Рентген сустава": Decimal(1900),
    }
    again = desk.post(address("price_list"), {"file": uploaded(), "since": since})
    assert (again.context["count"], again.context["unchanged"]) == (0, 2)


def test_a_later_price_list_keeps_the_earlier_prices(desk):
    for text, since in ((PRICE_LIST, days_ago(20)), (PRICE_LIST.replace("1900", "2100"), days_ago(0))):
        shown = desk.post(address("price_list"), {"file": uploaded(text), "since": f"{since:%d.%m.%Y}"})
        desk.post(address("take_price_list"), {"kept": shown.context["kept"]})
    xray = Service.objects.get(name="Рентген сустава")
    assert [price_of(xray, on=days_ago(days)) for days in (20, 1, 0)] == [1900, 1900, 2100]


def test_a_list_without_prices_and_a_forged_one_are_refused(desk):
    answer = desk.post(address("price_list"), {"file": uploaded("ФИО;Телефон\nИванов;1\n"), "since": "завтра"})
    assert answer.status_code == 422
    assert desk.post(address("take_price_list"), {"kept": "forged"}).status_code in {400, 409, 422}
    assert not Service.objects.exists()


def test_the_desk_sets_up_nothing(client, db):
    at_the_desk = signed_in(client, vera())
    assert at_the_desk.get(address("services")).status_code == 403
