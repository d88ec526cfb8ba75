"""Letters over a real SMTP server, and what its answers mean."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from ipaddress import ip_address

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from zabota.core.patients.testing import a_patient
from zabota.core.practice.testing import samara_centre
from zabota.lib.actors import SYSTEM
from zabota.outreach.messaging.commands.delivering import deliver_due
from zabota.outreach.messaging.commands.sending import send_message
from zabota.outreach.messaging.models import Message
from zabota.outreach.messaging.testing import time_passes

pytestmark = pytest.mark.django_db
ADDRESS = "pavel@mail.ru"


class Postman:
    """Keeps what it took; `answers` are what it says to the next letters, at which step."""

    def __init__(self):
        self.taken = []
        self.answers = {}

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if "MAIL" in self.answers:
            return self.answers["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        if self.answers.get("DATA") == "silence":
            server.transport.close()
            return ""
        return self.answers.get("DATA", "250 OK")


class Office(Controller):
    """A mail server on a free port of this machine."""

    def __init__(self, postman, **options):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        super().__init__(postman, hostname="127.0.0.1", port=port, **options)

    def factory(self):
        return SMTP(self.handler, **self.SMTP_kwargs)


@pytest.fixture
def set_up(monkeypatch):
    def write(office, **said):
        settings = {"host": "127.0.0.1", "port": office.port, "tls": "none", "sender": "Забота <desk@clinic.example>"}
        for name, value in {**settings, "per_second": 1000, **said}.items():
            monkeypatch.setenv(f"ZABOTA_SMTP_{name.upper()}", str(value))

    return write


@pytest.fixture
def postman(set_up):
    postman = Postman()
    office = Office(postman)
    office.start()
    set_up(office)
    yield postman
    office.stop()


def a_letter(number=1):
    patient = Message.objects.filter(source="test:1").values_list("patient", flat=True).first()
    branch = samara_centre()
    branch.address = "<b>Ленина & 12</b>"
    branch.save()
    return send_message(
        patient=a_patient(email=ADDRESS) if patient is None else Message.objects.get(source="test:1").patient,
        purpose="contacts", source=f"test:{number}", branch=branch, by=SYSTEM,
    )  # fmt: skip


def state_of(message):
    message.refresh_from_db()
    return message.state


def test_a_letter_is_plain_and_html_and_names_the_clinic(postman):
    message = a_letter()
    deliver_due()
    [letter] = postman.taken
    assert (letter["To"], letter["From"], letter["Subject"]) == (
        ADDRESS, "Забота <desk@clinic.example>", "Контакты: Клиника",
    )  # fmt: skip
    assert letter["Message-ID"] == f"<{message.public_id}@clinic.example>"
    plain, html = letter.get_payload()
    assert plain.get_content().splitlines()[1] == "Самара, <b>Ленина & 12</b>"
    assert "&lt;b&gt;Ленина &amp; 12&lt;/b&gt;" in html.get_content()
    assert (state_of(message), message.gateway_id) == ("sent", letter["Message-ID"])


def test_every_letter_holds_its_own_reader_only(postman):
    """A34: nothing of one patient stays for the next."""
    for number in range(5):
        patient = a_patient(f"Сорокин-{number}", email=f"reader{number}@mail.ru")
        send_message(patient=patient, purpose="contacts", source=f"test:{number}", by=SYSTEM)
    deliver_due()
    assert [letter["To"] for letter in postman.taken] == [f"reader{number}@mail.ru" for number in range(5)]


@pytest.mark.parametrize(
    ("step", "answer", "state", "failures"),
    [
        ("RCPT", "550 No such user", "failed", 0),
        ("RCPT", "450 Mailbox busy", "queued", 1),
        ("MAIL", "550 We do not know this sender", "queued", 0),
        ("DATA", "554 Looks like spam", "failed", 0),
        ("DATA", "452 No space left", "queued", 1),
        ("DATA", "silence", "unknown", 0),
    ],
)
def test_what_an_answer_means(postman, step, answer, state, failures):
    postman.answers = {step: answer}
    message = a_letter()
    deliver_due()
    assert (state_of(message), message.failures) == (state, failures)
    assert answer == "silence" or answer[4:] in message.error


def test_a_busy_mailbox_is_tried_five_times_and_given_up(postman):
    postman.answers = {"RCPT": "450 Mailbox busy"}
    message = a_letter()
    for _attempt in range(5):
        time_passes()
        deliver_due()
    assert (state_of(message), message.attempts) == ("failed", 5)
    assert message.error == "Почтовый сервер ответил: 450 Mailbox busy"


def test_a_server_that_is_not_there_loses_nothing(postman, monkeypatch):
    monkeypatch.setenv("ZABOTA_SMTP_PORT", "9")
    message = a_letter()
    deliver_due()
    assert state_of(message) == "queued"
    assert message.error.startswith("Почтовый сервер не принимает соединение")


def test_login_goes_over_tls_and_a_wrong_password_is_told(set_up, monkeypatch, settings, tmp_path):
    settings.ZABOTA_HOME = tmp_path
    context = _own_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    postman = Postman()
    office = Office(
        postman, tls_context=context, require_starttls=True, auth_required=True,
        authenticator=lambda server, session, envelope, mechanism, data: AuthResult(
            success=(data.login, data.password) == (b"desk", b"right"), handled=False
        ),
    )  # fmt: skip
    office.start()
    set_up(office, tls="starttls", user="desk", password_file="smtp_password")
    message = a_letter()
    try:
        (tmp_path / "smtp_password").write_text("wrong\n")
        deliver_due()
        assert (state_of(message), message.error) == ("queued", "Почтовый сервер не принимает соединение: 535.")
        (tmp_path / "smtp_password").write_text("right\n")
        time_passes()
        deliver_due()
    finally:
        office.stop()
    assert (state_of(message), len(postman.taken)) == ("sent", 1)


def _own_certificate(folder):
    """The context of a server whose certificate this test signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(signed.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context
