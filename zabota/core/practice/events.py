from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zabota.base.events.registry import event


@event("practice.rules_changed", _("The clinic's rules changed"), on_timeline=False)
@dataclass(frozen=True)
class RulesChanged:
    fields: list[str]


@event("practice.calls_decided", _("Calls without a consent decided upon"), on_timeline=False)
@dataclass(frozen=True)
class CallsDecided:
    is_allowed: bool


@event("practice.branch_opened", _("Branch opened"), on_timeline=False)
@dataclass(frozen=True)
class BranchOpened:
    branch_id: int


@event("practice.branch_changed", _("Branch changed"), on_timeline=False)
@dataclass(frozen=True)
class BranchChanged:
    branch_id: int
    fields: list[str]
