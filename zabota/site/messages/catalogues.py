"""The catalogues on disk: read with Babel, written in one plain form so that a change shows only itself."""

from collections import Counter
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import escape, read_po

from zabota.site.messages.sources import PACKAGE, Message, messages_of, modules

#: Language -> its plural rule: one, few, many.
LANGUAGES = dict.fromkeys(
    ("ru", "uk"),
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
)
PLURAL_FORMS = 3

Translations = tuple[str, ...]


def catalogue_path(module: Path, language: str) -> Path:
    return module / "locale" / language / "LC_MESSAGES" / "django.po"


def read_catalogue(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def translations_in(path: Path, language: str) -> dict[Message, Translations]:
    """Every entry with its translations: one, or one a plural form. A fuzzy entry counts as not translated."""
    if not path.exists():
        return {}
    found: dict[Message, Translations] = {}
    for entry in read_catalogue(path, language):
        if not entry.id:
            continue
        ids = entry.id if isinstance(entry.id, tuple | list) else (entry.id,)
        texts = entry.string if isinstance(entry.string, tuple | list) else (entry.string or "",)
        found[Message(entry.context, *ids)] = ("",) * len(texts) if entry.fuzzy else tuple(texts)
    return found


def entries_twice(path: Path) -> list[str]:
    """What stands in a catalogue more than once, as its lines: of such entries the last one speaks, whichever is right."""
    if not path.exists():
        return []
    entries = Counter(_asked_in(entry) for entry in path.read_text().split("\n\n"))
    return [asked for asked, times in entries.items() if asked and times > 1]


def _asked_in(entry: str) -> str:
    """`# by hand\nmsgid "Refuse"\nmsgstr "Отказать"` -> `msgid "Refuse"`."""
    lines = [line for line in entry.strip().splitlines() if not line.startswith("#")]
    return " ".join(takewhile(lambda line: not line.startswith("msgstr"), lines))


def update() -> Iterator[str]:
    """Writes every catalogue anew: what the sources ask for, in their order, with the translations there are.

    Yields a line for every catalogue that was changed.
    """
    for module in modules():
        asked = list(messages_of(module))
        for language in LANGUAGES:
            path = catalogue_path(module, language)
            if not asked and not path.exists():
                continue
            known = translations_in(path, language)
            text = _catalogue(language, [(message, known.get(message, ())) for message in asked])
            if not path.exists() or path.read_text() != text:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
                yield f"{path.relative_to(PACKAGE.parent)} written"


def compile_changed() -> Iterator[str]:
    """Makes the `.mo` files older than their sources; yields a line for each."""
    for path in sorted(PACKAGE.glob("**/locale/*/LC_MESSAGES/django.po")):
        compiled = path.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= path.stat().st_mtime:
            continue
        draft = compiled.with_suffix(".draft")
        with draft.open("wb") as file:
            write_mo(file, read_catalogue(path, path.parts[-3]))
        draft.replace(compiled)
        yield f"{compiled.relative_to(PACKAGE.parent)} compiled"


def _catalogue(language: str, entries: list[tuple[Message, Translations]]) -> str:
    header = [
        'msgid ""',
        'msgstr ""',
        f'"Language: {language}\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=UTF-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
        f'"Plural-Forms: {LANGUAGES[language]}\\n"',
    ]
    blocks = ["\n".join(header), *(_entry(message, texts) for message, texts in entries)]
    return "\n\n".join(blocks) + "\n"


def _entry(message: Message, texts: Translations) -> str:
    lines = [f"msgctxt {escape(message.context)}"] if message.context else []
    lines.append(f"msgid {escape(message.text)}")
    if message.plural is None:
        lines.append(f"msgstr {escape(texts[0] if texts else '')}")
        return "\n".join(lines)
    lines.append(f"msgid_plural {escape(message.plural)}")
    forms = [*texts, *[""] * PLURAL_FORMS][:PLURAL_FORMS]
    return "\n".join([*lines, *(f"msgstr[{number}] {escape(text)}" for number, text in enumerate(forms))])
