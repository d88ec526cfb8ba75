"""Words of messages: which are in use, how they are filled in, and what must not stand in them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from zabota.core.patients.models import Patient
from zabota.core.patients.queries.naming import address_form
from zabota.core.practice.models import Branch
from zabota.core.practice.queries import the_practice
from zabota.lib.phones import grouped_phone
from zabota.outreach.messaging.models import TemplateVersion
from zabota.outreach.messaging.registry import MessageChannel, MessageTemplate, merge_fields

FIELD = re.compile(r"\{(\w+)\}")
#: Filled in by messaging itself; every template may use them.
COMMON_FIELDS = ("addressed_as", "clinic", "branch", "address", "phone")


@dataclass(frozen=True)
class WordsInUse:
    """Version 0 is the one that came with the program."""

    version: int
    subject: str
    text: str


def words_in_use(template: MessageTemplate, channel: str, language: str) -> WordsInUse:
    written = TemplateVersion.objects.filter(template=template.key, channel=channel, language=language)
    newest = written.order_by("-version").first()
    return WordsInUse(newest.version, newest.subject, newest.text) if newest else own_words(template, channel, language)


def own_words(template: MessageTemplate, channel: str, language: str) -> WordsInUse:
    own = template.words[channel]
    with translation.override(language):
        return WordsInUse(0, str(own.subject), str(own.text))


def language_of(patient: Patient | None) -> str:
    """The language in which a patient is written to."""
    return (patient.language if patient else "") or settings.LANGUAGE_CODE


def fields_of(template: MessageTemplate) -> tuple[str, ...]:
    return (*template.fields, *COMMON_FIELDS)


def filled_in(text: str, values: Mapping[str, str]) -> str:
    """One pass: what a value brings is never read as a field again. A line that lacks the value of a field is left out."""
    kept = [_filled_line(line, values) for line in _lines(text) if all(map(values.get, line[1::2]))]
    return "\n".join(kept).strip()


@lru_cache(maxsize=256)
def _lines(text: str) -> tuple[tuple[str, ...], ...]:
    """Each line in turn as plain words and, at the odd places, names of fields."""
    return tuple(tuple(FIELD.split(line)) for line in text.splitlines())


def _filled_line(pieces: tuple[str, ...], values: Mapping[str, str]) -> str:
    return "".join(values[piece] if place % 2 else piece for place, piece in enumerate(pieces))


def common_values(patient: Patient | None, branch: Branch | None) -> dict[str, str]:
    return {
        "addressed_as": address_form(patient) if patient else "",
        "clinic": the_practice().name,
        "branch": branch.name if branch else "",
        "address": ", ".join(part for part in (branch.city, branch.address) if part) if branch else "",
        "phone": grouped_phone(branch.phone) if branch and branch.phone else "",
    }


def samples_of(template: MessageTemplate) -> dict[str, str]:
    return {key: str(merge_fields[key].sample) for key in fields_of(template)}


def linted(template: MessageTemplate, channel: MessageChannel, subject: str, text: str) -> list[str]:
    """What must be mended before these words are used, as sentences; [] is the only good answer (T35, T46)."""
    known, found = set(fields_of(template)), []
    if not text.strip():
        found.append(_("Write what the message says."))
    if channel.has_subject and not subject.strip():
        found.append(_("Write the subject."))
    for name in dict.fromkeys(FIELD.findall(f"{subject}\n{text}")):
        if name not in known:
            found.append(_("There is no word {%(name)s} for this message.") % {"name": name})
        elif merge_fields[name].tells_of_health and (not channel.is_private or f"{{{name}}}" in subject):
            found.append(
                _("{%(name)s} tells of the patient's health: others read the screen of a phone too.") % {"name": name}
            )
    return found
