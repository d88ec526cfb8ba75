"""Reasons to call, with the clinic's own rules and words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zabota.core.patients.queries.naming import address_form
from zabota.core.practice.queries import the_practice
from zabota.outreach.todos.models import Call, CallScript, ReasonRule
from zabota.outreach.todos.registry import CallReason, call_reasons


@dataclass(frozen=True)
class Script:
    """What is said for a reason; version 0 is the one that came with the program."""

    reason: str
    version: int
    text: str


def is_on(reason: CallReason) -> bool:
    return _is_on(reason, ReasonRule.objects.filter(pk=reason.key).first())


def days_of(reason: CallReason) -> int | None:
    return _days(reason, ReasonRule.objects.filter(pk=reason.key).first())


def script_of(reason_key: str) -> Script:
    written = CallScript.objects.filter(reason=reason_key).order_by("-version").first()
    if written is not None:
        return Script(reason_key, written.version, written.text)
    reason = call_reasons.get(reason_key)
    return _own_script(reason) if reason else Script(reason_key, 0, "")


@dataclass(frozen=True)
class ReasonPage:
    """A reason with the clinic's words and rule."""

    reason: CallReason
    script: Script
    is_on: bool
    days: int | None


def reason_pages() -> list[ReasonPage]:
    """Every reason, by two queries whatever their number."""
    rules = ReasonRule.objects.in_bulk()
    newest = CallScript.objects.order_by("reason", "-version").distinct("reason")
    written = {each.reason: Script(each.reason, each.version, each.text) for each in newest}
    return [
        ReasonPage(
            each,
            written.get(each.key) or _own_script(each),
            _is_on(each, rules.get(each.key)),
            _days(each, rules.get(each.key)),
        )
        for each in call_reasons
    ]


def _own_script(reason: CallReason) -> Script:
    """The words that came with the program."""
    return Script(reason.key, 0, str(reason.script))


def _is_on(reason: CallReason, rule: ReasonRule | None) -> bool:
    return rule.is_on if rule else reason.is_on


def _days(reason: CallReason, rule: ReasonRule | None) -> int | None:
    return rule.after_days if rule and rule.after_days is not None else reason.default_days


def spoken(script: Script, call: Call, operator: str) -> str:
    """The script with this patient's names in it (R115): {addressed_as}, {operator}, {clinic}, and the reason's own."""
    reason = call_reasons.get(call.reason)
    words = {
        "{addressed_as}": address_form(call.patient) or _("Good afternoon"),
        "{operator}": operator,
        "{clinic}": the_practice().name,
        **(reason.words(call) if reason and reason.words else {}),
    }
    text = script.text
    for word, value in words.items():
        text = text.replace(word, value)
    return text


def reason_choices() -> Iterable[tuple[str, Any]]:
    return [(reason.key, reason.title) for reason in call_reasons]
