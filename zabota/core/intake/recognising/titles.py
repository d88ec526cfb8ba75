"""How well a column's title names a field: equal, or made of the same words, in any of the languages."""

import re
from functools import lru_cache

from rapidfuzz import fuzz

from zabota.core.intake.registry import Field, fields_of, importers

_WORD = re.compile(r"[^\W_]+")
_SAME_LETTERS = str.maketrans({"ё": "е", "ʼ": "'", "’": "'", "`": "'", "№": " номер "})
_ABBREVIATION = re.compile(r"\b(?:[^\W\d_]\s*[./]\s*){2,}[^\W\d_]?\b\.?")
_FILLERS = (
    "пациента пациентов пациент клиента клиентов пацієнта клієнта больного хворого patient patients client the of ваш ваша ваше ваши your"
    " укажите вкажіть руб грн дд мм гггг если есть"
)
FILLERS = frozenset(_FILLERS.split())
"""Words of a title that say nothing once other words stand beside them."""

EXACT, LEAST_SIMILARITY, LONGEST_TITLE = 1.0, 88, 80
_SHORTEST_STEM = 4


@lru_cache(maxsize=20_000)
def plain_title(title: str) -> str:
    """Lower case, ё as е, № as a word, marks as spaces, `д.р.` as `др`, a trailing `(2)` cut."""
    text = re.sub(r"\s*\(\d\)$", "", title.lower().translate(_SAME_LETTERS))
    text = re.sub(r"(?<=[а-яa-z])(?=номер )", " ", text)
    text = _ABBREVIATION.sub(lambda match: re.sub(r"[\s./]", "", match[0]) + " ", text)
    text = re.sub(r"(?<=\w)'(?=\w)", "", text)
    return " ".join(_WORD.findall(text))


def title_score(title: str, field: Field) -> float:
    """0..1: how surely the title names the field; the part after the last ` / ` of a grouped header may name it too."""
    parts = [title, *([title.rsplit(" / ", 1)[1]] if " / " in title else [])]
    return max(_score(plain_title(part), _titles_of(field)) * (1.0 if part is title else 0.97) for part in parts)


@lru_cache(maxsize=20_000)
def knows_title(text: str) -> float:
    """How surely the text is the title of some field of some importer; for finding the header line."""
    if len(text) > LONGEST_TITLE:
        return 0.0
    plain = plain_title(text)
    known = _every_title(tuple(importer.key for importer in importers()))
    if plain in known:
        return EXACT
    telling = [word for word in plain.split() if word not in FILLERS] or plain.split()
    starts = {word[:2] for word in telling}
    near = (synonym for synonym in known.values() if any(other[:2] in starts for other in synonym))
    return max((_shared(telling, synonym) for synonym in near), default=0.0)


@lru_cache(maxsize=8)
def _every_title(keys: tuple[str, ...]) -> dict[str, frozenset[str]]:
    return {
        plain: words
        for key in keys
        for field in fields_of(key).values()
        for plain, words in _known_titles(field.all_titles).items()
    }


@lru_cache(maxsize=1_000)
def _known_titles(titles: tuple[str, ...]) -> dict[str, frozenset[str]]:
    plains = {plain_title(title) for title in titles}
    return {plain: frozenset(plain.split()) for plain in plains if plain}


def _titles_of(field: Field) -> tuple[str, ...]:
    return field.all_titles


@lru_cache(maxsize=50_000)
def _score(plain: str, titles: tuple[str, ...]) -> float:
    known = _known_titles(titles)
    if plain in known:
        return EXACT
    words = plain.split()
    telling = [word for word in words if word not in FILLERS] or words
    if " ".join(telling) in known:
        return 0.97
    best = max((_shared(telling, synonym) for synonym in known.values()), default=0.0)
    if len(plain) >= 5:
        nearest = max((fuzz.ratio(plain, synonym) for synonym in known if len(synonym) >= 5), default=0.0)
        if nearest >= LEAST_SIMILARITY:
            best = max(best, 0.9 * nearest / 100)
    return best


def _shared(words: list[str], synonym: frozenset[str]) -> float:
    """All words of the synonym stand in the title; the fewer others, the surer."""
    if not all(any(_same_word(word, other) for word in words) for other in synonym):
        return 0.0
    letters = sum(len(other) for other in synonym)
    all_letters = sum(len(word) for word in words)
    return min(0.9, 0.9 * (letters / max(all_letters, letters)) ** 0.5) if letters >= 2 else 0.0


def _same_word(word: str, other: str) -> bool:
    """Equal, or equal but for the ending of its case."""
    if word == other:
        return True
    shorter = min(len(word), len(other))
    stem = max(_SHORTEST_STEM, shorter - 2)
    return shorter >= _SHORTEST_STEM and word[:stem] == other[:stem] and abs(len(word) - len(other)) <= 3
