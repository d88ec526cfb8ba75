"""Writes to the price list."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.core.catalog.events import ServiceAdded
from zabota.core.catalog.models import Service, ServiceCategory
from zabota.core.catalog.queries import service_named
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused


@transaction.atomic
def add_service(
    *, name: str, category: str = "", price: Decimal | None = None, minutes: int = 30, by: Actor
) -> Service:
    """Put a service on the price list; `price` in the clinic's currency, `category` by name, made when new."""
    if not name.strip():
        raise Refused(_("A service needs a name."), field="name")
    if service_named(name):
        raise Refused(_("This service is on the price list already."), field="name")
    service = Service.objects.create(name=name.strip(), category=_category(category), price=price, minutes=minutes)
    record(ServiceAdded(service.pk), by=by)
    return service


def service_for(*, name: str, by: Actor) -> Service:
    """The service of this name; one that a journal names for the first time joins the price list without a price."""
    return service_named(name) or add_service(name=name, by=by)


def _category(name: str) -> ServiceCategory | None:
    return ServiceCategory.objects.get_or_create(name=name.strip())[0] if name.strip() else None
