"""The day pack as one file that needs nothing beside it: for a disk, a stick, another computer.

Its script stands inside it by necessity; its own policy allows exactly these scripts and styles, by their hashes, and no
connection anywhere.
"""

import json
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from zabota.front.daypack.models import Pack
from zabota.front.daypack.parts import SCRIPTS, STYLES
from zabota.front.daypack.words import words_of_window


def saved_file(pack: Pack) -> str:
    """The HTML of the file."""
    styles, scripts = [_text(each) for each in STYLES], [_text(each) for each in SCRIPTS]
    policy = {
        "default-src": ["'none'"],
        "script-src": _hashes(scripts),
        "style-src": _hashes(styles),
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    shown = {
        "where": "file",
        "words": words_of_window(),
        "pack": json.loads(bytes(pack.sealed)),
        "csp": "; ".join(" ".join([name, *sources]) for name, sources in policy.items()),
        "styles": _within("style", styles),
        "scripts": _within("script", scripts),
    }
    return render_to_string("daypack/file.html", shown)


def _text(path: str) -> str:
    found = finders.find(path)
    assert isinstance(found, str), path
    return Path(found).read_text()


def _hashes(texts: Iterable[str]) -> list[str]:
    return [f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in texts]


def _within(tag: str, texts: Iterable[str]) -> list[SafeString]:
    return [mark_safe(f"<{tag}>{text}</{tag}>") for text in texts]  # noqa: S308 - our own files
