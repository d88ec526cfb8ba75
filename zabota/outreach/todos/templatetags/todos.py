"""`{% load todos %}`: keys and codes of calls in words."""

from django import template

from zabota.outreach.todos.models import CallAttempt
from zabota.outreach.todos.queries.refusals import REFUSALS
from zabota.outreach.todos.registry import outcomes

register = template.Library()

#: The digits' row of the keyboard, from the left.
ROW_OF_KEYS = ("Digit1", "Digit2", "Digit3", "Digit4", "Digit5", "Digit6", "Digit7", "Digit8", "Digit9", "Digit0",
    "Minus", "Equal")  # fmt: skip
SIGNS = {"Minus": "−", "Equal": "="}


@register.filter
def key_label(code: str) -> str:
    """`Digit1` -> `1`."""
    return SIGNS.get(code, code.removeprefix("Digit").removeprefix("Key"))


@register.filter
def nth_key(position: int) -> str:
    """The key of the digits' row at a place counted from 1; "" beyond it."""
    return ROW_OF_KEYS[position - 1] if position <= len(ROW_OF_KEYS) else ""


@register.filter
def outcome_title(attempt: CallAttempt) -> object:
    outcome = outcomes.get(attempt.outcome)
    return outcome.title if outcome else attempt.outcome


@register.filter
def refusal_title(code: str) -> object:
    return REFUSALS.get(code, code)
