"""To whom one may turn with what hurts: services and doctors whose words were said. What was said is kept nowhere."""

from dataclasses import dataclass

from django.utils import timezone

from zabota.core.catalog.models import ComplaintWords, OnlineMode, ServiceCategory
from zabota.core.catalog.queries import matching_complaint, prices_for_all
from zabota.core.staff.models import Doctor
from zabota.front.portal.queries.offering import OfferedGroup, OfferedService, doctors_booked_online, shown_services

MOST = 4


@dataclass(frozen=True)
class ToTurnTo:
    """`services` by category and `doctors` by speciality, the likeliest first."""

    services: list[OfferedGroup]
    doctors: list[tuple[str, list[Doctor]]]

    @property
    def is_empty(self) -> bool:
        return not (self.services or self.doctors)


def is_asked_by_complaint() -> bool:
    """The clinic has written with what words patients come."""
    return ComplaintWords.objects.exists()


def to_turn_to(complaint: str) -> ToTurnTo:
    """Only what patients book by themselves, or ask for."""
    found = matching_complaint(complaint)
    categories = [match.category for match in found if match.category][:MOST]
    specialities = [match.speciality for match in found if match.speciality][:MOST]
    return ToTurnTo(_services(categories), _doctors(specialities))


def _services(categories: list[ServiceCategory]) -> list[OfferedGroup]:
    offered = shown_services().filter(category__in=categories).exclude(online=OnlineMode.VIEW)
    prices = prices_for_all(on=timezone.localdate()) if categories else {}
    lines = {category.pk: OfferedGroup(category.name, []) for category in categories}
    for each in offered:
        assert each.category_id is not None
        lines[each.category_id].lines.append(OfferedService(each, prices.get(each.pk)))
    return [group for group in lines.values() if group.lines]


def _doctors(specialities: list[str]) -> list[tuple[str, list[Doctor]]]:
    groups: dict[str, list[Doctor]] = {speciality: [] for speciality in specialities}
    for doctor in doctors_booked_online().filter(speciality__in=specialities):
        groups[doctor.speciality].append(doctor)
    return [(speciality, doctors) for speciality, doctors in groups.items() if doctors]


@dataclass(frozen=True)
class ComplaintTarget:
    """What words may lead to: a category of services, or a speciality of doctors."""

    category: ServiceCategory | None
    speciality: str
    phrases: list[str]

    @property
    def title(self) -> str:
        return self.category.name if self.category else self.speciality


def complaint_targets() -> list[ComplaintTarget]:
    """Categories with services that patients see, then specialities of those who receive."""
    written = {(row.category_id, row.speciality): row.phrases for row in ComplaintWords.objects.all()}
    shown = ServiceCategory.objects.filter(pk__in=shown_services().values("category"))
    specialities = Doctor.objects.filter(is_active=True).exclude(speciality="").order_by("speciality")
    return [
        *(ComplaintTarget(each, "", written.get((each.pk, ""), [])) for each in shown),
        *(
            ComplaintTarget(None, name, written.get((None, name), []))
            for name in specialities.values_list("speciality", flat=True).distinct()
        ),
    ]
