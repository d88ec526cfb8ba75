"""Between the phone and its code: what was typed, signed, goes with the form and lies nowhere else."""

from dataclasses import dataclass
from uuid import UUID

from zabota.core.patients.models import Channel
from zabota.front.portal.models import ConsentText
from zabota.front.portal.queries.consents import ShownConsent, shown_text
from zabota.front.portal.queries.trail import opened, signed
from zabota.front.portal.queries.visitors import Visitor
from zabota.front.portal.queries.visits import LinkIsOver, hold_behind, token_of
from zabota.outreach.messaging.registry import channels
from zabota.work.scheduling.models import Hold

PURPOSE = "booking"
LIVES_SECONDS = 3600


@dataclass(frozen=True)
class Pledge:
    """`challenge` names the code that was sent to this visitor's phone, `consent` is what he agreed to by asking for it."""

    hold: Hold
    visitor: Visitor
    consent: ConsentText
    challenge: UUID

    @property
    def token(self) -> str:
        who = self.visitor
        agreed = ShownConsent(self.consent).token
        return signed([token_of(self.hold), who.name, who.phone, who.is_relative, agreed, self.challenge.hex], "pledge")


def pledge_behind(token: str) -> Pledge:
    """Raises LinkIsOver."""
    parts = opened(token, "pledge", lives_seconds=LIVES_SECONDS)
    consent = shown_text(parts[4]) if parts else None
    if consent is None:
        raise LinkIsOver
    held, name, phone, is_relative, _agreed, challenge = parts
    return Pledge(hold_behind(held), Visitor(name, phone, is_relative), consent, UUID(challenge))


def can_send_codes() -> bool:
    return channels[Channel.SMS].is_configured()
