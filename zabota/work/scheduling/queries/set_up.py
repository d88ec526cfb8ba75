"""Services, rooms and devices as the clinic sets them up."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zabota.base.accounts.access import Access, Reach
from zabota.base.ui.listing import Column, Filter, Listing
from zabota.core.catalog.models import OnlineMode, Service, ServiceCategory, ServicePrice
from zabota.core.staff.queries import branches_within
from zabota.work.scheduling.models import Occupancy, Performer, Resource, ResourceType

SERVICE_COLUMNS = (
    Column("name", pgettext_lazy("service", "Name"), ("name",), cell=lambda each: each.name),
    Column("category", _("Category"), ("category__name", "name"), cell=lambda each: each.category or ""),
    Column("code", _("Code"), ("code",), is_optional=True, cell=lambda each: each.code),
    Column("minutes", _("Minutes"), ("minutes",), is_number=True, cell=lambda each: each.minutes),
    Column("price", _("Price"), ("price",), is_number=True, cell=lambda each: each.price),
    Column("doctors", _("Doctors"), ("doctors",), is_number=True, is_optional=True, cell=lambda each: each.doctors),
    Column("online", _("Booking online"), ("online",), is_optional=True, cell=lambda each: each.get_online_display()),
)
PRICED, UNPRICED = "yes", "no"


def services_listing(request: HttpRequest) -> Listing:
    categories = [(str(pk), name) for pk, name in ServiceCategory.objects.values_list("pk", "name")]
    return Listing(
        request,
        Service.objects.select_related("category").annotate(doctors=Count("performers")),
        key="scheduling.services",
        columns=SERVICE_COLUMNS,
        filters=[
            Filter("category", _("Category"), categories, lambda rows, value: rows.filter(category=value)),
            Filter("online", _("Booking online"), OnlineMode.choices, lambda rows, value: rows.filter(online=value)),
            Filter(
                "price", _("Price"), [(PRICED, _("has a price")), (UNPRICED, _("without a price"))],
                lambda rows, value: rows.filter(price__isnull=value == UNPRICED),
            ),
            Filter(
                "state", _("State"), [("off", _("taken off the price list"))],
                lambda rows, _value: rows.filter(is_active=False),
            ),
        ],
        sorted_by="category",
        per_page=100,
    )  # fmt: skip


@dataclass(frozen=True)
class PriceLine:
    """A price of a service; of those for the same branch and grade one holds today, earlier ones held before."""

    price: ServicePrice
    is_now: bool
    is_ahead: bool


def prices_of(service: Service) -> list[PriceLine]:
    """By branch and grade, the latest first."""
    today, lines, begun = timezone.localdate(), [], set()
    prices = ServicePrice.objects.filter(service=service).select_related("branch")
    for price in prices.order_by(F("branch__name").asc(nulls_first=True), "grade", "-since"):
        key, is_ahead = (price.branch_id, price.grade), price.since > today
        lines.append(PriceLine(price, not is_ahead and key not in begun, is_ahead))
        if not is_ahead:
            begun.add(key)
    return lines


def performers_of(service: Service) -> QuerySet[Performer]:
    return (
        Performer.objects.filter(service=service, doctor__is_active=True)
        .select_related("doctor")
        .order_by("doctor__surname", "doctor__given")
    )


PLACE_COLUMNS = (
    Column("name", pgettext_lazy("place", "Name"), ("name",), cell=lambda each: each.name),
    Column("type", pgettext_lazy("place", "Type"), ("type__kind", "type__name", "name"), cell=lambda each: each.type),
    Column("kind", _("Room or device"), is_optional=True, cell=lambda each: each.type.get_kind_display()),
    Column("branch", _("Branch"), ("branch__name", "name"), cell=lambda each: each.branch),
    Column("capacity", _("Patients at once"), ("capacity",), is_number=True, cell=lambda each: each.capacity),
    Column("state", _("State"), cell=lambda each: state_of(each)),
)


def places_within(reach: Reach) -> QuerySet[Resource]:
    """Rooms and devices of the branches, with `is_closed_now`."""
    closed = Occupancy.objects.filter(
        resource=OuterRef("type__kind"), resource_id=OuterRef("pk"), block__isnull=False,
        state=Occupancy.State.TAKEN, during__contains=Now(),
    )  # fmt: skip
    places = Resource.objects.select_related("type", "branch").annotate(is_closed_now=Exists(closed))
    return places if reach.is_network else places.filter(branch__in=reach.branch_ids)


def state_of(place: Resource) -> object:
    if not place.is_active:
        return _("not in use")
    return _("out of use now") if getattr(place, "is_closed_now", False) else ""


def places_listing(request: HttpRequest, access: Access) -> Listing:
    reach = access.reach("scheduling.set_up")
    branches = [(str(each.public_id), each.name) for each in branches_within(reach)]
    types = [(str(pk), name) for pk, name in ResourceType.objects.values_list("pk", "name")]
    return Listing(
        request,
        places_within(reach),
        key="scheduling.places",
        columns=PLACE_COLUMNS,
        filters=[
            Filter("branch", _("Branch"), branches, lambda rows, value: rows.filter(branch__public_id=value)),
            Filter("type", pgettext_lazy("place", "Type"), types, lambda rows, value: rows.filter(type=value)),
            Filter(
                "state", _("State"), [("closed", _("out of use now")), ("off", _("not in use"))],
                lambda rows, value: rows.filter(Q(is_closed_now=True) if value == "closed" else Q(is_active=False)),
            ),
        ],
        sorted_by="branch",
        per_page=100,
    )  # fmt: skip
