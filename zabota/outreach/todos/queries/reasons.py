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
    rule = ReasonRule.objects.filter(pk=reason.key).first()
    return rule.is_on if rule else reason.is_on


def days_of(reason: CallReason) -> int | None:
    rule = ReasonRule.objects.filter(pk=reason.key).first()
    return rule.after_days if rule and rule.after_days is not None else reason.default_days


def script_of(reason_key: str) -> Script:
    written = CallScript.objects.filter(reason=reason_key).order_by("-version").first()
    if written is not None:
        return Script(reason_key, written.version, written.text)
    reason = call_reasons.get(reason_key)
    return Script(reason_key, 0, str(reason.script) if reason else "")


def spoken(script: Script, call: Call, operator: str) -> str:
    """The script with this patient's names in it (R115): {addressed_as}, {operator}, {clinic}."""
    words = {
        "{addressed_as}": address_form(call.patient) or _("Good afternoon"),
        "{operator}": operator,
        "{clinic}": the_practice().name,
    }
    text = script.text
    for word, value in words.items():
        text = text.replace(word, value)
    return text


def reason_choices() -> Iterable[tuple[str, Any]]:
    return [(reason.key, reason.title) for reason in call_reasons]
