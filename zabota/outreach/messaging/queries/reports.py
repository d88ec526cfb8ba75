"""Where gateways tell what became of a message: an address that opens for this message alone."""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from zabota.base.postgres.sealed import keyring
from zabota.outreach.messaging.models import Message

SALT = "messaging.report"


def report_address(message: Message) -> str:
    """The whole address, with a token that nobody can guess for another message (T40)."""
    path = reverse("messaging:report", args=[_signer().sign(message.public_id.hex)])
    return f"{settings.ZABOTA_PUBLIC_URL.rstrip('/')}{path}"


def message_reported(token: str) -> Message:
    """The message that the token is for; a token that we never gave is a 404."""
    try:
        public_id = UUID(hex=_signer().unsign(token))
    except (BadSignature, ValueError) as forged:
        raise Http404 from forged
    return get_object_or_404(Message, public_id=public_id)


def _signer() -> Signer:
    return Signer(key=keyring().key("links").hex(), salt=SALT, sep=".")
