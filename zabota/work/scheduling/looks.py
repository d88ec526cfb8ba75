"""How the states of a visit look: never by colour alone."""

from typing import NamedTuple

from zabota.work.scheduling.models import Status


class Look(NamedTuple):
    icon: str
    mood: str = ""


LOOKS: dict[str, Look] = {
    Status.HELD: Look(icon="hourglass", mood="warn"),
    Status.PLANNED: Look(icon="calendar"),
    Status.CONFIRMED: Look(icon="check", mood="info"),
    Status.ARRIVED: Look(icon="armchair", mood="warn"),
    Status.IN_ROOM: Look(icon="door-enter", mood="good"),
    Status.COMPLETED: Look(icon="checks", mood="good"),
    Status.CANCELLED: Look(icon="x"),
    Status.NO_SHOW: Look(icon="user-off", mood="bad"),
    Status.MOVED: Look(icon="arrow-right"),
}
OVER_SCHEDULE = Look(icon="bolt")
GROUP = Look(icon="users")
SEVERAL_SERVICES = Look(icon="list-details")


def legend() -> list[tuple[str, str, str]]:
    """Status, icon and word of what the calendar shows."""
    return [(status, look.icon, str(Status(status).label)) for status, look in LOOKS.items() if status in SHOWN]


SHOWN = (
    Status.HELD, Status.PLANNED, Status.CONFIRMED, Status.ARRIVED, Status.IN_ROOM, Status.COMPLETED, Status.NO_SHOW
)  # fmt: skip
