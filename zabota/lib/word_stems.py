"""Whether two words are one word in different cases: «болит колено» and «в коленях», «спина» and «спиною»."""

import re

from rapidfuzz.distance import OSA

from zabota.lib.person_names import fold, other_layouts

_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(r"[а-яёіїєґ]", re.IGNORECASE)

#: Endings of Russian and Ukrainian nouns, adjectives and verbs, folded; the longest that fits is taken off.
_ENDINGS = sorted(
    [
        "а",
        "я",
        "о",
        "е",
        "и",
        "у",
        "ю",
        "ом",
        "ем",
        "ои",
        "еи",
        "ою",
        "ею",
        "ам",
        "ям",
        "ами",
        "ями",
        "ах",
        "ях",
        "ов",
        "ев",
        "ии",
        "ие",
        "ия",
        "ию",
        "ием",
        "иеи",
        "иям",
        "иях",
        "иями",
        "ая",
        "яя",
        "ое",
        "ее",
        "ого",
        "его",
        "ому",
        "ему",
        "им",
        "ими",
        "их",
        "ую",
        "юю",
        "ит",
        "ет",
        "ат",
        "ят",
        "ут",
        "ют",
        "ает",
        "яет",
        "еет",
        "ует",
        "ают",
        "яют",
        "еют",
        "уют",
        "ити",
        "ати",
        "яти",
        "ути",
        "ала",
        "ало",
        "али",
        "ал",
        "яла",
        "яло",
        "яли",
        "ял",
        "ела",
        "ело",
        "ели",
        "ел",
        "ила",
        "ило",
        "или",
        "ил",
        "ла",
        "ло",
        "ли",
        "л",
        "нула",
        "нуло",
        "нули",
        "нул",
        "вшии",
        "вшая",
        "вшее",
        "вшие",
        "шии",
        "шая",
        "шее",
        "шие",
    ],
    key=len,
    reverse=True,
)
#: Two letters stay of a short noun («ухом»), of others at least three.
_SHORTEST, _SHORTEST_OF_ALL, _SHORT_WORD = 3, 2, 4
#: From so many letters on one mistake is forgiven, and the ending of a diminutive.
_LONG = 5


def words_of(text: str) -> list[str]:
    """The words, folded, in their order; what was typed in the wrong keyboard layout is read as it was meant."""
    if not _CYRILLIC.search(text):
        text = " ".join([text, *other_layouts(text)])
    return list(dict.fromkeys(fold(word) for word in _WORD.findall(text)))


def stem(word: str) -> str:
    """What stays of a folded word in all its cases: "коленях" -> "колен", "отекает" -> "отек"."""
    if len(word) > _LONG and word.endswith("ся"):
        word = word.removesuffix("ся")
    shortest = _SHORTEST_OF_ALL if len(word) <= _SHORT_WORD else _SHORTEST
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= shortest:
            word = word.removesuffix(ending)
            break
    return word[:-1] if len(word) > _LONG and word.endswith("к") else word


def is_same_word(one: str, other: str) -> bool:
    """Of two folded words; a slip in a long one is forgiven."""
    one, other = stem(one), stem(other)
    if one == other:
        return True
    return (
        min(len(one), len(other)) >= _LONG - 1 and max(len(one), len(other)) >= _LONG and OSA.distance(one, other) == 1
    )
