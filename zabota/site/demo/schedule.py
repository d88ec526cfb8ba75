"""Rooms, devices and hours of the demo: forty doctors in two shifts, with lunches, weekends, holidays and leave."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from zabota.core.catalog.models import Service
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.lib.actors import SYSTEM
from zabota.site.demo.clinic import DIRECTIONS, DemoClinic
from zabota.work.scheduling.commands import (
    UsualHours,
    add_place,
    add_public_holidays,
    give_leave,
    resource_type,
    set_doctor_rules,
    set_needs,
    set_performers,
    set_weeks,
)
from zabota.work.scheduling.models import Leave, Resource, ResourceType

OFFICE, DENTAL_OFFICE = "Кабинет приёма", "Стоматологический кабинет"
CHAIR, XRAY, ULTRASOUND, ECG = "Стоматологическая установка", "Рентген-аппарат", "УЗИ-аппарат", "Электрокардиограф"
PROCEDURES, ENDOSCOPY, LASER = "Процедурный кабинет", "Эндоскопический кабинет", "Лазерная установка"


@dataclass(frozen=True)
class Place:
    """`count` rooms or devices of a type in every branch; a name with “{}” is numbered."""

    type_name: str
    kind: str
    name: str
    count: int = 1
    capacity: int = 1


PLACES = (
    Place(DENTAL_OFFICE, "room", "Стоматология {}", 4),
    Place(OFFICE, "room", "Кабинет {}", 8),
    Place(PROCEDURES, "room", "Процедурная", capacity=4),
    Place(ENDOSCOPY, "room", "Эндоскопия"),
    Place(CHAIR, "device", "Установка {}", 4),
    Place(XRAY, "device", "Рентген"),
    Place(ULTRASOUND, "device", "УЗИ"),
    Place(ECG, "device", "ЭКГ {}", 2),
    Place(LASER, "device", "Лазер"),
)
TEETH = "Стоматология"
NEEDS = {
    "Рентгенография сустава": [XRAY],
    "Внутрисуставная инъекция": [PROCEDURES],
    "ЭКГ с расшифровкой": [ECG],
    "ЭхоКГ": [ULTRASOUND],
    "УЗИ брюшной полости": [ULTRASOUND],
    "ЭГДС": [ENDOSCOPY],
    "Лазерная коагуляция сетчатки": [LASER],
}
WEEKDAYS, SATURDAY, SUNDAY = range(5), 5, 6
MORNING, EVENING = (time(8), time(14)), (time(14), time(20))
BEFORE_LUNCH, AFTER_LUNCH, LAST_HOUR = (time(9), time(13)), (time(13, 45), time(17)), (time(17), time(18))
WEEKEND = (time(9), time(15))
#: Who is away, by place among the doctors of the network, and from how many days after today for how long.
LEAVES = ((7, -3, 10), (23, 5, 13))


def open_schedule(clinic: DemoClinic, today: date) -> None:
    """Equip the branches and lay out everybody's hours from the running week on."""
    branches = [Branch.objects.get(pk=number) for number in clinic.branch_ids]
    rooms = [_equip(branch) for branch in branches]
    _tell_needs()
    for country in ("RU", "UA", "KZ"):
        add_public_holidays(country=country, years=range(today.year, today.year + 3), by=SYSTEM)
    everybody = Doctor.objects.in_bulk()
    _tell_performers(clinic, everybody)
    weeks: dict[Doctor, Iterator[UsualHours]] = {}
    for place, branch in enumerate(branches):
        for is_dental in (True, False):
            here = [everybody[number] for number in _doctors_in(clinic, place, is_dental=is_dental)]
            free = [room for room in rooms[place] if (room.type.name == DENTAL_OFFICE) == is_dental]
            weeks |= _weeks_of(here, branch, free, today)
    set_weeks(hours=weeks, since=today - timedelta(days=today.weekday()), by=SYSTEM)
    for number, starts_in, days in LEAVES:
        doctor = list(everybody.values())[number]
        since = today + timedelta(days=starts_in)
        give_leave(
            doctor=doctor, since=since, until=since + timedelta(days=days), reason=Leave.Reason.VACATION, by=SYSTEM
        )


def _equip(branch: Branch) -> list[Resource]:
    """The rooms of doctors of the branch."""
    rooms = []
    for place in PLACES:
        of_type = resource_type(name=place.type_name, kind=place.kind)
        for number in range(1, place.count + 1):
            made = add_place(
                branch=branch, of_type=of_type, name=place.name.format(number), capacity=place.capacity, by=SYSTEM
            )
            rooms += [made] if place.type_name in {OFFICE, DENTAL_OFFICE} else []
    return rooms


def _tell_needs() -> None:
    for service in Service.objects.select_related("category"):
        names = [CHAIR] if service.category and service.category.name == TEETH else NEEDS.get(service.name, [])
        set_needs(service=service, types=ResourceType.objects.filter(name__in=names), by=SYSTEM)


def _tell_performers(clinic: DemoClinic, everybody: dict[int, Doctor]) -> None:
    """Whoever has no grade yet takes ten minutes more for a first visit."""
    for direction in DIRECTIONS:
        staff = [
            everybody[number] for (key, _b), ids in clinic.doctor_ids.items() if key == direction.key for number in ids
        ]
        for offer in {direction.first, *(step[0] for step in direction.episode)}:
            own = {
                doctor.pk: offer.minutes + 10 if offer is direction.first and not doctor.grade else None
                for doctor in staff
            }
            set_performers(service=Service.objects.get(name=offer.name), minutes=own, by=SYSTEM)
        for doctor in staff:
            set_doctor_rules(
                doctor=doctor, youngest=direction.youngest if direction.youngest > 5 else 0,
                step=10 if direction.key in {"joints", "heart"} else 15, by=SYSTEM,
            )  # fmt: skip


def _doctors_in(clinic: DemoClinic, branch: int, *, is_dental: bool) -> list[int]:
    return [
        number
        for (key, place), ids in clinic.doctor_ids.items()
        if place == branch and (key == "teeth") == is_dental
        for number in ids
    ]


def _weeks_of(
    doctors: Sequence[Doctor], branch: Branch, rooms: Sequence[Resource], today: date
) -> dict[Doctor, Iterator[UsualHours]]:
    """Of every three doctors two share a room in turns and the third has one of their own for the whole day."""
    weeks = {}
    for number, doctor in enumerate(doctors):
        room = rooms[2 * (number // 3) + number % 3 // 2]
        off = number % len(WEEKDAYS)
        weeks[doctor] = _always_here(branch, room, today) if doctor.user_id else _week(number, branch, room, off)
    return weeks


def _always_here(branch: Branch, room: Resource, today: date) -> Iterator[UsualHours]:
    """The cast receives every day but one, and today: whoever opens the demo signs in as one of them."""
    for weekday in range(7):
        if weekday != (today.weekday() + 3) % 7:
            yield UsualHours(branch, weekday, *MORNING, room)


def _week(number: int, branch: Branch, room: Resource, off: int) -> Iterator[UsualHours]:
    turn = number % 3
    for weekday in WEEKDAYS:
        if weekday == off:
            continue
        if turn < 2:
            yield UsualHours(branch, weekday, *(MORNING, EVENING)[turn], room)
        else:
            yield UsualHours(branch, weekday, *BEFORE_LUNCH, room)
            yield UsualHours(branch, weekday, *AFTER_LUNCH, room)
            yield UsualHours(branch, weekday, *LAST_HOUR, room, kinds=("urgent", "first"))
    if turn < 2:
        yield UsualHours(branch, (SATURDAY, SUNDAY)[turn], *WEEKEND, room)
    else:
        yield UsualHours(branch, SATURDAY, *WEEKEND, room, weeks="even")
        yield UsualHours(branch, SUNDAY, *WEEKEND, room, weeks="odd")
