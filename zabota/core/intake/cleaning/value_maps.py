"""Values of closed and open lists: what each written value is proposed to mean, with how often it stands there."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from zabota.core.intake.registry import Choice, Field, ValueKind

LEAST_LIKENESS = 84
_SPACES = re.compile(r"[\s.,!]+")


@dataclass(frozen=True, slots=True)
class ValueProposal:
    """A written value, how many rows hold it, and its canonical value: a code, a name known already, or itself."""

    written: str
    count: int
    canonical: str
    certainty: float


def plain_value(written: str) -> str:
    """Lower case, ё as е, single spaces: the key of a value map."""
    return _SPACES.sub(" ", written.lower().replace("ё", "е").replace("ʼ", "'").replace("’", "'")).strip()


def propose_values(field: Field, counts: Mapping[str, int], known: Iterable[str] = ()) -> list[ValueProposal]:
    """Proposals for every written value, the most frequent first. `known` are names that the clinic has already."""
    names = list(known)
    proposals = []
    for written, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        canonical, certainty = _proposed(field, written, names)
        proposals.append(ValueProposal(written, count, canonical, certainty))
        if field.kind is ValueKind.NAMED and canonical == written:
            names.append(written)
    return proposals


def _proposed(field: Field, written: str, names: list[str]) -> tuple[str, float]:
    if field.kind is ValueKind.CHOICE:
        return choice_of(written, field.choices) or ("", 0.0)
    return _nearest_name(written, names)


@lru_cache(maxsize=20_000)
def choice_of(written: str, choices: tuple[Choice, ...]) -> tuple[str, float] | None:
    """The code that a written value means and how surely: equal to a word, beginning with one, nearly one."""
    plain = plain_value(written)
    words = _choice_words(choices)
    if plain in words:
        return words[plain], 1.0
    inside = [
        (word, code) for word, code in words.items() if len(word) >= 4 and re.search(rf"\b{re.escape(word)}", plain)
    ]
    if inside:
        _word, code = max(inside, key=lambda pair: len(pair[0]))
        return code, 0.9
    if len(plain) >= 4 and (
        near := process.extractOne(plain, list(words), scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS)
    ):
        return words[near[0]], round(near[1] / 110, 2)
    return None


@lru_cache(maxsize=200)
def _choice_words(choices: tuple[Choice, ...]) -> dict[str, str]:
    return {plain_value(word): choice.code for choice in choices for word in (choice.code, *choice.words)}


def _nearest_name(written: str, names: list[str]) -> tuple[str, float]:
    """The same name otherwise written: another case, spaces about initials, one slip of the keyboard in a long word."""
    plain = _bare(written)
    for name in names:
        if _bare(name) == plain:
            return name, 1.0
    if len(plain) >= 7:
        near = process.extractOne(plain, [_bare(name) for name in names], scorer=fuzz.ratio, score_cutoff=93)
        if near:
            return names[near[2]], 0.8
    return written, 1.0


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.lower().replace("ё", "е"))
