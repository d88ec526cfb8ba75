"""Kannel's `sendsms` over HTTP (user's guide 1.4.5, chapter 6), and what its answers mean.

It answers 202 when it took a message, gives no id, knows no key to recognise a repeat by, and cannot be asked about a
message: what became of it is told by the reports of delivery that we ask for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlencode, urlsplit

from django.utils.translation import gettext as _

from zabota.outreach.messaging.configuration import password_in, section
from zabota.outreach.messaging.registry import ChannelDown, ChannelError, Doubtful, Outcome, Outgoing, Report
from zabota.outreach.messaging.segments import is_gsm

TIMEOUT_SECONDS = 10
LONGEST_ANSWER = 4096
#: Delivered, undelivered, taken by the operator, refused by the operator: we want to hear of each.
REPORTS_WANTED = 1 | 2 | 8 | 16
TAKEN = 202
#: "0: Accepted for delivery", "3: Queued for later delivery".
TAKEN_WORDS = ("0:", "3:")
#: Kannel says so before it takes anything: a wrong login or address of it, or no operator behind it.
CLOSED = {401, 403, 404, 503}
UNICODE_CODING = "2"
#: What the kinds of a report mean to us; the others (a queue on the way) change nothing.
OUTCOMES: dict[str, Outcome] = {"1": "delivered", "2": "undelivered", "8": "accepted", "16": "undelivered"}


@dataclass(frozen=True)
class KannelGateway:
    """`url` is the whole address of `sendsms`; `sender` what the patient sees as the number, as the operator allows."""

    url: str
    user: str = ""
    password_file: str = ""
    sender: str = ""
    per_second: float = 10.0

    @classmethod
    def configured(cls) -> "KannelGateway | None":
        said = section("kannel")
        if not said.get("url"):
            return None
        return cls(
            said["url"],
            said.get("user", ""),
            said.get("password_file", ""),
            said.get("sender", ""),
            float(said.get("per_second", 10)),
        )


def send(outgoing: Outgoing, gateway: KannelGateway) -> str:
    """Hand one SMS over; Kannel gives no id of its own. Raises ChannelError, ChannelDown, Doubtful."""
    try:
        query = query_of(outgoing, gateway)
    except OSError as why:
        raise ChannelDown(_("The file with Kannel's password cannot be read.")) from why
    status, answer = _answer(f"{urlsplit(gateway.url).path}?{query}", gateway)
    if status == TAKEN and answer.startswith(TAKEN_WORDS):
        return ""
    told = _("Kannel answered: %(status)d %(answer)s") % {"status": status, "answer": answer[:120]}
    if status in CLOSED:
        raise ChannelDown(told)
    if 400 <= status < 500:
        raise ChannelError(told, permanent=True)
    raise Doubtful(told)


def query_of(outgoing: Outgoing, gateway: KannelGateway) -> str:
    """What is written at the end of the address. Letters outside of the GSM alphabet go as UCS-2."""
    said = {
        "username": gateway.user,
        "password": password_in(gateway.password_file),
        "from": gateway.sender,
        "to": outgoing.address,
        "text": outgoing.text,
        "charset": "UTF-8",
        **({} if is_gsm(outgoing.text) else {"coding": UNICODE_CODING}),
    }
    if outgoing.reports_to:
        # Kannel fills in %d, the kind of the report, and %F, the operator's id of the message.
        said |= {"dlr-mask": str(REPORTS_WANTED), "dlr-url": f"{outgoing.reports_to}?status=%d&id=%F"}
    return urlencode(said)


def _answer(path: str, gateway: KannelGateway) -> tuple[int, str]:
    """Status and text. A gateway that cannot be reached has taken nothing; one that falls silent may have."""
    place = urlsplit(gateway.url)
    kind = HTTPSConnection if place.scheme == "https" else HTTPConnection
    connection = kind(place.hostname or "", place.port, timeout=TIMEOUT_SECONDS)
    try:
        connection.connect()
    except OSError as why:
        raise ChannelDown(
            _("Kannel cannot be reached: %(why)s.") % {"why": why.strerror or type(why).__name__}
        ) from why
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read(LONGEST_ANSWER).decode(errors="replace").strip()
    except (OSError, HTTPException) as why:
        raise Doubtful(_("Kannel fell silent while it took the message.")) from why
    finally:
        connection.close()


def read_report(words: Mapping[str, str]) -> Report | None:
    """A report's address, of which we wrote the names and Kannel the values."""
    outcome = OUTCOMES.get(words.get("status", ""))
    return Report(outcome, words.get("id", "")) if outcome else None
