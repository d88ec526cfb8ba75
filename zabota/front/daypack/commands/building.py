"""Packs are built ahead of need: when the server is gone it is too late."""

import base64
import json
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.postgres.sealed import blind_index
from zabota.core.practice.models import Branch
from zabota.front.daypack.models import Note, Pack, Phrase
from zabota.front.daypack.queries.contents import Contents, contents_of
from zabota.front.daypack.queries.packs import newest_pack
from zabota.front.daypack.sealing import Lock, in_base64, new_key, sealed_pack
from zabota.lib.errors import Refused

#: A pack younger than this is as good as a new one.
FRESH = timedelta(minutes=10)
#: Notes come back within this time at the latest; then the pack is forgotten with its key.
KEPT = timedelta(days=60)


class NoPhraseYet(Refused):
    """Without a phrase nothing leaves the house."""


@transaction.atomic
def fresh_pack(*, branch: Branch, now: datetime | None = None) -> Pack:
    """The branch's newest pack, built anew where it is older than `FRESH` and anything has changed. Raises NoPhraseYet."""
    now = now or timezone.now()
    # Locks the branch's packs: two who ask at once get one pack.
    phrase = Phrase.objects.select_for_update().filter(branch=branch).first()
    if phrase is None:
        raise NoPhraseYet(_("First set the phrase that opens the day pack."))
    newest = newest_pack(branch)
    if newest is not None and newest.checked_at > now - FRESH and newest.built_at >= phrase.set_at:
        return newest
    contents = contents_of(branch, now)
    fingerprint = _fingerprint(contents)
    if newest is not None and bytes(newest.content) == fingerprint and newest.built_at >= phrase.set_at:
        newest.checked_at = now
        newest.save(update_fields=["checked_at"])
        return newest
    Pack.objects.filter(branch=branch).exclude(sealed=b"").update(sealed=b"")
    return _built(branch, phrase, contents, fingerprint, now)


def ask_for_another(branch: Branch) -> None:
    """What the branch's newest pack says has just changed: whoever asks next gets another one."""
    Pack.objects.filter(branch=branch).exclude(sealed=b"").update(checked_at=F("built_at") - FRESH)


def forget_old_packs(*, now: datetime | None = None) -> int:
    """Old packs go with their keys, but for those whose notes wait for somebody; returns how many went."""
    now = now or timezone.now()
    Pack.objects.filter(expires_at__lt=now).exclude(sealed=b"").update(sealed=b"")
    old = Pack.objects.filter(expires_at__lt=now - KEPT).exclude(pk__in=Note.objects.values("pack"))
    return old.delete()[1].get("daypack.Pack", 0)


def _built(branch: Branch, phrase: Phrase, contents: Contents, fingerprint: bytes, now: datetime) -> Pack:
    key, number = new_key(), uuid.uuid4()
    pack = Pack(
        public_id=number, branch=branch, built_at=now, checked_at=now, expires_at=contents.expires_at,
        visits=contents.visits, inside=" ".join(map(str, contents.patient_ids)), content=fingerprint, key=in_base64(key),
    )  # fmt: skip
    pack.sealed = sealed_pack(
        pack=str(number), branch=branch.name, built=now.astimezone(branch.zone).isoformat(), expires=contents.expires_at.isoformat(),
        content=json.dumps(contents.told, ensure_ascii=False).encode(), key=key,
        lock=Lock(base64.b64decode(str(phrase.key)), bytes(phrase.salt), phrase.rounds),
    )  # fmt: skip
    pack.save(force_insert=True)
    return pack


def _fingerprint(contents: Contents) -> bytes:
    """Keyed: an unkeyed hash would tell whether a guess at somebody's visits is right."""
    return blind_index(json.dumps(contents.told, ensure_ascii=False), label="daypack.pack.content")
