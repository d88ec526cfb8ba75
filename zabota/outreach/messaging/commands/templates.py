"""The clinic's own words."""

from django.db import transaction

from zabota.base.events.commands import record
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.outreach.messaging.events import TemplateWritten
from zabota.outreach.messaging.models import TemplateVersion
from zabota.outreach.messaging.queries.wording import linted, words_in_use
from zabota.outreach.messaging.registry import channels, message_templates


class WordsAreUnfit(Refused):
    """The linter's word on a text: a field that there is not, or one that tells of health where others read it."""


@transaction.atomic
def write_template(
    *, template: str, channel: str, language: str, text: str, by: Actor, subject: str = ""
) -> TemplateVersion | None:
    """A new version of what is written on this occasion; the same words change nothing. Raises WordsAreUnfit."""
    known = message_templates[template]
    subject, text = " ".join(subject.split()), "\n".join(line.rstrip() for line in text.strip().splitlines())
    problems = linted(known, channels[channel], subject, text)
    if problems:
        raise WordsAreUnfit(" ".join(problems), field="text")
    current = words_in_use(known, channel, language)
    if (current.subject, current.text) == (subject, text):
        return None
    written = TemplateVersion.objects.create(
        template=template, channel=channel, language=language, version=current.version + 1, subject=subject, text=text,
        written_by_id=by.user_id,
    )  # fmt: skip
    record(TemplateWritten(template, channel, language, written.version), by=by)
    return written
