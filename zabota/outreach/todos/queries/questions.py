"""The one question that improves the base most: asked at the end of a call (R027, R310)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.core.patients.models import Channel, ConsentPurpose, ContactKind, Patient
from zabota.core.patients.queries.contacting import may_contact

#: A contact that was confirmed longer ago than this is asked about again.
CONFIRMED_FOR = timedelta(days=365)
PREFERRED = (Channel.CALL, Channel.SMS, Channel.TELEGRAM, Channel.WHATSAPP, Channel.VIBER, Channel.MAX, Channel.EMAIL)


@dataclass(frozen=True)
class Question:
    """What to ask, when it is missing, and the field that takes the answer. Choices become buttons of one press."""

    key: str
    words: object
    is_missing: Callable[[Patient], bool] = field(compare=False)
    choices: tuple[tuple[str, Any], ...] = ()
    kind: str = "text"


def consent_is_unclear(patient: Patient) -> bool:
    """Nobody confirmed and nobody refused: a file's word, or nothing at all."""
    decision = may_contact(patient, ConsentPurpose.ADVERTISING, Channel.CALL)
    return decision.basis != "consent" and decision.reason != "refused"


def contact_is_old(patient: Patient) -> bool:
    return patient.checked_on is None or timezone.localdate() - patient.checked_on > CONFIRMED_FOR


def has_no_email(patient: Patient) -> bool:
    return not patient.contacts.filter(kind=ContactKind.EMAIL).exists()


YES_OR_NO = (("yes", _("yes")), ("no", _("no")))

#: The most useful first: without a consent nobody may be called again, without a number nobody can be.
QUESTIONS = (
    Question(
        "consent", _("May we call you from time to time to tell you about our clinic?"), consent_is_unclear, YES_OR_NO
    ),
    Question("contact", _("Is this number still the best one to reach you?"), contact_is_old, YES_OR_NO),
    Question("birth_date", _("What is your date of birth?"), lambda patient: patient.birth_date is None, kind="date"),
    Question(
        "preferred_channel",
        _("How is it most convenient for you to hear from us?"),
        lambda patient: not patient.preferred_channel,
        tuple((channel.value, channel.label) for channel in PREFERRED),
    ),
    Question("email", _("At which e-mail address may we send you results?"), has_no_email, kind="email"),
    Question("source", _("How did you first hear of us?"), lambda patient: not patient.source),
)


def question_for(patient: Patient) -> Question | None:
    """The one question for this patient, or None where nothing is missing."""
    return next((each for each in QUESTIONS if each.is_missing(patient)), None)


def question_named(key: str) -> Question | None:
    return next((each for each in QUESTIONS if each.key == key), None)
