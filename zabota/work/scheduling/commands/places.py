"""Rooms and devices, what a service needs of them, and who performs it (R249, R250, R275)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.core.catalog.models import Service
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.work.scheduling.events import DoctorRulesChanged, NeedsChanged, PerformersChanged, PlaceChanged
from zabota.work.scheduling.models import DoctorRules, Performer, Resource, ResourceType, ServiceNeed


class PlaceNameIsTaken(Refused):
    pass


def resource_type(*, name: str, kind: str) -> ResourceType:
    """The type of this name; made when new."""
    if not name.strip():
        raise Refused(_("A type needs a name."), field="type")
    found, _is_new = ResourceType.objects.get_or_create(name=name.strip(), defaults={"kind": kind})
    return found


@transaction.atomic
def add_place(*, branch: Branch, of_type: ResourceType, name: str, capacity: int = 1, by: Actor) -> Resource:
    """A room or a device; `capacity` patients use it at once. Raises PlaceNameIsTaken."""
    place = Resource(branch=branch, type=of_type, name=name.strip(), capacity=capacity)
    _save(place)
    record(PlaceChanged(branch.pk, place.pk, ["name"]), by=by)
    return place


@transaction.atomic
def change_place(*, place: Resource, by: Actor, **values: Any) -> list[str]:
    """Name, type, capacity, in use or not; returns the names of what differed. Raises PlaceNameIsTaken."""
    changed = sorted(name for name, value in values.items() if getattr(place, name) != value)
    for name in changed:
        setattr(place, name, values[name])
    if changed:
        _save(place)
        record(PlaceChanged(place.branch_id, place.pk, changed), by=by)
    return changed


@transaction.atomic
def set_needs(*, service: Service, types: Iterable[ResourceType], by: Actor) -> bool:
    """The types of room and device that a service takes one of each; False when nothing differed."""
    wanted = {each.pk for each in types}
    needs = ServiceNeed.objects.filter(service=service)
    known = set(needs.values_list("type_id", flat=True))
    if wanted == known:
        return False
    needs.exclude(type__in=wanted).delete()
    ServiceNeed.objects.bulk_create(ServiceNeed(service=service, type_id=number) for number in sorted(wanted - known))
    record(NeedsChanged(service.pk), by=by)
    return True


@transaction.atomic
def set_performers(*, service: Service, minutes: Mapping[int, int | None], by: Actor) -> bool:
    """Who performs a service, by id of doctor, and in how many minutes where they differ from the service's own."""
    performers = Performer.objects.filter(service=service)
    known = dict(performers.values_list("doctor_id", "minutes"))
    if known == dict(minutes):
        return False
    performers.exclude(doctor__in=minutes).delete()
    Performer.objects.bulk_create(
        (Performer(service=service, doctor_id=number, minutes=own) for number, own in minutes.items()),
        update_conflicts=True,
        unique_fields=["doctor", "service"],
        update_fields=["minutes"],
    )
    record(PerformersChanged(service.pk), by=by)
    return True


@transaction.atomic
def set_doctor_rules(*, doctor: Doctor, by: Actor, **values: Any) -> list[str]:
    """Whom the doctor accepts, the grid, quotas, booking online; returns the names of what differed."""
    rules = DoctorRules.objects.filter(doctor=doctor).first() or DoctorRules(doctor=doctor)
    changed = sorted(name for name, value in values.items() if getattr(rules, name) != value)
    for name in changed:
        setattr(rules, name, values[name])
    if rules.oldest < rules.youngest:
        raise Refused(_("The ages are the wrong way round."), field="oldest")
    if changed or rules._state.adding:
        rules.save()
        record(DoctorRulesChanged(doctor.pk, changed), by=by)
    return changed


def _save(place: Resource) -> None:
    if not place.name:
        raise Refused(_("A room or a device needs a name."), field="name")
    try:
        with transaction.atomic():
            place.save()
    except IntegrityError as error:
        if "scheduling_resource_is_named_once" not in str(error):
            raise
        raise PlaceNameIsTaken(_("The branch has a room or device of this name already."), field="name") from None
