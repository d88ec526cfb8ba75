"""The messages that the sources of a module ask for."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[2]
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
CYRILLIC = re.compile(r"[а-яёіїєґ]", re.IGNORECASE)


@dataclass(frozen=True)
class Message:
    """What gettext looks up: context (or None), text, plural text (or None)."""

    context: str | None
    text: str
    plural: str | None = None

    def __str__(self) -> str:
        return f"{self.context}: {self.text}" if self.context else self.text


def modules() -> list[Path]:
    """Every folder that keeps a catalogue of its own: the modules of the floors, the tools and the roof."""
    floors = [folder for folder in PACKAGE.iterdir() if (folder / "__init__.py").exists()]
    rooms = [
        room.parent for floor in floors for room in floor.glob("*/__init__.py") if floor.name not in {"lib", "site"}
    ]
    return sorted([*rooms, PACKAGE / "lib", PACKAGE / "site"])


def messages_of(module: Path) -> dict[Message, Path]:
    """Messages in the order of the sources, each with the first file that asks for it."""
    found: dict[Message, Path] = {}
    for path in sorted(
        [*module.rglob("*.py"), *module.rglob("templates/**/*.html"), *module.rglob("templates/**/*.txt")]
    ):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        for message in _messages_in(path):
            found.setdefault(message, path)
    return found


def _messages_in(path: Path) -> Iterator[Message]:
    code = path.read_text() if path.suffix == ".py" else _template_as_code(path.read_text())
    for _, found, _, context in extract("python", io.BytesIO(code.encode()), KEYWORDS):
        text, plural = found if isinstance(found, tuple) else (found, None)
        if text:
            yield Message(context, text, plural)


def _template_as_code(template: str) -> str:
    """Calls of gettext among filler. Its indentation means nothing, and would stop the tokenizer."""
    return "\n".join(line.strip() for line in templatize(template).splitlines())
