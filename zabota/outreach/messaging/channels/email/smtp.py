"""One letter over one SMTP connection, and what its end means.

SMTP knows no key by which a server would recognise a letter that it has: once the letter was handed over, a lost answer
leaves a doubt. Every refusal before that leaves none.
"""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr, parseaddr

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from zabota.outreach.messaging.configuration import password_in, section
from zabota.outreach.messaging.registry import ChannelDown, ChannelError, Doubtful, Outgoing

TIMEOUT_SECONDS = 10
#: A code that will be the same next time (RFC 5321, 4.2.1).
PERMANENT = 500
DONE, TAKES_RECIPIENT = 250, (250, 251)
#: Letters pass through servers that know seven bits only.
POLICY = SMTP.clone(cte_type="7bit")


@dataclass(frozen=True)
class SmtpServer:
    """`tls` is "starttls", "tls" (from the first byte) or "none"; `sender` an address with a name: "Клиника <a@b>"."""

    host: str
    sender: str
    port: int = 587
    tls: str = "starttls"
    user: str = ""
    password_file: str = ""
    per_second: float = 10.0

    @classmethod
    def configured(cls) -> "SmtpServer | None":
        said = section("smtp")
        if not said.get("host") or not said.get("sender"):
            return None
        return cls(
            said["host"],
            said["sender"],
            int(said.get("port", 587)),
            said.get("tls", "starttls"),
            said.get("user", ""),
            said.get("password_file", ""),
            float(said.get("per_second", 10)),
        )

    @property
    def sender_address(self) -> str:
        return parseaddr(self.sender)[1]


def send(outgoing: Outgoing, server: SmtpServer) -> str:
    """Hand one letter over; answers with its Message-ID. Raises ChannelError, ChannelDown, Doubtful."""
    letter = letter_of(outgoing, server)
    try:
        connection = _connected(server)
    except (OSError, smtplib.SMTPException) as why:
        raise ChannelDown(_("The mail server does not let us in: %(why)s.") % {"why": _cause(why)}) from why
    try:
        _hand_over(connection, letter, outgoing.address, server)
    finally:
        connection.close()
    return str(letter["Message-ID"])


def letter_of(outgoing: Outgoing, server: SmtpServer) -> EmailMessage:
    """Plain text and the same as HTML, which quotes every letter of it."""
    letter = EmailMessage(policy=POLICY)
    name, address = parseaddr(server.sender)
    letter["From"] = formataddr((name, address)) if name else address
    letter["To"] = outgoing.address
    letter["Subject"] = " ".join(outgoing.subject.split())
    letter["Message-ID"] = f"<{outgoing.key}@{address.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(outgoing.text)
    letter.add_alternative(render_to_string("messaging/letter.html", {"letter": outgoing}), subtype="html")
    return letter


def _connected(server: SmtpServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.tls == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    try:
        if server.tls == "starttls":
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, password_in(server.password_file))
    except BaseException:
        connection.close()
        raise
    return connection


def _hand_over(connection: smtplib.SMTP, letter: EmailMessage, address: str, server: SmtpServer) -> None:
    try:
        connection.ehlo_or_helo_if_needed()
        code, answer = connection.mail(server.sender_address)
        if code != DONE:
            raise ChannelDown(_told(code, answer))
        code, answer = connection.rcpt(address)
        if code not in TAKES_RECIPIENT:
            raise _refusal(code, answer)
    except UnicodeError as why:
        raise ChannelError(_("This is no address to which a letter can go."), permanent=True) from why
    except (OSError, smtplib.SMTPException) as why:
        raise ChannelDown(_("The mail server broke off: %(why)s.") % {"why": _cause(why)}) from why
    _give_letter(connection, letter)


def _give_letter(connection: smtplib.SMTP, letter: EmailMessage) -> None:
    """From here on an answer that is lost or unreadable leaves a doubt."""
    try:
        code, answer = connection.data(letter.as_bytes())
    except smtplib.SMTPDataError as why:
        raise _refusal(why.smtp_code, why.smtp_error) from why
    except (OSError, smtplib.SMTPException) as why:
        raise Doubtful(_("The mail server fell silent while it took the letter.")) from why
    if 400 <= code < 600:
        raise _refusal(code, answer)
    if code != DONE:
        raise Doubtful(_told(code, answer))


def _refusal(code: int, answer: bytes | str) -> ChannelError:
    return ChannelError(_told(code, answer), permanent=code >= PERMANENT)


def _told(code: int, answer: bytes | str) -> str:
    words = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return _("The mail server answered: %(code)d %(words)s") % {"code": code, "words": " ".join(words.split())}


def _cause(why: Exception) -> str:
    """Words without the letter's address."""
    if isinstance(why, smtplib.SMTPResponseException):
        return f"{why.smtp_code}"
    return why.strerror or type(why).__name__ if isinstance(why, OSError) else type(why).__name__
