"""What is wrong with the translations, a line each."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from zabota.site.messages.catalogues import (
    LANGUAGES,
    PLURAL_FORMS,
    Translations,
    catalogue_path,
    entries_twice,
    translations_in,
)
from zabota.site.messages.sources import CYRILLIC, PACKAGE, Message, messages_of, modules

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|%[sd]")


def problems() -> Iterator[str]:
    for module in modules():
        asked = messages_of(module)
        for message, path in asked.items():
            if CYRILLIC.search(message.text):
                yield f'{path.relative_to(PACKAGE.parent)}: the source text must be English: "{message}"'
        for language in LANGUAGES:
            yield from _problems_of(module, language, asked)
    for language in LANGUAGES:
        yield from disagreements({path: translations_in(path, language) for path in _catalogues(language)})


def _catalogues(language: str) -> list[Path]:
    return [catalogue_path(module, language) for module in modules()]


def disagreements(catalogues: Mapping[Path, Mapping[Message, Translations]]) -> Iterator[str]:
    """One text translated differently in two modules: at run time the last catalogue would speak for both.

    What really has two meanings is told apart by a context.
    """
    first: dict[Message, tuple[Path, Translations]] = {}
    for path, known in catalogues.items():
        for message, texts in known.items():
            before, said = first.setdefault(message, (path, texts))
            if said != texts and all(said) and all(texts):
                where = f"{path.parts[-5]} and {before.parts[-5]} ({path.parts[-3]})"
                yield f'{where}: translated differently, as "{texts[0]}" and "{said[0]}": "{message}"'


def _problems_of(module: Path, language: str, asked: dict[Message, Path]) -> Iterator[str]:
    path = catalogue_path(module, language)
    name = path.relative_to(PACKAGE.parent)
    known = translations_in(path, language)
    for entry in entries_twice(path):
        yield f"{name}: stands there twice: {entry}"
    for message in asked:
        if message not in known:
            yield f'{name}: no entry for "{message}"'
    for message, texts in known.items():
        if message not in asked:
            yield f'{name}: nobody asks for "{message}"'
        elif reason := _fault(message, texts):
            yield f'{name}: {reason}: "{message}"'


def _fault(message: Message, texts: Translations) -> str | None:
    if not all(texts):
        return "not translated"
    if message.plural is None:
        return _wrong_placeholders(message.text, texts[0])
    if len(texts) != PLURAL_FORMS:
        return f"{PLURAL_FORMS} plural forms are needed"
    # The form for one may say "one" in words; the others must show everything that the English plural shows.
    return next(filter(None, (_wrong_placeholders(message.plural, text) for text in texts[1:])), None)


def _wrong_placeholders(source: str, translation: str) -> str | None:
    asked, given = (sorted(match[0] for match in PLACEHOLDER.finditer(text)) for text in (source, translation))
    return None if asked == given else f"placeholders differ ({', '.join(asked)} and {', '.join(given)})"
