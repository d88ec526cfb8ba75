"""Templates as their writers see them: what is in use, and how it would read."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404
from django.utils import translation

from zabota.outreach.messaging.models import TemplateVersion
from zabota.outreach.messaging.queries.wording import (
    WordsInUse,
    fields_of,
    filled_in,
    linted,
    samples_of,
    words_in_use,
)
from zabota.outreach.messaging.registry import (
    MergeField,
    MessageChannel,
    MessageTemplate,
    channels,
    merge_fields,
    message_templates,
)


@dataclass(frozen=True)
class Preview:
    """How the words read with samples filled in; `parts` are the messages that the operator bills."""

    subject: str
    text: str
    letters: int
    parts: int
    problems: Sequence[str]


@dataclass(frozen=True)
class TemplatePage:
    template: MessageTemplate
    channel: MessageChannel
    language: str
    words: WordsInUse
    fields: Sequence[MergeField]


@dataclass(frozen=True)
class TemplateLine:
    """A template on one channel, with the version in use in each language (0: the program's own words)."""

    template: MessageTemplate
    channel: MessageChannel
    versions: Sequence[tuple[str, object, int]]


def template_page(template_key: str, channel_key: str, language: str) -> TemplatePage:
    template, channel = message_templates.get(template_key), channels.get(channel_key)
    if template is None or channel is None or channel_key not in template.words:
        raise Http404
    if language not in dict(settings.LANGUAGES):
        raise Http404
    words = words_in_use(template, channel_key, language)
    return TemplatePage(template, channel, language, words, usable_fields(template, channel))


def usable_fields(template: MessageTemplate, channel: MessageChannel) -> list[MergeField]:
    """The words in braces that may stand in this text."""
    fields = [merge_fields[key] for key in fields_of(template)]
    return [each for each in fields if channel.is_private or not each.tells_of_health]


def preview_of(page: TemplatePage, subject: str, text: str) -> Preview:
    with translation.override(page.language):
        samples = samples_of(page.template)
    known = {each.key: samples.get(each.key, f"{{{each.key}}}") for each in merge_fields}
    filled = filled_in(text, known)
    return Preview(
        filled_in(subject, known),
        filled,
        len(filled),
        page.channel.segments(filled),
        linted(page.template, page.channel, subject, text),
    )


def template_lines() -> list[TemplateLine]:
    """Every template on every channel, by one query."""
    newest = TemplateVersion.objects.order_by("template", "channel", "language", "-version")
    written = {
        (each.template, each.channel, each.language): each.version
        for each in newest.distinct("template", "channel", "language")
    }
    return [
        TemplateLine(
            template,
            channels[channel],
            [(code, title, written.get((template.key, channel, code), 0)) for code, title in settings.LANGUAGES],
        )
        for template in message_templates
        for channel in template.words
        if channel in channels
    ]
