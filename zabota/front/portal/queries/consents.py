"""The texts that patients agree to: the one in use, the one that a sent form showed, and all that ever were."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from zabota.front.portal.models import ConsentText
from zabota.front.portal.queries.trail import opened, signed

#: So long a page may stand open before its form is sent.
SHOWN_SECONDS = 24 * 3600
FIRST = 1


@dataclass(frozen=True)
class ShownConsent:
    """A text as a page shows it. `token` goes with the form and names exactly this version."""

    consent: ConsentText

    @property
    def token(self) -> str:
        return signed([self.consent.language, self.consent.version], "consent")


def text_in_use(language: str) -> ConsentText:
    """The newest text of a language; before the first one is kept, the usual words, which a row holds once a form is sent."""
    newest = ConsentText.objects.filter(language=language).order_by("-version").first()
    return newest or ConsentText(language=language, version=FIRST, text=usual_words(language))


def named_by(token: str) -> tuple[str, int] | None:
    """Language and version."""
    parts = opened(token, "consent", lives_seconds=SHOWN_SECONDS)
    return (parts[0], parts[1]) if parts else None


def shown_text(token: str) -> ConsentText | None:
    """What the form that carries this token showed; None for what was forged or is too old."""
    parts = named_by(token)
    return ConsentText.objects.filter(language=parts[0], version=parts[1]).first() if parts else None


def consent_texts() -> QuerySet[ConsentText]:
    """All that patients ever agreed to, the newest first."""
    return ConsentText.objects.order_by("-created_at", "-pk")


def usual_words(language: str) -> str:
    """What a clinic that has written nothing of its own asks patients to agree to."""
    with translation.override(language):
        return _(
            "By pressing the button you agree that the clinic keeps the phone and the name to book this visit and to "
            "write and call about it. Nothing is advertised by this consent."
        )


def languages() -> list[str]:
    return list(dict(settings.LANGUAGES))
