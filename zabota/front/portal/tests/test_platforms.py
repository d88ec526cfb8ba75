"""Booking platforms book through a door of their own (R301): once for each of their numbers, and garbage is their fault."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zabota.base.accounts.testing import signed_in
from zabota.core.patients.models import ConsentEntry, Patient
from zabota.core.staff.testing import anna, nina, vera
from zabota.front.portal.commands.booking import move_online
from zabota.front.portal.commands.limits import AN_HOUR
from zabota.front.portal.commands.platforms import add_platform, open_door_to, shut_door_to
from zabota.front.portal.models import OnlineBooking, Platform
from zabota.front.portal.queries.obstacles import obstacles
from zabota.front.portal.testing import Visitor, an_online_service
from zabota.lib.actors import SYSTEM
from zabota.outreach.todos.models import Todo
from zabota.work.scheduling.models import Appointment, Hold, Status

pytestmark = pytest.mark.django_db
DOOR = "/book/platform/"


@pytest.fixture
def service():
    return an_online_service()


@pytest.fixture
def platform():
    return add_platform(name="ПроДокторов", proves_phone=True, by=SYSTEM)


@pytest.fixture
def secret(platform):
    return open_door_to(platform=platform, by=SYSTEM)


class Sender:
    """A platform's program."""

    def __init__(self, secret):
        self.client = Client(enforce_csrf_checks=True, REMOTE_ADDR="203.0.113.50", raise_request_exception=True)
        self.headers = {"authorization": f"Bearer {secret}"}

    def get(self, path, **asked):
        return self.client.get(DOOR + path, asked, headers=self.headers)

    def send(self, body):
        content = body if isinstance(body, bytes | str) else json.dumps(body)
        return self.client.post(DOOR, content, content_type="application/json", headers=self.headers)


@pytest.fixture
def sender(secret):
    return Sender(secret)


@pytest.fixture
def request_body(service, sender):
    """A request for the first time that is offered."""
    time = sender.get("times/", service=service.public_id).json()["times"][0]
    patient = {"name": "Павел Сорокин", "phone": "8 916 700-11-22", "birth_date": "1990-05-04"}
    return {"id": "A-1", "service": str(service.public_id), **time, "patient": patient}


def test_a_platform_finds_a_time_and_books_it(service, sender, request_body):
    offer = sender.get("offer/").json()
    assert [each["id"] for each in offer["services"]] == [str(service.public_id)]
    assert [each["id"] for each in offer["doctors"]] == [str(anna().public_id)]

    answer = sender.send(request_body)
    visit = Appointment.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "id": "A-1", "visit": str(visit.public_id), "state": "planned",
        "starts_at": visit.starts_at.isoformat(timespec="minutes"), "held_until": None,
    }  # fmt: skip
    assert (visit.status, visit.patient.full_name, visit.minutes) == (Status.PLANNED, "Сорокин Павел", 30)
    assert visit.patient.source == "online / ПроДокторов / platform"
    assert ConsentEntry.objects.count() == 0  # the platform asks for it


def test_the_same_request_again_is_the_same_visit_even_after_it_was_moved(service, sender, request_body):
    """F20: idempotent by the platform's own number."""
    first, second = sender.send(request_body), sender.send(request_body)
    slot = Visitor().times_of(service)[-1]
    moved = move_online(visit=Appointment.objects.get(), slot=slot)
    third = sender.send(request_body)
    assert [first.status_code, second.status_code, third.status_code] == [201, 200, 200]
    assert first.json() == second.json()
    assert third.json()["visit"] == str(moved.public_id)
    assert OnlineBooking.objects.count() == 1


def test_another_request_under_the_same_number_is_refused(sender, request_body):
    sender.send(request_body)
    other = sender.send({**request_body, "patient": {"name": "Другой", "phone": "89167009999"}})
    assert (other.status_code, other.json()) == (409, {"error": "another_request"})


def test_a_time_that_is_taken_is_said_so_and_leaves_nothing(sender, request_body):
    sender.send(request_body)
    answer = sender.send({**request_body, "id": "A-2", "patient": {"name": "Другой", "phone": "89167009999"}})
    assert (answer.status_code, answer.json()) == (409, {"error": "time_is_taken"})
    assert (Hold.objects.count(), Patient.objects.count()) == (1, 1)


def test_a_wall_time_without_an_offset_is_the_branch_s(sender, request_body):
    answer = sender.send({**request_body, "starts_at": request_body["starts_at"][:16]})
    assert answer.status_code == 201
    assert Appointment.objects.get().wall_start == request_body["starts_at"][:16].replace("T", " ")


def test_a_platform_that_proved_no_phone_leaves_the_call_to_the_desk(sender, request_body, client):
    Platform.objects.update(proves_phone=False)
    answer = sender.send(request_body)
    assert (answer.json()["state"], answer.json()["held_until"] is not None) == ("held", True)
    assert Todo.objects.get().title.startswith("Записался на сайте: позвонить")
    page = signed_in(client, vera()).get(reverse("portal:online")).content.decode()
    assert "ПроДокторов" in page


def test_what_a_platform_brought_stands_in_the_funnel_by_its_name(sender, request_body):
    sender.send(request_body)
    sender.send(request_body)
    assert [(way.source, way.counts[-1]) for way in obstacles(days=7).ways][1:] == [("ПроДокторов", 1)]


@pytest.mark.parametrize("sent", ["Bearer x", "Bearer ", "Basic x", "", "Bearer \u00e9"])
def test_without_the_secret_nothing_is_told(service, secret, sent):
    for answer in (
        Client().get(f"{DOOR}offer/", headers={"authorization": sent}),
        Client().post(DOOR, "{}", content_type="application/json", headers={"authorization": sent}),
    ):
        assert (answer.status_code, answer.json()) == (401, {"error": "unknown_secret"})


def test_a_secret_is_kept_as_an_imprint_and_ends_with_the_next_one(platform, secret):
    platform.refresh_from_db()
    assert secret.encode() not in bytes(platform.secret_index)
    newer = open_door_to(platform=platform, by=SYSTEM)
    assert [Sender(each).get("offer/").status_code for each in (secret, newer)] == [401, 200]
    shut_door_to(platform=platform, by=SYSTEM)
    assert Sender(newer).get("offer/").status_code == 401


def test_bookings_of_a_platform_are_counted_and_its_questions_are_not(sender, monkeypatch):
    monkeypatch.setitem(AN_HOUR, "platform", 2)
    assert [sender.send(b"{").status_code for _number in range(3)] == [400, 400, 429]
    assert sender.get("offer/").status_code == 200


GARBAGE = [
    b"", b"\xff\xfe", b"{", b"null", b"[]", b"1", b'"x"', b"[" * 100_000, b'{"id": ' + b"9" * 5000 + b"}",
    b'{"id": "\\ud800"}', b"NaN",
]  # fmt: skip


@pytest.mark.parametrize("body", GARBAGE)
def test_garbage_is_the_sender_s_fault(service, sender, body):
    """Never 5xx: the client of the test would raise what the server did not catch."""
    answer = sender.send(body)
    assert 400 <= answer.status_code < 500
    assert Appointment.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", ""), ("id", "x" * 101), ("id", "a\x00b"), ("id", {}), ("service", "x"), ("service", None), ("doctor", "0" * 32),
        ("branch", []), ("starts_at", "x"), ("starts_at", "0001-01-01T00:00"), ("starts_at", "2026-03-12"), ("starts_at", 5),
        ("patient", None), ("patient", {"name": "", "phone": "89167001122"}), ("patient", {"name": "Павел", "phone": "12"}),
        ("patient", {"name": "Па\x00вел", "phone": "89167001122"}), ("patient", {"name": {"a": 1}, "phone": []}),
        ("patient", {"name": "Павел", "phone": "89167001122", "birth_date": "x"}), ("starts_at", "9999-12-31T23:59+00:00"),
        ("starts_at", "9999-12-31T23:59-23:59"), ("starts_at", "0001-01-01T00:00+23:59"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_and_nothing_is_booked(sender, request_body, name, value):
    answer = sender.send({**request_body, name: value})
    assert answer.status_code in (409, 422)
    assert (Appointment.objects.count(), Hold.objects.count(), Patient.objects.count()) == (0, 0, 0)


def test_more_than_a_megabyte_is_not_read(sender, request_body):
    answer = sender.send({**request_body, "comment": "x" * 1_048_576})
    assert (answer.status_code, answer.json()) == (413, {"error": "too_large"})


@pytest.mark.parametrize(
    "asked",
    [{}, {"service": "x"}, {"service": "0" * 32}, {"since": "9999-12-31"}, {"since": "x"}, {"since": "0001-01-01"}],
)
def test_a_wrong_question_for_times_is_told(service, sender, asked):
    answer = sender.get("times/", **{"service": str(service.public_id), **asked} if "since" in asked else asked)
    assert answer.status_code in (200, 400, 404)
    assert answer.status_code != 200 or asked.get("since") == "0001-01-01"


def test_times_begin_where_they_are_asked_from(service, sender):
    whole = sender.get("times/", service=service.public_id).json()["times"]
    later = sender.get("times/", service=service.public_id, since=timezone.localdate() + timedelta(days=5)).json()[
        "times"
    ]
    assert (len(whole), len(later)) == (33, 11)


def test_the_director_lists_a_platform_and_opens_its_door(client, service):
    desk, page = signed_in(client, nina()), reverse("portal:platforms")
    added = desk.post(page, {"name": "Zoon", "proves_phone": "on"})
    again = desk.post(page, {"name": " Zoon "})
    platform = Platform.objects.get()
    shown = desk.post(reverse("portal:platform_secret", args=[platform.public_id]))
    assert (added.status_code, again.status_code, platform.proves_phone) == (302, 422, True)
    assert Sender(shown.context["secret"]).get("offer/").status_code == 200
    assert shown.context["secret"] not in desk.get(page).content.decode()
    desk.post(reverse("portal:shut_platform", args=[platform.public_id]))
    assert Sender(shown.context["secret"]).get("offer/").status_code == 401
    assert signed_in(client, vera()).get(page).status_code == 403
