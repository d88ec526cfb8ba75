"""Packs for tests: a phrase with few rounds, and what a browser would do with a pack."""

import base64
import gzip
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils import timezone

from zabota.core.practice.models import Branch
from zabota.core.practice.testing import samara_centre
from zabota.front.daypack.commands.building import fresh_pack
from zabota.front.daypack.commands.phrases import set_phrase
from zabota.front.daypack.models import Pack, Phrase
from zabota.front.daypack.sealing import sealed_note
from zabota.lib.actors import SYSTEM
from zabota.lib.passphrases import derived_key

PHRASE = "гомалу ветоки сибура нафено"
FEW_ROUNDS = 1000


def a_phrase(branch: Branch | None = None, phrase: str = PHRASE) -> Phrase:
    return set_phrase(branch=branch or samara_centre(), phrase=phrase, rounds=FEW_ROUNDS, by=SYSTEM)


def a_pack(branch: Branch | None = None, now: datetime | None = None) -> Pack:
    """A pack of the branch as it stands, however young the last one is."""
    branch = branch or samara_centre()
    if not Phrase.objects.filter(branch=branch).exists():
        a_phrase(branch)
    Pack.objects.filter(branch=branch).update(content=b"", checked_at=datetime.min.replace(tzinfo=UTC))
    return fresh_pack(branch=branch, now=now)


def opened(pack: Pack, phrase: str = PHRASE) -> dict[str, Any]:
    """What the browser sees. Raises cryptography's InvalidTag where it does not open."""
    told = json.loads(bytes(pack.sealed))
    bound = "|".join(
        ["zabota.daypack", str(told["format"]), *(told[name] for name in ("pack", "branch", "built", "expires"))]
    )
    key = derived_key(phrase, base64.b64decode(told["salt"]), told["rounds"])
    for name in ("wrapped", "body"):
        closed = base64.b64decode(told[name])
        key = AESGCM(key).decrypt(closed[:12], closed[12:], bound.encode())
    content: dict[str, Any] = json.loads(gzip.decompress(key))
    return content


def a_note(
    pack: Pack, act: str, *, key: UUID | None = None, at: datetime | None = None, **said: Any
) -> tuple[UUID, str]:
    """A note as the page closes it: its key and what is sent."""
    key = key or uuid4()
    told = {"act": act, "at": (at or timezone.now()).isoformat(), "number": 1, **said}
    own = base64.b64decode(str(pack.key))
    return key, sealed_note(pack=str(pack.public_id), note=str(key), said=told, key=own)
