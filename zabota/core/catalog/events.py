from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zabota.base.events.registry import event


@event("catalog.service_added", _("A service joined the price list"), on_timeline=False)
@dataclass(frozen=True)
class ServiceAdded:
    service_id: int
