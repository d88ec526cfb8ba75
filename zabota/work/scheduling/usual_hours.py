"""A line of a doctor's week as people type it: `9-13, 13:45-17`, `17-18 первичный`, `9-15 чётные`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import time

from django.utils.translation import gettext as _

from zabota.lib.dates import typed_time
from zabota.lib.errors import Refused
from zabota.work.scheduling.models import VisitKind, Weeks, WorkPattern

_SPAN = re.compile(r"^\s*([\d:.]+)\s*[-–—]\s*([\d:.]+)\s*(.*)$")


@dataclass(frozen=True)
class TypedHours:
    """From and until, with what was said of them: kinds of visit and weeks."""

    starts: time
    ends: time
    kinds: tuple[str, ...] = ()
    weeks: str = Weeks.EVERY


def read_hours(text: str) -> list[TypedHours]:
    """Spans between commas or semicolons. Raises Refused that quotes what is not understood."""
    return [_read(part) for part in re.split(r"[;,]", text) if part.strip()]


def written_hours(patterns: Iterable[WorkPattern]) -> str:
    """The same in words, as `read_hours` reads it."""
    return ", ".join(" ".join(_words(each)) for each in patterns)


def _read(part: str) -> TypedHours:
    found = _SPAN.match(part)
    starts, ends = (typed_time(found[1]), typed_time(found[2])) if found else (None, None)
    if found is None or starts is None or ends is None or ends <= starts:
        raise Refused(_("“%(text)s” is no hours: write 9-13 or 9:00-13:30.") % {"text": part.strip()})
    kinds, weeks = [], Weeks.EVERY.value
    for word in found[3].lower().replace("ё", "е").split():
        kind, week = _meant(word, VisitKind), _meant(word, Weeks)
        if kind is None and week is None:
            raise Refused(_("“%(text)s” is neither a kind of visit nor weeks.") % {"text": word})
        kinds += [kind] if kind else []
        weeks = week or weeks
    return TypedHours(starts, ends, tuple(kinds), weeks)


def _meant(word: str, choices: type[VisitKind] | type[Weeks]) -> str | None:
    """The choice whose telling word in the reader's language begins with the word's first four letters."""
    names = ((_telling_word(each.label).lower().replace("ё", "е"), each.value) for each in choices)
    return next((str(value) for name, value in names if name.startswith(word[:4])), None)


def _telling_word(label: object) -> str:
    """The first one that is no preposition: “первичный” of “первичный приём”, “ДМС” of “по ДМС”."""
    return next(word for word in str(label).split() if len(word) > 2)


def _words(pattern: WorkPattern) -> Iterator[str]:
    yield f"{pattern.starts:%-H:%M}–{pattern.ends:%-H:%M}"
    yield from (_telling_word(VisitKind(kind).label) for kind in pattern.kinds)
    if pattern.weeks != Weeks.EVERY:
        yield _telling_word(Weeks(pattern.weeks).label)
