"""Texts of consent are added, never changed: what a patient agreed to can be read for ever."""

from django.db import transaction

from zabota.base.events.commands import record
from zabota.front.portal.events import ConsentTextWritten
from zabota.front.portal.models import ConsentText
from zabota.front.portal.queries.consents import newest_text, usual_words
from zabota.lib.actors import SYSTEM, Actor


def text_in_use(language: str) -> ConsentText:
    """The newest text of a language. The usual words become the first version when they are shown for the first time."""
    return newest_text(language) or _add(language, 1, usual_words(language), SYSTEM)


@transaction.atomic
def write_consent_text(*, language: str, text: str, by: Actor) -> ConsentText:
    """Ask patients from now on to agree to this text, the usual words when it is empty. The text in use makes no version."""
    wanted = "\n".join(text.strip().splitlines()) or usual_words(language)
    now = text_in_use(language)
    if now.text == wanted:
        return now
    written = _add(language, now.version + 1, wanted, by)
    record(ConsentTextWritten(written.language, written.version), by=by)
    return written


def _add(language: str, version: int, text: str, by: Actor) -> ConsentText:
    """Of two who add the same version, the first one's words hold."""
    return ConsentText.objects.get_or_create(
        language=language, version=version, defaults={"text": text, "author_id": by.user_id}
    )[0]
