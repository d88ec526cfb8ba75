"""SMS by Kannel, which speaks SMPP and the rest of the operators' tongues for us."""

from zabota.core.patients.models import Channel, ContactKind
from zabota.lib.phones import PhoneKind, parse_phones
from zabota.outreach.messaging.channels.kannel.sendsms import KannelGateway, read_report, send
from zabota.outreach.messaging.registry import MessageChannel, Outgoing, channels
from zabota.outreach.messaging.segments import segments


def is_configured() -> bool:
    return KannelGateway.configured() is not None


def hand_over(outgoing: Outgoing) -> str:
    gateway = KannelGateway.configured()
    assert gateway is not None, "a channel that is not configured is asked for nothing"
    return send(outgoing, gateway)


def reaches(address: str) -> bool:
    """Mobile numbers of any country; a landline rings in vain."""
    return any(each.e164 and each.kind is not PhoneKind.LANDLINE for each in parse_phones(address))


def per_second() -> float:
    gateway = KannelGateway.configured()
    return gateway.per_second if gateway else 1.0


channels.register(
    Channel.SMS,
    MessageChannel(
        Channel.SMS,
        "SMS",
        ContactKind.PHONE,
        is_configured=is_configured,
        send=hand_over,
        reaches=reaches,
        per_second=per_second,
        segments=segments,
        read_report=read_report,
    ),
)
