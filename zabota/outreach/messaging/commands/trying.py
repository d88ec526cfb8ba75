"""A message to oneself, to see that a channel works."""

from uuid import uuid4

from django.db import transaction

from zabota.base.jobs.commands import enqueue
from zabota.core.patients.models import ContactKind
from zabota.lib.actors import Actor
from zabota.outreach.messaging.commands.codes import normal_phone
from zabota.outreach.messaging.commands.sending import send_to_address
from zabota.outreach.messaging.models import Message, Purpose
from zabota.outreach.messaging.registry import DELIVERY, channels


@transaction.atomic
def send_trial(*, channel: str, address: str, by: Actor) -> Message:
    """Send the trial message to an address as typed. Raises CannotBeSent, PhoneIsUnclear."""
    is_phone = channels[channel].contact_kind == ContactKind.PHONE
    message = send_to_address(
        address=normal_phone(address) if is_phone else address.strip().lower(), channel=channel,
        purpose=Purpose.TRIAL, source=f"trial:{uuid4()}", by=by,
    )  # fmt: skip
    enqueue(DELIVERY, by=by)
    return message
