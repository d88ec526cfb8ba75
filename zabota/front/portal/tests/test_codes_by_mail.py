"""A code by e-mail for whoever has no mobile phone: it proves the mailbox and says nothing of the phone (T31, T32)."""

import pytest

from zabota.core.patients.commands import add_contact
from zabota.core.patients.models import ContactKind, Patient
from zabota.core.patients.testing import KARINAS_PHONE, karina
from zabota.front.portal.models import OnlineBooking
from zabota.front.portal.testing import Visitor, an_online_service
from zabota.front.portal.tests.test_codes import type_code
from zabota.lib.actors import SYSTEM
from zabota.outreach.messaging.models import Message
from zabota.outreach.messaging.testing import last_code_to, with_mail, with_sms
from zabota.outreach.todos.models import Todo
from zabota.work.scheduling.models import Appointment, Status

pytestmark = pytest.mark.django_db
LANDLINE, MAILBOX = "+7 846 222-33-44", "pavel@mail.ru"


@pytest.fixture(autouse=True)
def _mail(monkeypatch):
    with_mail(monkeypatch)


def asked(address="203.0.113.7", **typed):
    sent = {"phone": LANDLINE, "email": f" {MAILBOX.upper()} ", "way": "mail", **typed}
    return Visitor(address).book(an_online_service(), **sent)


def books(address="203.0.113.7", **typed):
    page = asked(address, **typed)
    return type_code(page, last_code_to(typed.get("email", MAILBOX)))


@pytest.mark.parametrize("has_sms", [True, False])
def test_whoever_has_no_mobile_books_with_a_code_from_his_mailbox(monkeypatch, has_sms):
    if has_sms:
        with_sms(monkeypatch)
    page = asked()
    right = last_code_to(MAILBOX)
    wrong = type_code(page, f"{(int(right) + 1) % 1_000_000:06}")
    answer = type_code(page, right)

    visit = Appointment.objects.select_related("patient").get()
    assert (wrong.status_code, answer.status_code) == (422, 302)
    assert "pavel" not in page.content.decode()
    assert (visit.status, OnlineBooking.objects.get().is_confirmed) == (Status.PLANNED, True)
    contacts = {contact.kind: str(contact.value) for contact in visit.patient.contacts.all()}
    assert contacts == {"phone": "+78462223344", "email": MAILBOX}
    assert Message.objects.get(purpose="code").channel == "email"


def test_a_known_mailbox_and_name_find_the_card():
    add_contact(patient=karina(), kind=ContactKind.EMAIL, value=MAILBOX, by=SYSTEM)
    books(name="Карина Демидова")
    assert (Appointment.objects.get().patient, Todo.objects.count()) == (karina(), 0)


def test_a_phone_that_the_clinic_knows_finds_nobody_and_the_desk_looks():
    """Whoever knows the number of a patient and has a mailbox of his own books nothing on her card."""
    karina()
    books(name="Карина Демидова", phone=KARINAS_PHONE)
    assert Appointment.objects.get().patient != karina()
    assert Todo.objects.get().title.endswith("нет ли у этого пациента другой карточки")


def test_a_mailbox_that_was_not_proved_says_nothing():
    """The code never came, and he asks for the call: his phone and name are all that counts."""
    karina()
    page = asked(name="Карина Демидова", phone=KARINAS_PHONE)
    assert type_code(page, "", way="call").status_code == 302
    visit = Appointment.objects.get()
    assert (visit.status, visit.patient) == (Status.HELD, karina())
    assert MAILBOX not in [str(contact.value) for contact in karina().contacts.all()]


@pytest.mark.parametrize("email", ["", "x", "a@b", "a@mail.ru, b@mail.ru"])
def test_a_mailbox_is_one_address(email):
    assert asked(email=email).status_code == 422
    assert (Message.objects.count(), Patient.objects.count()) == (0, 0)


def test_without_a_mail_server_nobody_is_asked_for_a_mailbox(monkeypatch):
    monkeypatch.delenv("ZABOTA_SMTP_HOST")
    visitor = Visitor()
    held = visitor.hold(an_online_service(), visitor.times_of(an_online_service())[0])
    assert "почт" not in visitor.client.get(held.headers["Location"]).content.decode()
    assert visitor.say_who(held, email=MAILBOX, way="mail").status_code == 302
    assert Appointment.objects.get().status == Status.HELD


def test_mailboxes_book_a_tenth_of_a_day_and_never_less_than_three():
    """T30: mailboxes cost nothing."""
    answers = [
        books(f"203.0.113.{number}", email=f"a{number}@mail.ru", phone=f"+7916700112{number}").status_code
        for number in range(4)
    ]
    assert answers == [302, 302, 302, 422]
