"""The way of one visitor through the public pages: carried in the address and in forms, never in a cookie."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils import translation

from zabota.base.postgres.sealed import keyring

LONGEST = 60
_ODD = re.compile(r"[^\w .+\-/]+")
LIVES_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Trail:
    """`host` is the origin of the page in which the booking stands, "" for our own; `language` a code of ours."""

    id: UUID
    language: str
    source: str = ""
    medium: str = ""
    campaign: str = ""
    host: str = ""

    @cached_property
    def token(self) -> str:
        parts = [self.id.hex, self.language, self.source, self.medium, self.campaign, self.host]
        return signed(parts, "trail")

    @property
    def origin(self) -> dict[str, Any]:
        """The columns of `Origin`."""
        return {"trail": self.id, "source": self.source, "medium": self.medium, "campaign": self.campaign}

    @property
    def words(self) -> str:
        """For the field «source» of a card or an enquiry."""
        return " / ".join(["online", *(part for part in (self.source, self.medium, self.campaign) if part)])[:120]


def trail_of(request: HttpRequest) -> Trail:
    """The trail that the request carries, or a new one; `lang` in the address changes its language."""
    sent = request.POST if request.method == "POST" else request.GET
    trail = _carried(sent.get("t", "")) or _begun(request)
    wanted = request.GET.get("lang", "")
    return replace(trail, language=wanted) if wanted in dict(settings.LANGUAGES) else trail


def signed(content: Any, purpose: str) -> str:
    return signing.dumps(content, key=keyring().key("links").hex(), salt=f"portal.{purpose}", compress=True)


def opened(token: str, purpose: str, *, lives_seconds: int) -> Any:
    """What was signed for this purpose; None for what is forged, torn or too old."""
    try:
        return signing.loads(token, key=keyring().key("links").hex(), salt=f"portal.{purpose}", max_age=lives_seconds)
    except signing.BadSignature:
        return None


def _carried(token: str) -> Trail | None:
    parts = opened(token, "trail", lives_seconds=LIVES_SECONDS) if token else None
    return Trail(UUID(parts[0]), *parts[1:]) if parts else None


def _begun(request: HttpRequest) -> Trail:
    asked = request.GET
    host = asked.get("host", "")
    return Trail(
        uuid4(),
        translation.get_language_from_request(request),
        source=_plain(asked, "utm_source") or _site(host),
        medium=_plain(asked, "utm_medium"),
        campaign=_plain(asked, "utm_campaign"),
        host=host if _site(host) else "",
    )


def _plain(asked: Mapping[str, str], name: str) -> str:
    return _ODD.sub("", asked.get(name, ""))[:LONGEST].strip()


def _site(origin: str) -> str:
    """The host name of an origin; "" for what is none."""
    try:
        parts = urlsplit(origin)
        named = parts.hostname if parts.scheme in ("http", "https") and not parts.path else ""
    except ValueError:
        return ""
    return _ODD.sub("", named or "")[:LONGEST]
