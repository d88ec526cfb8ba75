"""The price list."""

from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from zabota.core.catalog.models import Service, ServicePrice
from zabota.core.practice.models import Branch


def services_offered() -> QuerySet[Service]:
    return Service.objects.filter(is_active=True).select_related("category")


def service_named(name: str) -> Service | None:
    """A service by its name, whatever the case and the spaces around it."""
    return Service.objects.filter(name__iexact=name.strip()).first()


def price_of(service: Service, *, on: date, branch: Branch | None = None, grade: str = "") -> Decimal | None:
    """What the service costs on a day: the most particular price that has begun, a branch's before a grade's.

    Where nobody has set one by date, the price that an import brought. None where it is not known.
    """
    begun = ServicePrice.objects.filter(
        Q(branch=None) | Q(branch=branch), grade__in={"", grade}, service=service, since__lte=on
    )
    fitting = sorted(begun, key=lambda price: (price.branch_id is not None, bool(price.grade), price.since))
    if fitting:
        return fitting[-1].amount
    return None if ServicePrice.objects.filter(service=service).exists() else service.price


def prices_for_all(*, on: date) -> dict[int, Decimal]:
    """By id of service, the price of a day that is neither a branch's nor a grade's own."""
    brought = {
        pk: price for pk, price in Service.objects.filter(prices=None).values_list("pk", "price") if price is not None
    }
    begun = ServicePrice.objects.filter(branch=None, grade="", since__lte=on).order_by("service", "-since")
    return {**brought, **dict(begun.distinct("service").values_list("service", "amount"))}
