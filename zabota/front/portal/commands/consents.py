"""Texts of consent are added, never changed: what a patient agreed to can be read for ever."""

from django.db import transaction

from zabota.base.events.commands import record
from zabota.front.portal.events import ConsentTextWritten
from zabota.front.portal.models import ConsentText
from zabota.front.portal.queries.consents import FIRST, named_by, shown_text, text_in_use, usual_words
from zabota.lib.actors import SYSTEM, Actor


def agreed_text(token: str) -> ConsentText | None:
    """The text that a sent form showed; the usual words become a row when somebody agrees to them for the first time. None
    for a token that was forged or is too old."""
    named = named_by(token)
    if named is not None and named[1] == FIRST:
        return _first(named[0])
    return shown_text(token)


@transaction.atomic
def write_consent_text(*, language: str, text: str, by: Actor) -> ConsentText:
    """Ask patients from now on to agree to this text, the usual words when it is empty. The text in use makes no version."""
    wanted = "\n".join(text.strip().splitlines()) or usual_words(language)
    now = keep_text_in_use(language)
    if now.text == wanted:
        return now
    written = _add(language, now.version + 1, wanted, by)
    record(ConsentTextWritten(written.language, written.version), by=by)
    return written


def keep_text_in_use(language: str) -> ConsentText:
    """The text in use as a row, before anybody has agreed to it."""
    _first(language)
    return text_in_use(language)


def _first(language: str) -> ConsentText:
    return _add(language, FIRST, usual_words(language), SYSTEM)


def _add(language: str, version: int, text: str, by: Actor) -> ConsentText:
    """Of two who add the same version, the first one's words hold."""
    return ConsentText.objects.get_or_create(
        language=language, version=version, defaults={"text": text, "author_id": by.user_id}
    )[0]
