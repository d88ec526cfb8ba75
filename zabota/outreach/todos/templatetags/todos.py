"""`{% load todos %}`: keys and codes of calls in words."""

from decimal import Decimal

from django import template
from django.utils import timezone

from zabota.base.ui.writing import number
from zabota.core.patients.models import LegalBasis
from zabota.outreach.todos.models import Call, CallAttempt, Todo
from zabota.outreach.todos.queries.held import HELD_BECAUSE, OTHER
from zabota.outreach.todos.queries.progress import Share
from zabota.outreach.todos.queries.refusals import REFUSALS
from zabota.outreach.todos.registry import call_reasons, outcomes

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


@register.filter
def reason_title(key: str) -> object:
    reason = call_reasons.get(key)
    return reason.title if reason else key


@register.filter
def basis_title(call: Call) -> object:
    """The ground in a word."""
    return dict(LegalBasis.choices).get(call.basis, "")


@register.filter
def held_title(code: str) -> object:
    return HELD_BECAUSE.get(code, OTHER)[0]


@register.filter
def is_late(todo: Todo) -> bool:
    return todo.closed_at is None and todo.due_at < timezone.now()


@register.filter
def per_cent(share: float) -> str:
    """0.213 -> `21 %`."""
    return f"{share * 100:.0f}\N{NO-BREAK SPACE}%"


@register.filter
def whole(amount: Decimal) -> str:
    """Without kopecks: `196 408`."""
    return number(amount.quantize(Decimal(1)))


@register.filter
def thousandths(share: float) -> int:
    """A share as a place on a line of a thousand units."""
    return round(share * 1000)


@register.filter
def tenth(position: int) -> int:
    return position * 100


@register.filter
def width(share: Share) -> int:
    return thousandths(share.high) - thousandths(share.low)
