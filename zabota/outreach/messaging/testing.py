"""A gateway at the edge of the network, and what waits in the outbox, for other modules' tests.

with a_kannel(monkeypatch) as kannel:
    ...
    assert kannel.texts == ["482913 — ..."]
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from django.utils import timezone

from zabota.core.patients.models import Patient
from zabota.core.patients.queries.contacts import value_index
from zabota.outreach.messaging.models import Message, Pace, Purpose

TAKEN = (202, b"0: Accepted for delivery")


class FakeKannel:
    """Answers as the user's guide of Kannel says, or as `answers` say, one after another.

    An answer is (status, body), "silence" (the connection is cut after the message was read) or "garbage".
    """

    def __init__(self) -> None:
        self.received: list[dict[str, str]] = []
        self.answers: list[Any] = []
        outer = self

        class Desk(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = parse_qs(urlsplit(self.path).query)
                self._answer(outer.take({key: values[0] for key, values in asked.items()}))

            def _answer(self, answer: Any) -> None:
                if answer == "silence":
                    self.close_connection = True
                elif answer == "garbage":
                    self.wfile.write(b"\x00\xff nothing that HTTP knows\r\n\r\n")
                    self.close_connection = True
                else:
                    self.send_response(answer[0])
                    self.end_headers()
                    self.wfile.write(answer[1])

            def log_message(self, format: str, *words: object) -> None:
                """Tests read `received`."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
        self.url = f"http://127.0.0.1:{self._server.server_port}/cgi-bin/sendsms"

    def take(self, asked: dict[str, str]) -> Any:
        """Keep a message, and say what is answered."""
        self.received.append(asked)
        return self.answers.pop(0) if self.answers else TAKEN

    @property
    def texts(self) -> list[str]:
        return [each["text"] for each in self.received]

    @contextmanager
    def serving(self) -> Iterator["FakeKannel"]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()


@contextmanager
def a_kannel(monkeypatch: Any) -> Iterator[FakeKannel]:
    """The clinic has an SMS gateway that answers as it should; `monkeypatch` is pytest's."""
    with FakeKannel().serving() as kannel:
        monkeypatch.setenv("ZABOTA_KANNEL_URL", kannel.url)
        monkeypatch.setenv("ZABOTA_KANNEL_PER_SECOND", "1000")
        yield kannel


def with_sms(monkeypatch: Any) -> None:
    """The clinic has an SMS gateway, which does not answer: for tests that look at what waits in the outbox."""
    monkeypatch.setenv("ZABOTA_KANNEL_URL", "http://127.0.0.1:9/cgi-bin/sendsms")


def with_mail(monkeypatch: Any) -> None:
    """The clinic has a mail server, which does not answer."""
    monkeypatch.setenv("ZABOTA_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("ZABOTA_SMTP_SENDER", "clinic@clinic.example")


def a_message(
    *, patient: Patient, purpose: str = Purpose.REMINDER, address: str = "+79270000018", **columns: Any
) -> Message:
    """A message by SMS that waits, whatever channels there are."""
    return Message.objects.create(
        patient=patient,
        purpose=purpose,
        template=purpose,
        source=f"test:{uuid4()}",
        channel="sms",
        address=address,
        address_index=value_index(address),
        text="Ждём вас завтра.",
        **columns,
    )


def last_code_to(phone: str) -> str:
    """The digits of the newest code queued to this number (E.164) or mailbox."""
    codes = Message.objects.filter(address_index=value_index(phone), purpose=Purpose.CODE)
    found = re.search(r"\d{6}", str(codes.latest("pk").text))
    assert found, "a message of a code has six digits"
    return found[0]


def texts_to(address: str) -> list[str]:
    """What was written to a number or an address, in order."""
    return [str(each.text) for each in Message.objects.filter(address_index=value_index(address)).order_by("pk")]


def no_channel_rests() -> None:
    """Whatever is due may leave now, however many left a moment ago."""
    Pace.objects.update(free_at=timezone.now())


def time_passes() -> None:
    """Whatever waited for its pace or its next attempt may leave now."""
    no_channel_rests()
    Message.objects.filter(state="queued").update(not_before=timezone.now())
