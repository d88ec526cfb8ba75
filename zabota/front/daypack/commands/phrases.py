"""The phrase of a branch's packs."""

import os

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.core.practice.models import Branch
from zabota.front.daypack.events import PhraseSet
from zabota.front.daypack.models import Phrase
from zabota.front.daypack.sealing import in_base64
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.lib.passphrases import ROUNDS, SALT_BYTES, derived_key, is_weak


class WeakPhrase(Refused):
    """It could be guessed by whoever has a pack and time."""


@transaction.atomic
def set_phrase(*, branch: Branch, phrase: str, rounds: int = ROUNDS, by: Actor) -> Phrase:
    """Packs built from now on open with this phrase; those that are out keep theirs. Raises WeakPhrase."""
    if is_weak(phrase):
        raise WeakPhrase(_("Too easy to guess: take at least four words, 16 letters."), field="phrase")
    salt = os.urandom(SALT_BYTES)
    values = {
        "salt": salt, "rounds": rounds, "key": in_base64(derived_key(phrase, salt, rounds)),
        "set_at": timezone.now(), "set_by_id": by.user_id,
    }  # fmt: skip
    known = Phrase.objects.select_for_update().filter(branch=branch).first() or Phrase(branch=branch)
    for name, value in values.items():
        setattr(known, name, value)
    known.save()
    record(PhraseSet(branch.pk), by=by)
    return known
