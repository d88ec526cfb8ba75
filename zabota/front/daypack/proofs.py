"""What is shown by killing: a journal that is handed over again and again comes into the base once (R311, F20)."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from zabota.base.events.models import Event
from zabota.core.patients.models import Patient
from zabota.core.staff.models import Doctor
from zabota.core.staff.testing import a_doctor
from zabota.front.daypack.commands.handing_over import hand_over
from zabota.front.daypack.models import Act, Note, Outcome, Pack
from zabota.front.daypack.testing import a_note, a_pack
from zabota.lib.actors import SYSTEM
from zabota.lib.proving import proof
from zabota.work.scheduling.models import Appointment, Status
from zabota.work.scheduling.proofs.killed import kill_by_turns
from zabota.work.scheduling.testing import a_service, days_ago, receives

WORKERS = 3
SLOT, SLOTS = timedelta(minutes=30), 16
HANDER = """
import time
import django
django.setup()
from zabota.front.daypack.proofs import hand_over_all
while True:
    hand_over_all({size})
    time.sleep(0.1)
"""


@proof("day-pack-killed", full=2_000, smoke=40)
def a_journal_comes_into_the_base_once(size: int) -> str:
    """Half are bookings of newcomers, half cancel them. Three programs hand the same journal over, and are killed by force."""
    bookings, kills = size // 2, max(2, size // 100)
    for number in range(-(-bookings // SLOTS)):
        receives(a_doctor(f"Врач{number:03}"))
    a_service()
    a_pack()
    kill_by_turns(HANDER.format(size=size), workers=WORKERS, kills=kills, size=size, done=_done)
    found = {
        "notes done": Note.objects.filter(outcome=Outcome.DONE).count() == size,
        "visits": Appointment.objects.filter(status=Status.CANCELLED).count()
        == Appointment.objects.count()
        == bookings,
        "cards": Patient.objects.count() == bookings,
        "told once": all(_told(kind) == bookings for kind in ("booked", "cancelled")),
    }
    assert all(found.values()), f"not so: {[name for name, holds in found.items() if not holds]}"
    return f"{size} notes, {WORKERS} at once, {kills} kills: each in the base once, {bookings} visits, {bookings} cards"


def hand_over_all(size: int) -> None:
    """What each of the programs does: the whole journal, from its beginning."""
    pack = Pack.objects.get()
    hand_over(pack=pack, journal=dict(_journal(pack, size // 2)), by=SYSTEM)


def _journal(pack: Pack, bookings: int) -> Iterator[tuple[UUID, str]]:
    service = str(a_service().public_id)
    doctors = [str(each.public_id) for each in Doctor.objects.order_by("surname")]
    opens = datetime.combine(days_ago(-1), time(9))
    for number in range(bookings):
        key, starts = UUID(int=2 * number + 1), opens + number % SLOTS * SLOT
        said: dict[str, Any] = {
            "doctor": doctors[number // SLOTS], "service": service, "minutes": 30, "surname": f"Новый{number}",
            "day": f"{starts:%Y-%m-%d}", "time": f"{starts:%H:%M}", "number": 2 * number,
        }  # fmt: skip
        yield a_note(pack, Act.BOOK, key=key, at=pack.built_at, **said)
        more = {"follows": str(key), "who": "patient", "number": 2 * number + 1}
        yield a_note(pack, Act.CANCELLED, key=UUID(int=2 * number + 2), at=pack.built_at, **more)


def _done() -> int:
    return Note.objects.exclude(outcome__in=(Outcome.RECEIVED, Outcome.WAITING)).count()


def _told(kind: str) -> int:
    return Event.objects.filter(kind=f"scheduling.appointment_{kind}").count()
