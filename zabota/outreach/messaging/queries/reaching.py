"""By what way and address a patient is reached, and when a message may ring."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from zabota.core.patients.models import Channel, ConsentPurpose, ContactPoint, ContactState, Patient, Relation
from zabota.core.patients.queries.contacting import ContactFacts, Decision, contact_facts, decide
from zabota.core.practice.models import Branch
from zabota.outreach.messaging.models import Purpose
from zabota.outreach.messaging.registry import MessageChannel, channels

#: Everything that is written about a visit is a service of it, not advertising.
CONSENT_FOR = dict.fromkeys(Purpose.values, ConsentPurpose.SERVICE)
#: Asked for by the reader himself a moment ago: sent at any hour.
ASKED_FOR = (Purpose.CODE, Purpose.CONTACTS, Purpose.TRIAL)
#: Service messages ring between these hours of the recipient (reliability 4.3).
FIRST_HOUR, LAST_HOUR = time(9), time(21)
#: Everybody reads it, and at once.
FIRST_TRIED = Channel.SMS


@dataclass(frozen=True)
class WayOut:
    """A channel with the address by which it reaches the patient, and whether the law lets us."""

    channel: MessageChannel
    contact: ContactPoint
    decision: Decision


def configured_channels() -> list[MessageChannel]:
    """The channels that can send, those that everybody has first."""
    ready = [channel for channel in channels if channel.is_configured()]
    return sorted(ready, key=lambda channel: channel.key != FIRST_TRIED)


def can_send() -> bool:
    return any(channel.is_configured() for channel in channels)


def way_out(patient: Patient, purpose: str, at: datetime, channel: str | None = None) -> WayOut | None:
    """The first allowed way, the preferred one before others; where none is allowed the first, with its refusal.

    None where the patient has no address for any channel that works, or wants to be called instead.
    """
    ways = list(_ways(patient, purpose, at, channel))
    return next((way for way in ways if way.decision.allowed), ways[0] if ways else None)


def _ways(patient: Patient, purpose: str, at: datetime, wanted: str | None) -> Iterator[WayOut]:
    if wanted is None and patient.preferred_channel == Channel.CALL:
        return
    facts = contact_facts([patient.pk])[patient.pk]
    contacts = _contacts(patient)
    for channel in _in_order(patient.preferred_channel):
        if wanted in (None, channel.key):
            contact = next((each for each in contacts if _fits(channel, each)), None)
            if contact is not None:
                yield WayOut(channel, contact, allowed(facts, purpose, channel.key, at))


def _in_order(preferred: str) -> list[MessageChannel]:
    return sorted(configured_channels(), key=lambda channel: channel.key != preferred)


def _fits(channel: MessageChannel, contact: ContactPoint) -> bool:
    return contact.kind == channel.contact_kind and channel.reaches(str(contact.value))


def _contacts(patient: Patient) -> list[ContactPoint]:
    """The patient's own contacts, then those of whoever answers for him; wrong ones never."""
    guardians = Relation.objects.filter(patient=patient, answers=True).values("relative_id")
    contacts = ContactPoint.objects.filter(Q(patient=patient) | Q(patient_id__in=guardians))
    return sorted(
        contacts.exclude(state=ContactState.WRONG),
        key=lambda each: (
            each.patient_id != patient.pk,
            each.belongs_to != "",
            not each.is_preferred,
            each.state != ContactState.VERIFIED,
            each.position,
            str(each.pk),
        ),
    )


def allowed(facts: ContactFacts, purpose: str, channel: str, at: datetime) -> Decision:
    return decide(facts, CONSENT_FOR[purpose], channel, at)


def zone_for(patient: Patient | None, branch: Branch | None) -> ZoneInfo:
    """The recipient's zone, as near as the clinic knows it."""
    place = branch or (patient.home_branch if patient else None)
    return place.zone if place else ZoneInfo(timezone.get_default_timezone_name())


def may_ring_at(moment: datetime, zone: ZoneInfo, purpose: str) -> datetime:
    """The moment itself, or the next one at which a message of this purpose may ring."""
    if purpose in ASKED_FOR:
        return moment
    local = moment.astimezone(zone)
    if local.time() < FIRST_HOUR:
        return datetime.combine(local.date(), FIRST_HOUR, zone)
    if local.time() >= LAST_HOUR:
        return datetime.combine(local.date() + timedelta(days=1), FIRST_HOUR, zone)
    return moment
