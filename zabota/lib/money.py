"""Money as people write it: `65 207 р.`, `81300,00`, `1.234,56 ₴`, `12,5 тыс.` become Decimal; never a float."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

NOTHING_WORDS = frozenset(("-", "--", "—", "–", "нет", "н/д", "немає", "none", "null", "n/a", "?"))
FREE_WORDS = frozenset(("бесплатно", "бесплатный", "безкоштовно", "free", "подарок", "по гарантии", "0"))

_CURRENCIES = {
    "RUB": r"₽|руб(?:\.|л\w*)?|р(?:\.|уб\.)?|rub|rur",
    "UAH": r"₴|грн\.?|гривень|гривен|гривн\w*|uah",
    "KZT": r"₸|тенге|тг\.?|kzt",
    "USD": r"\$|usd|долл\w*\.?|дол\.",
    "EUR": r"€|eur|евро|євро",
}
_CURRENCY = re.compile("|".join(f"(?P<{code}>{names})" for code, names in _CURRENCIES.items()), re.I)
_MULTIPLIER = re.compile(r"(тыс\.?|тис\.?|тысяч\w*|к|k|млн\.?|mln)\s*$", re.I)
_AMOUNT = re.compile(r"[-+−–]?\s*\d[\d\s.,'’_ ]*")
_KOPECKS = re.compile(r"(\d{1,2})\s*(?:коп\w*|к\.)\.?$", re.I)


class MoneyProblem(StrEnum):
    """Why a written sum could not be taken."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too large"


@dataclass(frozen=True, slots=True)
class ReadMoney:
    """A sum with the currency written beside it (ISO 4217, empty if none), or a problem; both empty if nothing is there."""

    amount: Decimal | None = None
    currency: str = ""
    problem: MoneyProblem | None = None


NO_MONEY = ReadMoney()
LARGEST = Decimal(10) ** 12


def read_money(text: str) -> ReadMoney:
    """Read a cell that should hold a sum. `(500)` and `-500` are negative; `бесплатно` is zero; a dash is nothing."""
    plain = " ".join(text.lower().split()).strip(" '\"=")
    if not plain or plain in NOTHING_WORDS:
        return NO_MONEY
    if plain in FREE_WORDS:
        return ReadMoney(Decimal(0))
    plain = re.sub(r"(?<=\d)-(\d\d)$", r",\1", plain)
    negative = plain.startswith("(") and plain.endswith(")")
    plain = plain.strip("()")
    plain, kopecks = _without_kopecks(plain)
    plain, currency = _without_currency(plain)
    plain, multiplier = _without_multiplier(plain)
    if not _AMOUNT.fullmatch(plain):
        return ReadMoney(problem=MoneyProblem.UNREADABLE, currency=currency)
    amount = (_decimal(plain) * multiplier + kopecks).quantize(Decimal("0.01"))
    if abs(amount) >= LARGEST:
        return ReadMoney(problem=MoneyProblem.TOO_LARGE, currency=currency)
    return ReadMoney(-amount if negative else amount, currency)


def _without_kopecks(plain: str) -> tuple[str, Decimal]:
    if (match := _KOPECKS.search(plain)) and _CURRENCY.search(plain[: match.start()]):
        return plain[: match.start()], Decimal(match[1]) / 100
    return plain, Decimal(0)


def _without_currency(plain: str) -> tuple[str, str]:
    stripped, currency = plain, ""
    for match in reversed(list(_CURRENCY.finditer(plain))):
        currency = match.lastgroup or ""
        stripped = stripped[: match.start()] + stripped[match.end() :]
    return stripped.strip(" .,-=:") if currency else stripped, currency


def _without_multiplier(plain: str) -> tuple[str, int]:
    match = _MULTIPLIER.search(plain)
    if not match:
        return plain, 1
    return plain[: match.start()].strip(), 1_000_000 if match[1].startswith(("млн", "mln")) else 1_000


def _decimal(written: str) -> Decimal:
    """Digits with any separators. The last of `.` and `,` is decimal unless exactly three digits follow it."""
    sign = -1 if written[0] in "-−–" else 1
    bare = re.sub(r"[^\d.,]", "", written)
    last = max(bare.rfind("."), bare.rfind(","))
    if last < 0:
        return sign * Decimal(bare)
    whole, fraction = re.sub(r"\D", "", bare[:last]), bare[last + 1 :]
    grouped = len(fraction) == 3 and whole not in ("", "0")
    repeated = bare.count(bare[last]) > 1
    if grouped or repeated:
        return sign * Decimal(whole + fraction)
    return sign * Decimal(f"{whole or 0}.{fraction or 0}")
