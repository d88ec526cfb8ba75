"""Words that a script must not hold: a call of care names no price and offers no bargain."""

import re

#: Beginnings of words in Russian, Ukrainian and English.
BARGAIN_STEMS = (
    "скидк", "акци", "бесплатн", "дешев", "дешёв", "выгодн", "подар", "бонус", "промокод", "спецпредлож", "распродаж",
    "цен", "стоимост", "стоит", "руб", "рассрочк", "знижк", "безкоштовн", "вигідн", "ціна", "ціни", "грн", "гривн",
    "подарун", "discount", "price", "sale", "free", "cheap", "bonus", "gift",
)  # fmt: skip
#: Words that begin alike and are no bargain.
INNOCENT = ("центр", "ценит", "ценим", "ценно", "freely", "freedom")
_WORD = re.compile(r"[^\W\d_]+")
_SUM = re.compile(r"\d+\s*(?:%|₽|₴|\$|€)|[%₽₴]")


def bargain_words(text: str) -> list[str]:
    """What in the text speaks of prices and bargains, in the order of the text, each once."""
    words = [word for word in _WORD.findall(text) if _is_bargain(word.lower())]
    return list(dict.fromkeys([*words, *(match.group().strip() for match in _SUM.finditer(text))]))


def _is_bargain(word: str) -> bool:
    return word.startswith(BARGAIN_STEMS) and not word.startswith(INNOCENT)
