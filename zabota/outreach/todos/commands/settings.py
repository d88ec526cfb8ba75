"""What the clinic decides about its calls: the words, the reasons, the lawful ground."""

from django.db import transaction
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.outreach.todos.events import ReasonRuleSet, ScriptWritten
from zabota.outreach.todos.models import CallScript, ReasonRule
from zabota.outreach.todos.queries.reasons import script_of
from zabota.outreach.todos.queries.scripts import bargain_words
from zabota.outreach.todos.registry import call_reasons


class ScriptSells(Refused):
    """A script of care that speaks of money is advertising, and needs another ground."""


@transaction.atomic
def write_script(*, reason: str, text: str, by: Actor) -> CallScript | None:
    """A new version; the same words change nothing. Raises ScriptSells with the words that must go (R106, R108)."""
    found = bargain_words(text)
    if found:
        raise ScriptSells(
            _("A call of care names no price and no bargain. Take out: %(words)s.") % {"words": ", ".join(found)},
            field="text",
        )
    current = script_of(reason)
    if current.text.strip() == text.strip():
        return None
    script = CallScript.objects.create(
        reason=reason, version=current.version + 1, text=text.strip(), written_by_id=by.user_id
    )
    record(ScriptWritten(reason, script.version), by=by)
    return script


@transaction.atomic
def set_reason_rule(*, reason: str, is_on: bool, after_days: int | None, by: Actor) -> None:
    """Whether a reason fills the list, and after how many days where it counts days (R192, R219)."""
    call_reasons[reason]
    ReasonRule.objects.update_or_create(pk=reason, defaults={"is_on": is_on, "after_days": after_days})
    record(ReasonRuleSet(reason, is_on, after_days), by=by)
