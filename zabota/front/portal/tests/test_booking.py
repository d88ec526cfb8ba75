"""Patients book themselves (R168, R274): without a channel for codes the visit is held, and the desk calls."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from zabota.core.catalog.models import OnlineMode
from zabota.core.patients.models import ConsentAction, ConsentEntry, Lead, Patient
from zabota.core.patients.testing import KARINAS_PHONE, karina, masha
from zabota.front.portal.models import FunnelStep, OnlineBooking, Step
from zabota.front.portal.testing import Visitor, an_online_service
from zabota.lib.actors import SYSTEM
from zabota.outreach.todos.models import Todo
from zabota.work.scheduling.commands import accept_held, cancel_unpaid_visits
from zabota.work.scheduling.models import Appointment, Hold, HoldState, Status
from zabota.work.scheduling.queries.wording import wall_in_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    return an_online_service()


def the_visit() -> Appointment:
    return Appointment.objects.select_related("patient").get()


def test_a_newcomer_books_and_the_desk_is_asked_to_call(service):
    answer = Visitor().book(service, name="Павел Сорокин")

    visit = the_visit()
    assert answer.status_code == 302
    assert (visit.patient.full_name, visit.booked_by, visit.kind) == ("Сорокин Павел", "online", "online")
    assert (visit.status, visit.held_until is not None, visit.prepayment) == (Status.HELD, True, None)
    assert Todo.objects.get().title == f"Записался на сайте: позвонить и подтвердить визит {wall_in_words(visit)}"
    assert visit.patient.contacts.get().value == "+79167001122"


def test_a_known_patient_is_found_by_phone_and_name_and_nothing_tells_it(service):
    karina()
    known = Visitor("203.0.113.1").book(service, name="Карина Демидова", phone=KARINAS_PHONE)
    unknown = Visitor("203.0.113.2").book(service, name="Карина Белова", phone="+79167001122")

    pages = [Visitor().client.get(answer.headers["Location"]).content.decode() for answer in (known, unknown)]
    assert [Appointment.objects.filter(patient=karina()).count(), Patient.objects.count()] == [1, 2]
    assert [known.status_code, unknown.status_code] == [302, 302]
    assert ["Мы позвоним" in page for page in pages] == [True, True]
    assert ["Демидова" in page for page in pages] == [False, False]


def test_a_mother_books_her_child_from_her_own_phone(service):
    masha()
    Visitor().book(service, name="Мария Демидова", phone=KARINAS_PHONE, whose="relative")
    assert the_visit().patient == masha()


def test_a_doubtful_card_is_told_to_the_desk_only(service):
    karina()
    Visitor().book(service, name="Карина Демидова", phone="+79167001122")
    titles = list(Todo.objects.order_by("pk").values_list("title", flat=True))
    assert the_visit().patient != karina()
    assert len(titles) == 2
    assert "нет ли у этого пациента другой карточки" in titles[1]


def test_a_repeated_request_is_one_booking_and_another_one_is_refused(service):
    """F20."""
    visitor = Visitor()
    held = visitor.hold(service, visitor.times_of(service)[0])
    first, second = visitor.say_who(held), visitor.say_who(held)
    other = visitor.say_who(held, phone="+79167009999")

    assert Appointment.objects.count() == 1
    assert [first.status_code, second.status_code, other.status_code] == [302, 302, 422]


def test_the_call_of_the_desk_books_the_visit(service):
    Visitor().book(service)
    accept_held(appointment=the_visit(), by=SYSTEM)
    assert (the_visit().status, the_visit().held_until) == (Status.PLANNED, None)
    assert set(the_visit().occupancies.values_list("state", flat=True)) == {"taken"}


def test_a_visit_that_nobody_confirmed_gives_its_time_back(service):
    """F3."""
    Visitor().book(service)
    Appointment.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    assert [cancel_unpaid_visits(by=SYSTEM), cancel_unpaid_visits(by=SYSTEM)] == [1, 0]
    assert the_visit().cancel_reason == "не подтверждено до срока"


def test_what_is_held_is_offered_to_nobody_else_and_another_choice_gives_it_back(service):
    visitor = Visitor()
    first, second = visitor.times_of(service)[:2]  # a quarter of an hour apart: they overlap
    held = visitor.hold(service, first)
    token = held.headers["Location"].split("/")[3]
    assert first not in Visitor().times_of(service)
    assert Visitor("203.0.113.9").hold(service, first).status_code == 422

    visitor.hold(service, second, held=token)
    assert list(Hold.objects.order_by("pk").values_list("state", flat=True)) == [HoldState.RELEASED, HoldState.OPEN]


def test_nothing_earlier_is_offered_than_the_first_free_day(service):
    page = Visitor().client.get(reverse("portal:times"), {"service": service.public_id})
    offered = page.context["offered"]
    assert (offered.earlier, offered.later, len(offered.days)) == (None, None, 3)
    last = offered.days[-1]
    later = Visitor().client.get(reverse("portal:times"), {"service": service.public_id, "since": last})
    assert (later.context["offered"].earlier, later.context["offered"].days) == (offered.days[0], [last])


def test_one_address_holds_three_times_and_no_more(service):
    """T30."""
    visitor = Visitor()
    answers = [visitor.hold(service, slot).status_code for slot in visitor.times_of(service)[:8:2]]
    assert answers == [302, 302, 302, 422]


def test_a_phone_has_three_visits_ahead_and_no_more(service):
    """T30."""
    answers = [Visitor(f"203.0.113.{number}").book(service).status_code for number in range(4)]
    assert answers == [302, 302, 302, 422]


def test_a_lost_hold_is_told_in_words(service):
    visitor = Visitor()
    held = visitor.hold(service, visitor.times_of(service)[0])
    Hold.objects.update(until=timezone.now() - timedelta(seconds=1))
    answer = visitor.say_who(held)
    assert (answer.status_code, Appointment.objects.count(), Patient.objects.count()) == (410, 0, 0)


@pytest.mark.parametrize("changed", ["minutes", "doctor", "price", "status", "patient", "booked_by"])
def test_a_form_with_more_than_was_asked_changes_nothing(service, changed):
    """T30: what is booked comes from the database, never from the browser."""
    visitor = Visitor()
    held = visitor.hold(service, visitor.times_of(service)[0], **{changed: "5"} if changed != "doctor" else {})
    visitor.say_who(held, **{changed: "1"})
    visit = the_visit()
    assert (visit.minutes, visit.doctor.surname, visit.status, visit.booked_by) == (30, "Громова", "held", "online")


@pytest.mark.parametrize("slot", ["", "1.2.3", "x.y.z", "..", f"{'0' * 32}.{'0' * 32}.{'9' * 30}"])
def test_a_time_that_was_never_offered_is_not_held(service, slot):
    assert Visitor().hold(service, slot).status_code == 422
    assert Hold.objects.count() == 0


def test_only_what_the_clinic_opened_is_booked_by_itself():
    shown = an_online_service("Рентген", OnlineMode.VIEW)
    asked = an_online_service("Лечение", OnlineMode.REQUEST)
    hidden = an_online_service("Операция", OnlineMode.NONE)
    page = Visitor().client.get(reverse("portal:start")).content.decode()
    assert ["Рентген" in page, "Лечение" in page, "Операция" in page] == [True, True, False]
    answers = [
        Visitor().client.get(reverse("portal:times"), {"service": each.public_id}).status_code
        for each in (shown, asked, hidden)
    ]
    assert answers == [404, 404, 404]


def test_a_service_by_request_becomes_an_enquiry_and_a_task():
    """R059."""
    service = an_online_service("Лечение", OnlineMode.REQUEST)
    typed = {"service": service.public_id, "name": "Павел", "phone": "89167001122", "reason": "по утрам"}
    answer = Visitor().ask_for_call(**typed)
    lead = Lead.objects.get()
    assert answer.status_code == 200
    assert (lead.name, lead.phone, lead.reason, lead.source) == ("Павел", "+79167001122", "Лечение. по утрам", "online")
    assert Todo.objects.get().title == "Перезвонить по заявке с сайта: Павел"


def test_callbacks_are_limited_by_address_and_closed_to_programs():
    typed = {"name": "Павел", "phone": "89167001122"}
    trapped = Visitor().ask_for_call(**typed, website="http://spam.example")
    answers = [Visitor().ask_for_call(**typed).status_code for _number in range(7)]
    assert [trapped.status_code, *answers] == [422, 200, 200, 200, 200, 200, 200, 429]


def test_a_consent_without_a_code_is_a_claim_that_the_desk_asks_about(service):
    Visitor().book(service)
    entry = ConsentEntry.objects.get()
    assert (entry.purpose, entry.action, entry.source) == ("service_msg", ConsentAction.CLAIM, "online")


def test_where_somebody_came_from_stays_with_the_visit_and_the_steps(service):
    """R279."""
    visitor = Visitor()
    start = visitor.client.get(reverse("portal:start"), {"utm_source": "yandex", "utm_campaign": "зима<b>"})
    token = start.context["trail"].token
    visitor.client.post(reverse("portal:step"), {"t": token, "step": "opened"})
    held = visitor.hold(service, visitor.times_of(service)[0], t=token)
    visitor.say_who(held)

    booking = OnlineBooking.objects.get()
    assert (booking.source, booking.campaign, booking.is_confirmed) == ("yandex", "зимаb", False)
    steps = FunnelStep.objects.filter(trail=booking.trail).order_by("pk").values_list("step", flat=True)
    assert list(steps) == [Step.OPENED, Step.TIME, Step.PHONE, Step.BOOKED]
    assert the_visit().patient.source == "online / yandex / зимаb"


def test_no_page_sets_a_cookie_and_each_speaks_the_browsers_language(service):
    visitor = Visitor()
    page = visitor.client.get(reverse("portal:start"), HTTP_ACCEPT_LANGUAGE="en")
    assert "Book a visit" in page.content.decode()
    switched = visitor.client.get(reverse("portal:start"), {"t": page.context["trail"].token, "lang": "uk"})
    later = visitor.client.get(
        reverse("portal:times"), {"service": service.public_id, "t": switched.context["trail"].token}
    )
    assert "Оберіть час" in later.content.decode()
    visitor.book(service)
    assert not visitor.client.cookies


def test_a_callback_sent_again_is_one_enquiry_and_another_under_its_key_is_refused(service):
    """F20."""
    visitor = Visitor()
    page = visitor.client.get(reverse("portal:callback"))
    typed = {"name": "Павел", "phone": "+79167001122", "request_key": page.context["request_key"].hex}
    answers = [visitor.ask_for_call(**typed).status_code for _again in range(2)]
    other = visitor.ask_for_call(**typed | {"phone": "+79167009999"})

    assert (answers, other.status_code, Lead.objects.count(), Todo.objects.count()) == ([200, 200], 422, 1, 1)
    assert other.context["request_key"].hex != typed["request_key"]
