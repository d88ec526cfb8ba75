"""Numbers of the state, with their check digits: СНИЛС, ИНН, РНОКПП, the policy of compulsory insurance."""

import re


def digits_of(text: str) -> str:
    """The digits of a cell."""
    return re.sub(r"\D", "", text)


def snils_is_right(digits: str) -> bool:
    """The sum of nine digits by their places from the right, modulo 101, ends the number; small numbers have none."""
    if len(digits) != 11:
        return False
    if int(digits[:9]) <= 1_001_998:
        return True
    total = sum(int(digit) * place for digit, place in zip(digits[:9], range(9, 0, -1), strict=True))
    return total % 101 % 100 == int(digits[9:])


def format_snils(digits: str) -> str:
    """`112-233-445 95`."""
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}"


_INN_FIRST = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_SECOND = (3, *_INN_FIRST)
_RNOKPP = (-1, 5, 7, 9, 4, 6, 10, 5, 7)


def inn_is_right(digits: str) -> bool:
    """The taxpayer number of a person in Russia: twelve digits, two of them checks."""
    if len(digits) != 12:
        return False
    return _check(digits, _INN_FIRST) == int(digits[10]) and _check(digits, _INN_SECOND) == int(digits[11])


def rnokpp_is_right(digits: str) -> bool:
    """The taxpayer number of a person in Ukraine: ten digits, the last a check."""
    if len(digits) != 10:
        return False
    return _check(digits, _RNOKPP) == int(digits[9])


def _check(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11 % 10


def policy_is_right(digits: str) -> bool:
    """The single number of a compulsory policy: sixteen digits, the last by Luhn's rule."""
    if len(digits) != 16:
        return False
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(digits)]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0
