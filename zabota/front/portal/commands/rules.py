"""The clinic sets up its public door."""

from collections.abc import Sequence

from django.db import transaction

from zabota.base.events.commands import record
from zabota.front.portal.events import PortalRulesChanged
from zabota.front.portal.models import PortalRules
from zabota.lib.actors import Actor


@transaction.atomic
def change_portal_rules(*, sites: Sequence[str], by: Actor) -> PortalRules:
    """`sites` are origins in whose pages the booking may stand."""
    rules = PortalRules.objects.select_for_update().get_or_create(pk=1)[0]
    if rules.sites != list(sites):
        rules.sites = list(sites)
        rules.save()
        record(PortalRulesChanged(["sites"]), by=by)
    return rules
