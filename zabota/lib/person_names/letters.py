"""Letters: look-alikes, ё and е, і ї є ґ, apostrophes, the wrong keyboard layout."""

from __future__ import annotations

import re

from zabota.lib.person_names.transliteration import is_latin, to_cyrillic

# Latin letters, and digits, that are drawn like Cyrillic ones: what slips in when the layout is not switched.
_LOOK_ALIKES = str.maketrans("AaBCcEeHKkMOoPpTXxYyIi3", "АаВСсЕеНКкМОоРрТХхУуІіЗ")
_LATIN_LOOK_ALIKES = str.maketrans("АаВСсЕеНКкМОоРрТХхУуІі", "AaBCcEeHKkMOoPpTXxYyIi")
_APOSTROPHES = re.compile(r"[’ʼ'`´‘\"]")
_CYRILLIC = re.compile(r"[а-яёіїєґ]", re.IGNORECASE)
_PLAIN = re.compile(r"[А-Яа-яЁёІіЇїЄєҐґ. \-]+")  # most names: nothing to mend, only letters to fold
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")

_FOLDED = str.maketrans(
    {"ё": "е", "є": "е", "э": "е", "і": "и", "ї": "и", "ы": "и", "й": "и", "ґ": "г", "ь": None, "ъ": None}
)

_LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>"
_RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбюЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ"
_UKRAINIAN_KEYS = "'йцукенгшщзхїфівапролджєячсмитьбю'ЙЦУКЕНГШЩЗХЇФІВАПРОЛДЖЄЯЧСМИТЬБЮ"
_TO_RUSSIAN = str.maketrans(_LATIN_KEYS, _RUSSIAN_KEYS)
_TO_UKRAINIAN = str.maketrans(_LATIN_KEYS, _UKRAINIAN_KEYS)
_TO_LATIN = str.maketrans(_RUSSIAN_KEYS + "іїєІЇЄ", _LATIN_KEYS + "s]'S}\"")


def mend_look_alikes(text: str) -> str:
    """Latin look-alikes inside Cyrillic words become Cyrillic, and the other way round: "Сoколова" -> "Соколова"."""
    return _WORD.sub(_mend_word, text) if _LATIN.search(text) and _CYRILLIC.search(text) else text


def _mend_word(match: re.Match[str]) -> str:
    word = match[0]
    latin, cyrillic = len(_LATIN.findall(word)), len(_CYRILLIC.findall(word))
    if not latin or not cyrillic:
        return word
    mended = word.translate(_LOOK_ALIKES)
    if cyrillic < latin and _LATIN.search(mended):
        return word.translate(_LATIN_LOOK_ALIKES)
    return mended


def fold(text: str) -> str:
    """The writing in which equal names look equal: lower case, ё=е, і=ї=и=ы=й, є=э=е, ґ=г, no soft sign or apostrophe.

    Latin text is first written in Cyrillic. For comparing and searching only, never for showing.
    """
    if _PLAIN.fullmatch(text):
        return text.lower().translate(_FOLDED)
    text = mend_look_alikes(text).lower()
    if is_latin(text):
        text = to_cyrillic(text)
    return _APOSTROPHES.sub("", text).translate(_FOLDED)


def other_layouts(text: str) -> list[str]:
    """What the same keys give in the other layouts: "rfhbyf" -> ["карина", "каріна"...], "кфнф" -> ["raya"]."""
    if _CYRILLIC.search(text):
        return [text.translate(_TO_LATIN)]
    return list(dict.fromkeys([text.translate(_TO_RUSSIAN), text.translate(_TO_UKRAINIAN)]))
