from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zabota.base.events.registry import event


@event("portal.rules_changed", _("Rules of online booking changed"), on_timeline=False)
@dataclass(frozen=True)
class PortalRulesChanged:
    fields: list[str]


@event("portal.platform_changed", _("A booking platform was changed"), on_timeline=False)
@dataclass(frozen=True)
class PlatformChanged:
    """`change` is "added", "opened" (a new secret) or "shut"."""

    platform_id: int
    change: str


@event("portal.consent_text_written", _("A new text of consent for online booking"), on_timeline=False)
@dataclass(frozen=True)
class ConsentTextWritten:
    language: str
    version: int
