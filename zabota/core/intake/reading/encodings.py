"""Find the encoding of a text file: a mark at its start, the laws of UTF-8, then the letters of Russian and Ukrainian."""

import codecs
import math
import re
from dataclasses import dataclass
from pathlib import Path

SINGLE_BYTE = ("cp1251", "cp866", "koi8-r", "koi8-u", "mac-cyrillic", "iso8859-5")
_PIECE = 1 << 20
_SAMPLE = 1 << 18

_LETTERS = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїєґ"
_SHARES = "109 85 80 74 67 63 55 47 45 44 35 32 30 28 26 20 19 17 17 16 16 14 12 10 9 7 6 5 4 3 3 1 1 12 2 2 0.2"
_PER_MILLE = {letter: float(share) for letter, share in zip(_LETTERS, _SHARES.split(), strict=True)}
_LETTER_WEIGHTS = {letter: math.log(share) for letter, share in _PER_MILLE.items()}
_USUAL_MARKS = frozenset("№«»—–…°₴€’‘“”§\xa0")
_MARK_WEIGHT, _STRANGE_WEIGHT, _FLIP_WEIGHT = math.log(0.5), math.log(0.01), -4.0
_CASE_FLIP = re.compile(r"[а-яёіїєґ][А-ЯЁІЇЄҐ]|(?<![А-ЯЁІЇЄҐа-яёіїєґ])[а-яёіїєґ][А-ЯЁІЇЄҐ]{2}")


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec's name as Python knows it, and how bytes that break its rules are handled."""

    name: str
    is_certain: bool = True
    has_broken_bytes: bool = False


def encoding_of(path: Path) -> Encoding:
    """The encoding of the whole file; reads all of it, in pieces, only while it obeys UTF-8."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    if marked := _by_mark(head):
        return marked
    if wide := _wide_without_mark(head):
        return wide
    broken_at = _first_byte_against_utf8(path)
    if broken_at is None:
        return Encoding("utf-8")
    with path.open("rb") as file:
        file.seek(max(0, broken_at - _SAMPLE // 4))
        sample = file.read(_SAMPLE)
    return _nearly_utf8(head, sample) or best_single_byte(sample)


def _by_mark(head: bytes) -> Encoding | None:
    if head.startswith(codecs.BOM_UTF8):
        return Encoding("utf-8-sig")
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return Encoding("utf-32")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Encoding("utf-16")
    return None


def looks_wide(head: bytes) -> bool:
    """Whether the bytes are UTF-16 or UTF-32, with a mark or without."""
    return head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) or _wide_without_mark(head) is not None


def _wide_without_mark(head: bytes) -> Encoding | None:
    """UTF-16 whose mark was lost: line ends, digits and delimiters give zeros on one side only, Cyrillic fours."""
    even, odd = head[0::2], head[1::2]
    for high, name in ((odd, "utf-16-le"), (even, "utf-16-be")):
        low = even if high is odd else odd
        zeros, fours = high.count(0), high.count(4)
        if zeros > len(high) // 20 and zeros + fours > 0.9 * len(high) and low.count(0) < len(low) // 50:
            return Encoding(name, is_certain=False)
    return None


def _first_byte_against_utf8(path: Path) -> int | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    position = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            try:
                decoder.decode(piece)
            except UnicodeDecodeError as broken:
                return position + broken.start
            position += len(piece)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return position - 1
    return None


def _nearly_utf8(*samples: bytes) -> Encoding | None:
    """UTF-8 with a few torn letters: hundreds of times more letters obey than break."""
    letters = torn = 0
    for sample in samples:
        text = sample.decode("utf-8", "replace")
        torn += text.count("�")
        letters += sum(1 for letter in text if letter > "\x7f" and letter != "�")
    if letters > 50 and torn * 50 < letters:
        return Encoding("utf-8", is_certain=False, has_broken_bytes=True)
    return None


def best_single_byte(sample: bytes) -> Encoding:
    """The eight-bit encoding under which the sample reads most like Russian or Ukrainian."""
    lines = [line for line in sample.splitlines() if not line.isascii()][:2000]
    foreign = b"\n".join(lines)[:60_000]
    scores = {name: _likeness(foreign.decode(name, "replace")) for name in SINGLE_BYTE}
    best = max(SINGLE_BYTE, key=lambda name: scores[name])
    rival = max(
        (scores[name] for name in SINGLE_BYTE if name != best and not (best[:4] == name[:4] == "koi8")), default=0.0
    )
    return Encoding(best, is_certain=scores[best] - rival > 0.3)


def _likeness(text: str) -> float:
    """Mean log weight of the letters beyond ASCII, less a penalty for capitals that stand after small letters."""
    weights = [
        _LETTER_WEIGHTS.get(letter.lower(), _MARK_WEIGHT if letter in _USUAL_MARKS else _STRANGE_WEIGHT)
        for letter in text
        if letter > "\x7f"
    ]
    if not weights:
        return 0.0
    return (sum(weights) + _FLIP_WEIGHT * len(_CASE_FLIP.findall(text))) / len(weights)
