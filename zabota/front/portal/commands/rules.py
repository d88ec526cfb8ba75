"""The clinic sets up its public door."""

from collections.abc import Sequence

from django.db import transaction

from zabota.base.events.commands import record
from zabota.front.portal.events import PortalRulesChanged
from zabota.front.portal.models import PortalRules
from zabota.lib.actors import Actor


@transaction.atomic
def change_portal_rules(*, sites: Sequence[str], consent_text: str, by: Actor) -> PortalRules:
    """`sites` are origins in whose pages the booking may stand. Another text of consent is a new version of it."""
    rules = PortalRules.objects.select_for_update().get_or_create(pk=1)[0]
    changed = [
        name for name, value in (("sites", list(sites)), ("consent_text", consent_text.strip()))
        if getattr(rules, name) != value
    ]  # fmt: skip
    if changed:
        rules.consent_version += "consent_text" in changed
        rules.sites, rules.consent_text = list(sites), consent_text.strip()
        rules.save()
        record(PortalRulesChanged(changed), by=by)
    return rules
