"""Which of a person's numbers is called wrong: «89161231234 (не тот)», «номер на 34-34 не обслуживается»."""

import re
from collections.abc import Iterable, Mapping

from zabota.core.intake.cleaning.marks import WRONG_NUMBER_WORDS
from zabota.core.patients.models import ContactState

#: What is written right beside a number, where the word «номер» is not needed.
_BESIDE = re.compile(
    r"\b(?:не ?тот|не ?той|неверн\w*|невірн\w*|неправильн\w*|ошиб\w+|помилк\w+|чуж\w+|wrong)\b"
    r"|\bне (?:существует|обслуж\w+|принадлежит|отвечает никто|існує|обслугов\w+)",
    re.I,
)
_CLAUSES = re.compile(r"[;!?\n]|[.,](?!\d)|\s(?:а|но|але|but)\s")
_DIGITS = re.compile(r"\d(?:[\s()-]*\d)+")


def states_of_numbers(numbers: Mapping[str, str], told: Iterable[str]) -> dict[str, str]:
    """State by number, for those that are doubted. `numbers`: E.164 -> words beside it; `told`: notes on the person.

    A note that names no number speaks of the only one; of several nobody knows which, so all are to be checked.
    """
    states = {number: ContactState.WRONG.value for number, words in numbers.items() if _BESIDE.search(words)}
    for clause in (clause for note in told for clause in _CLAUSES.split(note)):
        if not WRONG_NUMBER_WORDS.search(clause):
            continue
        meant = _named(clause, numbers) or (list(numbers) if len(numbers) == 1 else [])
        states |= dict.fromkeys(meant, ContactState.WRONG.value)
        if not meant and not states:
            states = dict.fromkeys(numbers, ContactState.STALE.value)
    return states


def _named(clause: str, numbers: Iterable[str]) -> list[str]:
    """Numbers that the clause writes in full, or by their last digits."""
    written = [re.sub(r"\D", "", match[0])[-10:] for match in _DIGITS.finditer(clause)]
    return [number for number in numbers if any(number.endswith(digits) for digits in written)]
