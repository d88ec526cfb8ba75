"""Between the phone and its code: what was typed, signed, goes with the form and lies nowhere else."""

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from zabota.core.catalog.models import Service
from zabota.core.patients.models import Channel
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.front.portal.models import ConsentText
from zabota.front.portal.queries.consents import ShownConsent, shown_text
from zabota.front.portal.queries.trail import opened, signed
from zabota.front.portal.queries.visitors import Visitor
from zabota.front.portal.queries.visits import LinkIsOver, hold_behind, token_of
from zabota.outreach.messaging.registry import channels
from zabota.work.scheduling.commands import WishedVisit
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
        born = who.birth_date.isoformat() if who.birth_date else ""
        parts = [
            token_of(self.hold), who.name, who.phone, who.is_relative, agreed, self.challenge.hex, born, who.kinship,
            who.email,
        ]  # fmt: skip
        return signed(parts, "booking pledge")


def pledge_behind(token: str) -> Pledge:
    """Raises LinkIsOver."""
    parts = opened(token, "booking pledge", lives_seconds=LIVES_SECONDS)
    consent = shown_text(parts[4]) if parts else None
    if consent is None:
        raise LinkIsOver
    held, name, phone, is_relative, _agreed, challenge, born, kinship, email = parts
    visitor = Visitor(name, phone, is_relative, date.fromisoformat(born) if born else None, kinship, email)
    return Pledge(hold_behind(held), visitor, consent, UUID(challenge))


def can_send_codes() -> bool:
    return channels[Channel.SMS].is_configured()


def can_mail_codes() -> bool:
    return channels[Channel.EMAIL].is_configured()


@dataclass(frozen=True)
class WishPledge:
    """The same for a wish that goes on the waiting list once its phone is proved."""

    wish: WishedVisit
    visitor: Visitor
    consent: ConsentText
    challenge: UUID

    @property
    def token(self) -> str:
        who, wish = self.visitor, self.wish
        assert wish.service is not None
        wished = [
            wish.service.pk, wish.doctor.pk if wish.doctor else None, [branch.pk for branch in wish.branches],
            list(wish.weekdays), _text(wish.hours_from), _text(wish.hours_until), _text(wish.latest),
            wish.valid_until.isoformat(),
        ]  # fmt: skip
        agreed = ShownConsent(self.consent).token
        parts = [wished, who.name, who.phone, who.is_relative, agreed, self.challenge.hex, who.kinship]
        return signed(parts, "wish pledge")


def wish_pledge_behind(token: str) -> WishPledge:
    """Raises LinkIsOver."""
    parts = opened(token, "wish pledge", lives_seconds=LIVES_SECONDS)
    consent = shown_text(parts[4]) if parts else None
    if consent is None:
        raise LinkIsOver
    wished, name, phone, is_relative, _agreed, challenge, kinship = parts
    visitor = Visitor(name, phone, is_relative, kinship=kinship)
    return WishPledge(_wish(*wished), visitor, consent, UUID(challenge))


def _wish(
    service: int, doctor: int | None, branches: list[int], weekdays: list[int], hours_from: str, hours_until: str,
    latest: str, valid_until: str,
) -> WishedVisit:  # fmt: skip
    return WishedVisit(
        service=Service.objects.get(pk=service),
        doctor=Doctor.objects.get(pk=doctor) if doctor else None,
        branches=list(Branch.objects.filter(pk__in=branches)),
        weekdays=weekdays,
        hours_from=time.fromisoformat(hours_from) if hours_from else None,
        hours_until=time.fromisoformat(hours_until) if hours_until else None,
        latest=date.fromisoformat(latest) if latest else None,
        valid_until=date.fromisoformat(valid_until),
    )


def _text(moment: date | time | None) -> str:
    return moment.isoformat() if moment else ""
