"""F20: the same journal from many hands at once."""

from threading import Barrier, Thread

from django.db import connection

from zabota.core.patients.models import Patient
from zabota.core.staff.testing import anna
from zabota.front.daypack.commands.handing_over import hand_over
from zabota.front.daypack.models import Note
from zabota.front.daypack.testing import a_note, a_pack
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.models import Appointment
from zabota.work.scheduling.testing import a_service, days_ago, receives

HANDS = 4


def test_a_journal_handed_over_by_several_at_once_comes_in_once(committed_db):
    receives(anna())
    pack = a_pack()
    said = {
        "doctor": str(anna().public_id),
        "service": str(a_service().public_id),
        "day": days_ago(-1).isoformat(),
        "minutes": 30,
    }
    journal = dict(a_note(pack, "book", surname=f"Новый{hour}", time=f"{hour}:00", **said) for hour in range(10, 16))
    barrier = Barrier(HANDS)
    received: list[int] = []

    def hand() -> None:
        barrier.wait()
        try:
            received.append(len(hand_over(pack=pack, journal=journal, by=SYSTEM).keys))
        finally:
            connection.close()

    hands = [Thread(target=hand) for _number in range(HANDS)]
    for each in hands:
        each.start()
    for each in hands:
        each.join()
    assert received == [6] * HANDS
    assert (Appointment.objects.count(), Patient.objects.count()) == (6, 6)
    assert set(Note.objects.values_list("outcome", flat=True)) == {"done"}
