"""Writes to the price list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.core.catalog.events import ComplaintWordsWritten, PackageSet, PriceSet, ServiceAdded, ServiceChanged
from zabota.core.catalog.models import ComplaintWords, Package, PackagePart, Service, ServiceCategory, ServicePrice
from zabota.core.catalog.queries import price_of, service_named
from zabota.core.practice.models import Branch
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused

#: Services in one visit.
LEAST_PARTS, MOST_PARTS = 2, 6


@transaction.atomic
def add_service(
    *, name: str, category: str = "", price: Decimal | None = None, minutes: int = 30, by: Actor, **details: Any
) -> Service:
    """Put a service on the price list; `price` in the clinic's currency, `category` by name, made when new.

    `details` are further fields of the service: its buffers, preparation, course, booking online.
    """
    if not name.strip():
        raise Refused(_("A service needs a name."), field="name")
    if service_named(name):
        raise Refused(_("This service is on the price list already."), field="name")
    service = Service.objects.create(name=name.strip(), category=_category(category), minutes=minutes, **details)
    record(ServiceAdded(service.pk), by=by)
    if price is not None:
        set_price(service=service, amount=price, since=timezone.localdate(), by=by)
    return service


def service_for(*, name: str, by: Actor) -> Service:
    """The service of this name; one that a journal names for the first time joins the price list without a price."""
    return service_named(name) or add_service(name=name, by=by)


@transaction.atomic
def change_service(*, service: Service, category: str | None = None, by: Actor, **values: Any) -> list[str]:
    """Change fields of a service, its category by name; returns the names of those that differed."""
    if category is not None:
        values["category"] = _category(category)
    changed = sorted(name for name, value in values.items() if getattr(service, name) != value)
    for name in changed:
        setattr(service, name, values[name])
    if changed:
        _save(service, changed)
        record(ServiceChanged(service.pk, changed), by=by)
    return changed


@transaction.atomic
def set_price(
    *, service: Service, amount: Decimal, since: date, branch: Branch | None = None, grade: str = "", by: Actor
) -> bool:
    """A price from a day on, for a branch and a grade of doctor or for all; False when it was the price already.

    Earlier prices stay as they were. A price of the same day is mended.
    """
    if amount < 0:
        raise Refused(_("A price is not less than nothing."), field="amount")
    now = ServicePrice.objects.filter(service=service, branch=branch, grade=grade, since__lte=since).first()
    if now is not None and now.amount == amount:
        return False
    price, _is_new = ServicePrice.objects.update_or_create(
        service=service, branch=branch, grade=grade, since=since, defaults={"amount": amount}
    )
    _keep_price_of_today(service)
    record(PriceSet(service.pk, price.pk), by=by)
    return True


@transaction.atomic
def write_complaint_words(
    *, category: ServiceCategory | None = None, speciality: str = "", words: str, by: Actor
) -> ComplaintWords | None:
    """Keep the words, a phrase a line, with which patients ask for a category or a speciality; none: they lead nowhere.

    Returns what is kept.
    """
    lines = dict.fromkeys(" ".join(line.split()) for line in words.splitlines())
    phrases = "\n".join(line for line in lines if line)
    kept = ComplaintWords.objects.filter(category=category, speciality=speciality).first()
    if (kept.words if kept else "") == phrases:
        return kept
    record(ComplaintWordsWritten(category.pk if category else None, speciality), by=by)
    if not phrases:
        ComplaintWords.objects.filter(category=category, speciality=speciality).delete()
        return None
    return ComplaintWords.objects.update_or_create(
        category=category, speciality=speciality, defaults={"words": phrases}
    )[0]


@dataclass(frozen=True)
class PackageLine:
    """A service of a package: beside the one before it or after it, `gap` minutes later at most."""

    service: Service
    is_parallel: bool = False
    gap: int = 30


@transaction.atomic
def set_package(
    *, package: Package | None = None, name: str, lines: Sequence[PackageLine], is_active: bool = True, by: Actor
) -> Package:
    """Make a package, or write it anew: its name and its services in their order. Bookings made before stay as they are."""
    if not name.strip():
        raise Refused(_("A package needs a name."), field="name")
    if not LEAST_PARTS <= len(lines) <= MOST_PARTS:
        raise Refused(_("A package has from two to six services."))
    if Package.objects.filter(name__iexact=name.strip()).exclude(pk=package.pk if package else 0).exists():
        raise Refused(_("There is a package of this name already."), field="name")
    package = package or Package()
    package.name, package.is_active = name.strip(), is_active
    package.save()
    package.parts.all().delete()
    PackagePart.objects.bulk_create(
        PackagePart(package=package, place=place, service=line.service, is_parallel=line.is_parallel and place > 0,
                    gap=line.gap)
        for place, line in enumerate(lines)
    )  # fmt: skip
    record(PackageSet(package.pk), by=by)
    return package


def _keep_price_of_today(service: Service) -> None:
    """`Service.price` is the price of today for everybody; lists sort by it."""
    service.price = price_of(service, on=timezone.localdate())
    service.save(update_fields=["price"])


def _category(name: str) -> ServiceCategory | None:
    return ServiceCategory.objects.get_or_create(name=name.strip())[0] if name.strip() else None


def _save(service: Service, changed: list[str]) -> None:
    try:
        with transaction.atomic():
            service.save(update_fields=changed)
    except IntegrityError as error:
        if "name" not in str(error):
            raise
        raise Refused(_("This service is on the price list already."), field="name") from None
