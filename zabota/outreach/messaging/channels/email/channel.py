"""E-mail by the clinic's own SMTP server."""

from django.utils.translation import gettext_lazy as _

from zabota.core.patients.models import Channel, ContactKind
from zabota.lib.emails import parse_emails
from zabota.outreach.messaging.channels.email.smtp import SmtpServer, send
from zabota.outreach.messaging.registry import MessageChannel, Outgoing, channels


def is_configured() -> bool:
    return SmtpServer.configured() is not None


def hand_over(outgoing: Outgoing) -> str:
    server = SmtpServer.configured()
    assert server is not None, "a channel that is not configured is asked for nothing"
    return send(outgoing, server)


def reaches(address: str) -> bool:
    return any(each.is_valid for each in parse_emails(address))


def per_second() -> float:
    server = SmtpServer.configured()
    return server.per_second if server else 1.0


channels.register(
    Channel.EMAIL,
    MessageChannel(
        Channel.EMAIL,
        _("e-mail"),
        ContactKind.EMAIL,
        is_configured=is_configured,
        send=hand_over,
        reaches=reaches,
        per_second=per_second,
        has_subject=True,
        is_private=True,
    ),
)
